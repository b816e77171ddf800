"""Document of the library: entered once, corrected, ended or replaced, taken back.

One stream per ward, issuer, year and folded number, so that case, dashes and look-alike letters make no second entry.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.chassis.files.reference import FileRef
from services.submissions.ids import library_document_id
from services.submissions.library.commands import (
    AttachText,
    CorrectDocument,
    EndDocument,
    EnterDocument,
    RestoreDocument,
    TakeBackEnd,
    WithdrawDocument,
)
from services.submissions.library.events import (
    Entry,
    Event,
    Instead,
    LibraryDocumentCorrected,
    LibraryDocumentEnded,
    LibraryDocumentEndTakenBack,
    LibraryDocumentEntered,
    LibraryDocumentRestored,
    LibraryDocumentTextAttached,
    LibraryDocumentWithdrawn,
)
from services.submissions.refusals import NOT_FOUND


class LibraryRefused(DomainError):
    """What the library refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "library.already-entered": Refusal(
            "Văn bản số {number} năm {year} của {issuer} đã có trong thư viện. Tìm số đó trong danh sách để xem hoặc sửa."
        ),
        "library.issued-in-the-future": Refusal(
            "Ngày ban hành không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422
        ),
        "library.in-force-before-issue": Refusal(
            "Ngày có hiệu lực không thể trước ngày ban hành {issued_on}. Hãy kiểm tra lại ngày.", 422
        ),
        "library.ends-before-in-force": Refusal(
            "Ngày hết hiệu lực phải sau ngày có hiệu lực {in_force_from}. Hãy kiểm tra lại ngày.", 422
        ),
        "library.other-year": Refusal(
            "Năm ban hành {year} cùng số và cơ quan cho biết đó là văn bản nào nên không sửa được. "
            "Rút văn bản này khỏi thư viện rồi nhập lại.",
            422,
        ),
        "library.withdrawn": Refusal(
            "Văn bản này đã rút khỏi thư viện. Hãy chọn văn bản khác; rút nhầm thì khôi phục ở trang của văn bản."
        ),
        "library.already-ended": Refusal(
            "Văn bản này đã ghi hết hiệu lực từ ngày {ended_on}. Ghi nhầm thì dùng “Hủy ghi hết hiệu lực”."
        ),
        "library.replaces-itself": Refusal("Văn bản không thay thế chính mình. Hãy chọn văn bản khác.", 422),
        "library.successor-ended": Refusal(
            "Văn bản thay thế đã hết hiệu lực từ ngày {ended_on}. Hãy chọn văn bản còn hiệu lực.", 422
        ),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody has entered it."""


@dataclass(frozen=True, slots=True)
class Entered:
    """It is in the library; it holds until `ended_on`, or as its own words say."""

    document_id: UUID
    entry: Entry
    ended_on: date | None = None
    by_document_id: UUID | None = None
    files: tuple[FileRef, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether whoever is to read it finds its text."""
        return bool(self.files) or self.entry.link is not None

    @property
    def holds_until(self) -> date | None:
        """The first day on which it no longer holds, whichever of the two comes first."""
        return min((day for day in (self.ended_on, self.entry.in_force_to) if day is not None), default=None)

    def ended(self, day: date) -> bool:
        """Whether it no longer holds on this day."""
        return self.holds_until is not None and self.holds_until <= day


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It was entered by mistake; `document` is how it stood."""

    document: Entered


State = Absent | Entered | Withdrawn


def evolve(state: State, event: Event) -> State:
    """The document after this event."""
    match event:
        case LibraryDocumentEntered():
            return Entered(event.document_id, event.entry)
        case LibraryDocumentCorrected():
            assert isinstance(state, Entered)
            return replace(state, entry=event.entry)
        case LibraryDocumentTextAttached():
            assert isinstance(state, Entered)
            return replace(state, files=event.files)
        case LibraryDocumentEnded():
            assert isinstance(state, Entered)
            return replace(state, ended_on=event.ended_on, by_document_id=event.by_document_id)
        case LibraryDocumentEndTakenBack():
            assert isinstance(state, Entered)
            return replace(state, ended_on=None, by_document_id=None)
        case LibraryDocumentWithdrawn():
            assert isinstance(state, Entered)
            return Withdrawn(state)
        case LibraryDocumentRestored():
            assert isinstance(state, Withdrawn)
            return state.document
        case _:
            assert_never(event)


LIBRARY_DOCUMENT: Final[StreamType[State]] = StreamType("library-document", Absent(), evolve)
KEEPERS: Final = frozenset({"clerk"})


def document_of(command: EnterDocument) -> StreamRef[State]:
    """The stream of the document that is entered."""
    return LIBRARY_DOCUMENT.new(
        library_document_id(command.ward_code, command.issued_on.year, command.issuer, command.number)
    )


def entered(state: State) -> Entered:
    """A document that stands in the library. Raises LibraryRefused."""
    match state:
        case Entered():
            return state
        case Withdrawn():
            raise LibraryRefused("library.withdrawn")
        case Absent():
            raise LibraryRefused("not-found")
        case _:
            assert_never(state)


def checked(entry: Entry, today: date) -> Entry:
    """The entry, whose days follow each other. Raises LibraryRefused."""
    if entry.issued_on > today:
        raise LibraryRefused("library.issued-in-the-future")
    if entry.in_force_from < entry.issued_on:
        raise LibraryRefused("library.in-force-before-issue", issued_on=words.day(entry.issued_on))
    if entry.in_force_to is not None and entry.in_force_to <= entry.in_force_from:
        raise LibraryRefused("library.ends-before-in-force", in_force_from=words.day(entry.in_force_from))
    return entry


def decide_enter(command: EnterDocument, state: State) -> list[Event]:
    """Enter it, once."""
    if isinstance(state, Entered):
        raise LibraryRefused(
            "library.already-entered", number=command.number, year=command.issued_on.year, issuer=command.issuer
        )
    entry = Entry(
        title=command.title,
        kind=command.kind,
        level=command.level,
        number=command.number,
        issuer=command.issuer,
        issued_on=command.issued_on,
        in_force_from=command.in_force_from,
        in_force_to=command.in_force_to,
        link=command.link,
    )
    document_id = library_document_id(command.ward_code, command.issued_on.year, command.issuer, command.number)
    made: list[Event] = [LibraryDocumentEntered(document_id=document_id, entry=checked(entry, local_date(command.at)))]
    if command.files:
        made.append(LibraryDocumentTextAttached(document_id=document_id, files=command.files))
    return made


def decide_correct(command: CorrectDocument, state: State) -> list[Event]:
    """Write it right; the same again is nothing."""
    document = entered(state)
    if command.issued_on.year != document.entry.issued_on.year:
        raise LibraryRefused("library.other-year", year=document.entry.issued_on.year)
    right = replace(
        document.entry,
        title=command.title,
        kind=command.kind,
        level=command.level,
        issued_on=command.issued_on,
        in_force_from=command.in_force_from,
        in_force_to=command.in_force_to,
        link=command.link,
    )
    if right == document.entry:
        return []
    if document.ended_on is not None and document.ended_on <= right.in_force_from:
        raise LibraryRefused("library.already-ended", ended_on=words.day(document.ended_on))
    return [LibraryDocumentCorrected(document_id=command.document_id, entry=checked(right, local_date(command.at)))]


def decide_attach(command: AttachText, state: State) -> list[Event]:
    """Attach its text; the same files again are nothing."""
    if entered(state).files == command.files:
        return []
    return [LibraryDocumentTextAttached(document_id=command.document_id, files=command.files)]


def decide_end(command: EndDocument, state: State, *successors: State) -> list[Event]:
    """Record its end, and the document in its place, which holds longer; the same again is nothing."""
    document = entered(state)
    if (document.ended_on, document.by_document_id) == (command.ended_on, command.by_document_id):
        return []
    if document.ended_on is not None:
        raise LibraryRefused("library.already-ended", ended_on=words.day(document.ended_on))
    if command.ended_on <= document.entry.in_force_from:
        raise LibraryRefused("library.ends-before-in-force", in_force_from=words.day(document.entry.in_force_from))
    if command.by_document_id == command.document_id:
        raise LibraryRefused("library.replaces-itself")
    for successor in map(entered, successors):
        until = successor.holds_until
        if until is not None and until <= command.ended_on:
            raise LibraryRefused("library.successor-ended", ended_on=words.day(until))
    return [
        LibraryDocumentEnded(
            document_id=command.document_id, ended_on=command.ended_on, by_document_id=command.by_document_id
        )
    ]


def decide_take_back(command: TakeBackEnd, state: State) -> list[Event]:
    """Take its end back; a second time, nothing happens."""
    if entered(state).ended_on is None:
        return []
    return [LibraryDocumentEndTakenBack(document_id=command.document_id, reason=command.reason)]


def decide_withdraw(command: WithdrawDocument, state: State, *successors: State) -> list[Event]:
    """Take it out of the library, and say which one to go by; a second time, nothing happens."""
    if isinstance(state, Withdrawn):
        return []
    entered(state)
    if command.instead_id == command.document_id:
        raise LibraryRefused("library.replaces-itself")
    instead = None
    for successor in map(entered, successors):
        until = successor.holds_until
        if until is not None and successor.ended(local_date(command.at)):
            raise LibraryRefused("library.successor-ended", ended_on=words.day(until))
        instead = Instead(document_id=successor.document_id, number=successor.entry.number, title=successor.entry.title)
    return [LibraryDocumentWithdrawn(document_id=command.document_id, reason=command.reason, instead=instead)]


def decide_restore(command: RestoreDocument, state: State) -> list[Event]:
    """Take its withdrawal back: it stands as before; one that stands needs nothing."""
    match state:
        case Withdrawn():
            return [LibraryDocumentRestored(document_id=command.document_id, reason=command.reason)]
        case Entered():
            return []
        case Absent():
            raise LibraryRefused("not-found")
        case _:
            assert_never(state)


def _beside(document_id: UUID, other_id: UUID | None) -> tuple[StreamRef[Any], ...]:
    others = () if other_id is None or other_id == document_id else (LIBRARY_DOCUMENT.read(other_id),)
    return LIBRARY_DOCUMENT.at(document_id), *others


HANDLES: tuple[Handles[Any], ...] = (
    Handles(EnterDocument, lambda c: (document_of(c),), decide_enter, roles=KEEPERS),
    Handles(CorrectDocument, lambda c: (LIBRARY_DOCUMENT.at(c.document_id),), decide_correct, roles=KEEPERS),
    Handles(AttachText, lambda c: (LIBRARY_DOCUMENT.at(c.document_id),), decide_attach, roles=KEEPERS),
    Handles(EndDocument, lambda c: _beside(c.document_id, c.by_document_id), decide_end, roles=KEEPERS),
    Handles(TakeBackEnd, lambda c: (LIBRARY_DOCUMENT.at(c.document_id),), decide_take_back, roles=KEEPERS),
    Handles(WithdrawDocument, lambda c: _beside(c.document_id, c.instead_id), decide_withdraw, roles=KEEPERS),
    Handles(RestoreDocument, lambda c: (LIBRARY_DOCUMENT.at(c.document_id),), decide_restore, roles=KEEPERS),
)
