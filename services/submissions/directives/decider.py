"""Directive: distributed once, its day moved, and recalled; each unit's reading of it is a stream of its own, so that units never wait.

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
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.directives.commands import (
    AskReading,
    ConfirmReading,
    DistributeDocument,
    MoveDirectiveDeadline,
    MoveReadingDeadline,
    RecallDirective,
    RecallReading,
    RecallWithdrawn,
    ReleaseReading,
    RestoreDirective,
    RestoreReading,
    RestoreWithdrawn,
    TakeBackReading,
)
from services.submissions.directives.events import (
    DirectiveDeadlineMoved,
    DirectiveDistributed,
    DirectiveRecalled,
    DirectiveRestored,
    Event,
    ReadingAsked,
    ReadingConfirmed,
    ReadingDeadlineMoved,
    ReadingEvent,
    ReadingRecalled,
    ReadingReleased,
    ReadingRestored,
    ReadingTakenBack,
)
from services.submissions.ids import reading_id
from services.submissions.library.decider import LIBRARY_DOCUMENT, Entered, entered
from services.submissions.library.decider import State as DocumentState
from services.submissions.refusals import NOT_FOUND
from services.submissions.units.decider import UNIT, Active, active
from services.submissions.units.decider import State as UnitState


class DirectiveRefused(DomainError):
    """What a directive refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "directive.already-distributed": Refusal("Việc phổ biến văn bản này đã được ghi."),
        "directive.read-by-passed": Refusal("Hạn đọc không thể trước ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "directive.no-unit": Refusal("Chọn ít nhất một đơn vị nhận, hoặc chọn gửi đến mọi đơn vị.", 422),
        "directive.all-and-some": Refusal(
            "Đã chọn mọi đơn vị nên không chọn riêng đơn vị nào. Bỏ chọn các đơn vị, hoặc chọn gửi đến các đơn vị được chọn.",
            422,
        ),
        "directive.document-ended": Refusal(
            "Văn bản đã hết hiệu lực từ ngày {ended_on} nên không phổ biến nữa. Hãy chọn văn bản thay thế.", 422
        ),
        "directive.no-text": Refusal(
            "Văn bản chưa có tệp toàn văn hay địa chỉ đọc nên đơn vị không đọc được. "
            "Mở văn bản trong thư viện, đính kèm tệp hoặc ghi địa chỉ, rồi phổ biến.",
            422,
        ),
        "directive.recalled": Refusal("Văn bản này đã thu hồi nên không còn hạn đọc để đổi. Cần đọc thì phổ biến lại."),
        "directive.document-withdrawn": Refusal(
            "Văn bản đã rút khỏi thư viện nên chưa khôi phục được việc phổ biến. Khôi phục văn bản ở thư viện trước."
        ),
        "reading.not-asked": Refusal("Đơn vị không phải đọc văn bản này nữa. Tải lại trang để xem tình trạng."),
        "reading.recalled": Refusal("Văn bản này đã thu hồi nên không xác nhận, không hủy xác nhận nữa."),
        "reading.not-read": Refusal("Đơn vị chưa xác nhận đã đọc nên không có gì để hủy."),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Undistributed:
    """Nobody has sent it."""


@dataclass(frozen=True, slots=True)
class Distributed:
    """Units are to read it; `days` are the last days to read that it has had, the one that holds last."""

    title: str
    number: str
    units: tuple[UUID, ...]
    days: tuple[date, ...]
    document_id: UUID


@dataclass(frozen=True, slots=True)
class Recalled:
    """It holds no longer; `directive` is how it stood, `why` what recalled it."""

    directive: Distributed
    why: DirectiveRecalled


State = Undistributed | Distributed | Recalled


def evolve(state: State, event: Event) -> State:
    """The directive after this event."""
    match event:
        case DirectiveDistributed():
            return Distributed(event.title, event.number, event.units, (event.read_by,), event.document_id)
        case DirectiveDeadlineMoved():
            assert isinstance(state, Distributed)
            return replace(state, days=(*state.days, event.read_by))
        case DirectiveRecalled():
            assert isinstance(state, Distributed)
            return Recalled(state, event)
        case DirectiveRestored():
            assert isinstance(state, Recalled)
            return state.directive
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Unasked:
    """The unit was never asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The unit is to read it by a day; `read_on` says when it did."""

    asked: ReadingAsked
    read_by: date
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """The unit need not read it."""


@dataclass(frozen=True, slots=True)
class Suspended:
    """Its directive was recalled; `reading` is how it stood."""

    reading: Asked


Reading = Unasked | Asked | Released | Suspended


def evolve_reading(state: Reading, event: ReadingEvent) -> Reading:
    """The reading after this event."""
    match event:
        case ReadingAsked():
            return Asked(event, event.read_by)
        case ReadingDeadlineMoved():
            assert isinstance(state, Asked)
            return replace(state, read_by=event.read_by)
        case ReadingConfirmed():
            assert isinstance(state, Asked)
            return replace(state, read_on=event.read_on)
        case ReadingTakenBack():
            assert isinstance(state, Asked)
            return replace(state, read_on=None)
        case ReadingReleased():
            return Released()
        case ReadingRecalled():
            assert isinstance(state, Asked)
            return Suspended(state)
        case ReadingRestored():
            assert isinstance(state, Suspended)
            return state.reading
        case _:
            assert_never(event)


DIRECTIVE: Final[StreamType[State]] = StreamType("directive", Undistributed(), evolve)
READING: Final[StreamType[Reading]] = StreamType("directive-reading", Unasked(), evolve_reading)


def decide_distribute(
    command: DistributeDocument, state: State, document: DocumentState, *units: UnitState
) -> list[Event]:
    """Send it to living units, while the document has not ended."""
    if not isinstance(state, Undistributed):
        raise DirectiveRefused("directive.already-distributed")
    if command.to == "chosen" and not command.units:
        raise DirectiveRefused("directive.no-unit")
    if command.to == "all" and command.units:
        raise DirectiveRefused("directive.all-and-some")
    today = local_date(command.at)
    if command.read_by < today:
        raise DirectiveRefused("directive.read-by-passed")
    known = entered(document)
    if known.holds_until is not None and known.ended(today):
        raise DirectiveRefused("directive.document-ended", ended_on=words.day(known.holds_until))
    if not known.readable:
        raise DirectiveRefused("directive.no-text")
    for unit in units:
        active(unit, today)
    return [
        DirectiveDistributed(
            directive_id=command.directive_id,
            document_id=command.document_id,
            title=known.entry.title,
            number=known.entry.number,
            purpose=command.purpose,
            distributed_on=today,
            read_by=command.read_by,
            units=command.units,
            categories=command.categories,
        )
    ]


def decide_move(command: MoveDirectiveDeadline, state: State) -> list[Event]:
    """Another last day, of today or later; the one that holds already changes nothing."""
    match state:
        case Distributed():
            if command.read_by < local_date(command.at):
                raise DirectiveRefused("directive.read-by-passed")
            was = state.days[-1]
            if command.read_by == was:
                return []
            return [DirectiveDeadlineMoved(directive_id=command.directive_id, was=was, read_by=command.read_by)]
        case Recalled():
            raise DirectiveRefused("directive.recalled")
        case Undistributed():
            raise DirectiveRefused("not-found")
        case _:
            assert_never(state)


def decide_recall(command: RecallDirective | RecallWithdrawn, state: State) -> list[Event]:
    """Take it back, because it was sent by mistake or because of its document; a second time, nothing happens."""
    match state:
        case Distributed():
            withdrawn = command if isinstance(command, RecallWithdrawn) else None
            return [
                DirectiveRecalled(
                    directive_id=command.directive_id,
                    reason=command.reason,
                    document_withdrawn=withdrawn is not None,
                    instead=withdrawn.instead if withdrawn else None,
                )
            ]
        case Recalled():
            return []
        case Undistributed():
            raise DirectiveRefused("not-found")
        case _:
            assert_never(state)


def decide_restore(command: RestoreDirective | RestoreWithdrawn, state: State, document: DocumentState) -> list[Event]:
    """Take its recall back, while its document stands; because a document came back only what had gone with it."""
    match state:
        case Recalled(directive=directive) if directive.document_id == command.document_id:
            by_hand = isinstance(command, RestoreDirective)
            if not by_hand and not (state.why.document_withdrawn and isinstance(document, Entered)):
                return []
            if not isinstance(document, Entered):
                raise DirectiveRefused("directive.document-withdrawn")
            return [
                DirectiveRestored(
                    directive_id=command.directive_id,
                    reason=command.reason,
                    document_id=directive.document_id,
                    read_by=directive.days[-1],
                    units=directive.units,
                    ended_on=document.ended_on,
                )
            ]
        case Distributed(document_id=command.document_id):
            return []
        case _:
            raise DirectiveRefused("not-found")


def decide_ask(command: AskReading, state: Reading, directive: State, unit: UnitState) -> list[ReadingEvent]:
    """Ask a living unit that it is sent to, once, and again after it was released."""
    if isinstance(state, Asked) or not isinstance(directive, Distributed):
        return []
    if directive.units and command.unit_id not in directive.units:
        return []
    if not _goes_on(unit, command.read_by):
        return []
    return [
        ReadingAsked(
            reading_id=reading_id(command.directive_id, command.unit_id),
            directive_id=command.directive_id,
            unit_id=command.unit_id,
            title=directive.title,
            number=directive.number,
            read_by=command.read_by,
        )
    ]


def decide_move_reading(
    command: MoveReadingDeadline, state: Reading, directive: State, unit: UnitState
) -> list[ReadingEvent]:
    """Follow the directive's day: who was asked has until then, who was not because of its end may be asked now, and the other way round.

    A unit of a later day was asked for a day of its own, which the directive never had: it keeps that while it is the later one.
    """
    if not isinstance(directive, Distributed):
        return []
    day = directive.days[-1]
    if not isinstance(state, Asked):
        asking = AskReading(
            ward_code=command.ward_code,
            at=command.at,
            directive_id=command.directive_id,
            unit_id=command.unit_id,
            read_by=day,
        )
        return decide_ask(asking, state, directive, unit)
    if state.asked.read_by not in directive.days:
        day = max(day, state.asked.read_by)
    if day == state.read_by:
        return []
    which = {"reading_id": state.asked.reading_id, "directive_id": command.directive_id, "unit_id": command.unit_id}
    if state.read_on is None and not _goes_on(unit, day):
        return [ReadingReleased(**which)]
    return [
        ReadingDeadlineMoved(
            **which,
            title=state.asked.title,
            number=state.asked.number,
            read_by=day,
            already_read=state.read_on is not None,
        )
    ]


def _goes_on(unit: UnitState, day: date) -> bool:
    """Whether a unit has not ended by a day."""
    return isinstance(unit, Active) and (unit.closed_on is None or unit.closed_on > day)


def decide_release(command: ReleaseReading, state: Reading) -> list[ReadingEvent]:
    """Release who has not read it; what was read stays read."""
    if not isinstance(state, Asked) or state.read_on is not None:
        return []
    return [
        ReadingReleased(reading_id=state.asked.reading_id, directive_id=command.directive_id, unit_id=command.unit_id)
    ]


def decide_recall_reading(command: RecallReading, state: Reading, directive: State) -> list[ReadingEvent]:
    """Tell whoever was asked, also who has read it already, while the directive is recalled."""
    if not isinstance(state, Asked) or not isinstance(directive, Recalled):
        return []
    return [
        ReadingRecalled(
            reading_id=state.asked.reading_id,
            directive_id=command.directive_id,
            unit_id=command.unit_id,
            title=state.asked.title,
            number=state.asked.number,
            document_withdrawn=directive.why.document_withdrawn,
            reason=directive.why.reason,
            instead=directive.why.instead,
        )
    ]


def decide_restore_reading(
    command: RestoreReading, state: Reading, directive: State, unit: UnitState
) -> list[ReadingEvent]:
    """How it stood before the recall, unless the unit has ended with nothing read; who was not asked until then is asked."""
    if not isinstance(directive, Distributed) or isinstance(state, Asked):
        return []
    if not isinstance(state, Suspended):
        asking = AskReading(
            ward_code=command.ward_code,
            at=command.at,
            directive_id=command.directive_id,
            unit_id=command.unit_id,
            read_by=directive.days[-1],
        )
        return decide_ask(asking, state, directive, unit)
    stood = state.reading
    if stood.read_on is None and not _goes_on(unit, stood.read_by):
        return []
    return [
        ReadingRestored(
            reading_id=stood.asked.reading_id,
            directive_id=command.directive_id,
            unit_id=command.unit_id,
            title=stood.asked.title,
            number=stood.asked.number,
            read_by=stood.read_by,
            already_read=stood.read_on is not None,
        )
    ]


def asked_of(state: Reading, by: MandateGranted | None) -> Asked:
    """What a unit within the asker's reach is to read. Raises DirectiveRefused."""
    match state:
        case Asked() if reaches(by, state.asked.unit_id):
            return state
        case Released():
            raise DirectiveRefused("reading.not-asked")
        case Suspended() if reaches(by, state.reading.asked.unit_id):
            raise DirectiveRefused("reading.recalled")
        case _:
            raise DirectiveRefused("not-found")


def decide_confirm(
    command: ConfirmReading, state: Reading, unit: UnitState, *, by: MandateGranted | None
) -> list[ReadingEvent]:
    """Confirm for a living unit, one's own or, in the office, any; a second time, nothing happens."""
    known = asked_of(state, by)
    if known.asked.unit_id != command.unit_id:
        raise DirectiveRefused("not-found")
    today = local_date(command.at)
    active(unit, today)
    if known.read_on is not None:
        return []
    return [
        ReadingConfirmed(
            reading_id=command.reading_id,
            directive_id=known.asked.directive_id,
            unit_id=command.unit_id,
            title=known.asked.title,
            read_on=today,
            on_time=today <= known.read_by,
            by_office=bool(on_behalf(by)),
        )
    ]


def decide_take_back(command: TakeBackReading, state: Reading, *, by: MandateGranted | None) -> list[ReadingEvent]:
    """Take it back: the unit is to read it again."""
    known = asked_of(state, by)
    if known.read_on is None:
        raise DirectiveRefused("reading.not-read")
    return [
        ReadingTakenBack(
            reading_id=command.reading_id,
            directive_id=known.asked.directive_id,
            unit_id=known.asked.unit_id,
            title=known.asked.title,
            number=known.asked.number,
            read_by=known.read_by,
            reason=command.reason,
        )
    ]


def _distribute_streams(command: DistributeDocument) -> tuple[StreamRef[Any], ...]:
    units = (UNIT.read(each) for each in command.units)
    return DIRECTIVE.new(command.directive_id), LIBRARY_DOCUMENT.read(command.document_id), *units


SENDERS: Final = frozenset({"clerk", "chairman"})
READERS: Final = frozenset({"unit-head", "clerk"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(DistributeDocument, _distribute_streams, decide_distribute, roles=SENDERS),
    Handles(MoveDirectiveDeadline, lambda c: (DIRECTIVE.at(c.directive_id),), decide_move, roles=SENDERS),
    Handles(RecallDirective, lambda c: (DIRECTIVE.at(c.directive_id),), decide_recall, roles=SENDERS),
    Handles(
        RestoreDirective,
        lambda c: (DIRECTIVE.at(c.directive_id), LIBRARY_DOCUMENT.read(c.document_id)),
        decide_restore,
        roles=SENDERS,
    ),
    Handles(RecallWithdrawn, lambda c: (DIRECTIVE.at(c.directive_id),), decide_recall),
    Handles(
        RestoreWithdrawn,
        lambda c: (DIRECTIVE.at(c.directive_id), LIBRARY_DOCUMENT.read(c.document_id)),
        decide_restore,
    ),
    Handles(
        AskReading,
        lambda c: (
            READING.new(reading_id(c.directive_id, c.unit_id)),
            DIRECTIVE.read(c.directive_id),
            UNIT.read(c.unit_id),
        ),
        decide_ask,
    ),
    Handles(
        MoveReadingDeadline,
        lambda c: (
            READING.new(reading_id(c.directive_id, c.unit_id)),
            DIRECTIVE.read(c.directive_id),
            UNIT.read(c.unit_id),
        ),
        decide_move_reading,
    ),
    Handles(ReleaseReading, lambda c: (READING.new(reading_id(c.directive_id, c.unit_id)),), decide_release),
    Handles(
        RecallReading,
        lambda c: (READING.new(reading_id(c.directive_id, c.unit_id)), DIRECTIVE.read(c.directive_id)),
        decide_recall_reading,
    ),
    Handles(
        RestoreReading,
        lambda c: (
            READING.new(reading_id(c.directive_id, c.unit_id)),
            DIRECTIVE.read(c.directive_id),
            UNIT.read(c.unit_id),
        ),
        decide_restore_reading,
    ),
    Handles(
        ConfirmReading,
        lambda c: (READING.at(c.reading_id), UNIT.read(c.unit_id)),
        decide_confirm,
        roles=READERS,
        by_whom=True,
    ),
    Handles(TakeBackReading, lambda c: (READING.at(c.reading_id),), decide_take_back, roles=READERS, by_whom=True),
)
