"""Criteria sheet of a bloc's year: issued in versions, each confirmed by a document of the level above or not.

Pure: no I/O, no clock, no new ids. A stream is keyed by bloc code and year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, assert_never

from services.blocs.criteria.commands import Command, ConfirmCriteria, IssueCriteria, WithdrawConfirmation
from services.blocs.criteria.events import ConfirmationWithdrawn, CriteriaConfirmed, CriteriaIssued, Event
from services.blocs.criteria.sheet import Sheet, field_errors
from services.blocs.document import Document
from services.blocs.membership import decider as membership
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.chassis.identity.mandates import MandateGranted


@dataclass(frozen=True, slots=True)
class Unwritten:
    """The bloc has no sheet for this year."""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The newest version, issued by this person; nobody above has confirmed it."""

    version: int
    sheet: Sheet
    issued_by: str | None = None
    document: Document | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The newest version, issued by this person and confirmed on the document `confirmed_by`."""

    version: int
    sheet: Sheet
    issued_by: str | None = None
    document: Document | None = field(default=None, compare=False)
    confirmed_by: Document | None = field(default=None, compare=False)


State = Unwritten | Unconfirmed | Confirmed


class CriteriaRefused(DomainError):
    """A criteria sheet says no."""

    refusals: ClassVar = {
        "criteria.no-bloc": Refusal("Không tìm thấy khối thi đua này.", 404),
        "criteria.not-issued": Refusal("Khối chưa ban hành bảng tiêu chí năm {year}.", 404),
        "criteria.other-document": Refusal(
            "Phiên bản {version} đã được {what} theo văn bản {number} ký ngày {day}. Không ghi lại việc đó theo văn bản khác."
        ),
        "criteria.superseded": Refusal("Bảng tiêu chí đã có phiên bản {version}; đề nghị xem lại trước khi ban hành."),
        "criteria.not-the-newest": Refusal(
            "Chỉ xác nhận hoặc rút xác nhận phiên bản mới nhất, là phiên bản {version}."
        ),
        "criteria.own-sheet": Refusal(
            "Người ban hành bảng tiêu chí không tự xác nhận bảng của mình. Hãy để người khác ở cấp thành phố xác nhận."
        ),
        "criteria.not-confirmed": Refusal("Phiên bản {version} chưa được xác nhận nên không có xác nhận nào để rút."),
        "criteria.year-over": Refusal(
            "Năm {year} đã kết thúc, kết quả của khối đã tính theo bảng này. Nếu bảng sai, ban hành phiên bản mới kèm văn bản nêu lý do."
        ),
        "criteria.none": Refusal("Bảng tiêu chí phải có ít nhất một tiêu chí.", 422),
        "criteria.code-repeated": Refusal("Mã tiêu chí không được trùng nhau.", 422),
        "criteria.tie-repeated": Refusal("Thứ tự xét khi bằng điểm không được lặp lại.", 422),
        "criteria.points-negative": Refusal("Điểm tối đa của tiêu chí không được âm.", 422),
        "criteria.unit-over-points": Refusal(
            "Tiêu chí tính theo số lượng: mức điểm cho mỗi việc không được lớn hơn điểm tối đa. Kiểm tra lại hai con số này.",
            422,
        ),
        "criteria.unit-not-positive": Refusal("Mức điểm và chỉ tiêu của tiêu chí phải lớn hơn 0.", 422),
    }


def decide(command: Command, state: State, bloc: membership.State, *, by: MandateGranted | None) -> list[Event]:
    """What happens to the sheet, or why not."""
    if isinstance(bloc, membership.NotEstablished):
        raise CriteriaRefused("criteria.no-bloc")
    match command:
        case IssueCriteria():
            return issue(command, state, by)
        case ConfirmCriteria():
            return confirm(command, state, by)
        case WithdrawConfirmation():
            return withdraw(command, state)
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    """The sheet after this event."""
    match event:
        case CriteriaIssued():
            return Unconfirmed(event.version, event.sheet, event.issued_by, event.document)
        case CriteriaConfirmed():
            if isinstance(state, Unwritten):
                return state
            return Confirmed(state.version, state.sheet, state.issued_by, state.document, event.document)
        case ConfirmationWithdrawn():
            if isinstance(state, Unwritten):
                return state
            return Unconfirmed(state.version, state.sheet, state.issued_by, state.document)
        case _:
            assert_never(event)


def issue(command: IssueCriteria, state: State, by: MandateGranted | None) -> list[Event]:
    """The next version; somebody who saw an older one is told, instead of overwriting the newer."""
    for code in field_errors(command.sheet):
        raise CriteriaRefused(code)
    newest = 0 if isinstance(state, Unwritten) else state.version
    if not isinstance(state, Unwritten) and (command.version, command.sheet) == (state.version, state.sheet):
        return _again("ban hành", state.version, state.document, command.document)
    if command.version != newest + 1:
        raise CriteriaRefused("criteria.superseded", version=newest)
    issued_by = by.principal if by else None
    return [
        CriteriaIssued(command.ward_code, command.year, command.version, command.sheet, command.document, issued_by)
    ]


def _again(what: str, version: int, recorded: Document | None, document: Document) -> list[Event]:
    """The same on the same document changes nothing; another document for it is refused, or it would be lost."""
    if recorded is not None and not recorded.same_as(document):
        day = words.day(recorded.signed_on)
        raise CriteriaRefused("criteria.other-document", version=version, what=what, number=recorded.number, day=day)
    return []


def confirm(command: ConfirmCriteria, state: State, by: MandateGranted | None) -> list[Event]:
    """Only the newest version is confirmed, by somebody else than who issued it; a new version has to be confirmed again."""
    match state:
        case Unwritten():
            raise CriteriaRefused("criteria.not-issued", year=command.year)
        case Unconfirmed(version=version) | Confirmed(version=version) if version != command.version:
            raise CriteriaRefused("criteria.not-the-newest", version=version)
        case Confirmed():
            return _again("xác nhận", state.version, state.confirmed_by, command.document)
        case Unconfirmed(issued_by=str() as issuer) if by is not None and by.principal == issuer:
            raise CriteriaRefused("criteria.own-sheet")
        case Unconfirmed():
            return [CriteriaConfirmed(command.ward_code, command.year, command.version, command.document)]
        case _:
            assert_never(state)


def withdraw(command: WithdrawConfirmation, state: State) -> list[Event]:
    """Taken back while the year runs; of a year that is over, results rest on the sheet, and only a new version corrects it."""
    match state:
        case Unwritten():
            raise CriteriaRefused("criteria.not-issued", year=command.year)
        case Unconfirmed(version=version) | Confirmed(version=version) if version != command.version:
            raise CriteriaRefused("criteria.not-the-newest", version=version)
        case Confirmed():
            if local_date(command.at).year > command.year:
                raise CriteriaRefused("criteria.year-over", year=command.year)
            return [ConfirmationWithdrawn(command.ward_code, command.year, command.version, command.document)]
        case Unconfirmed():
            raise CriteriaRefused("criteria.not-confirmed", version=command.version)
        case _:
            assert_never(state)


CRITERIA: StreamType[State] = StreamType("criteria", Unwritten(), evolve)


def _streams(command: Command) -> tuple[StreamRef[State], StreamRef[membership.State]]:
    return CRITERIA.new(f"{command.ward_code}-{command.year}"), membership.BLOC.read(command.ward_code)


HANDLES: tuple[Handles[Command], ...] = (
    Handles(IssueCriteria, _streams, decide, roles=frozenset({"bloc-secretary", "city-officer"}), by_whom=True),
    Handles(ConfirmCriteria, _streams, decide, roles=frozenset({"city-officer"}), by_whom=True),
    Handles(WithdrawConfirmation, _streams, decide, roles=frozenset({"city-officer"}), by_whom=True),
)
