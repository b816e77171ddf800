"""Holds of a subject: each case put and cleared by a document; while one is open, nothing is proposed, signed or sent up. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.awards.holds.commands import ClearHold, PutHold
from services.awards.holds.events import Event, HoldCleared, HoldPut
from services.awards.ids import hold_id
from services.awards.refusal import NOT_FOUND, AwardsRefused
from services.awards.subjects.decider import PERSON, UNIT, Erased, NotCopied, PersonState, SubjectRefused, UnitState
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, Refusal, StreamRef, StreamType


class HoldRefused(AwardsRefused):
    """Why a hold is not put or cleared."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "hold.in-future": Refusal("Ngày ghi trên văn bản không được sau hôm nay.", 422),
        "hold.before-put": Refusal("Ngày hết tạm dừng không được trước ngày bắt đầu tạm dừng ({day}).", 422),
        "hold.no-document": Refusal("Ghi số văn bản kết luận; chỉ khi ghi nhầm mới không cần văn bản.", 422),
        "hold.no-day": Refusal("Ghi ngày của văn bản kết luận; chỉ khi ghi nhầm mới không cần ngày.", 422),
        "hold.not-open": Refusal("Việc này đã ghi kết quả. Tải lại trang để xem việc còn tạm dừng."),
        **NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Holds:
    """The cases of a subject: those that are open, and those that are over."""

    open: Mapping[UUID, HoldPut] = field(default_factory=dict)
    over: frozenset[UUID] = frozenset()


def evolve(state: Holds, event: Event) -> Holds:
    """The holds after an event."""
    match event:
        case HoldPut():
            return replace(state, open={**state.open, event.case_id: event})
        case HoldCleared():
            still = {case: put for case, put in state.open.items() if case != event.case_id}
            return Holds(still, state.over | {event.case_id})
        case _:
            assert_never(event)


HOLD: Final[StreamType[Holds]] = StreamType("hold", Holds(), evolve)


def of(ward_code: str, subject_id: UUID) -> StreamRef[Holds]:
    """The holds of a subject, on which a decision rests, also on there being none."""
    return HOLD.if_any(hold_id(ward_code, subject_id))


def put(command: PutHold, state: Holds, person: PersonState, unit: UnitState) -> list[Event]:
    """Put a hold on somebody, or a unit, that is known here; several cases may be open at once."""
    if isinstance(person, Erased):
        raise SubjectRefused("nomination.subject-erased")
    if isinstance(person, NotCopied) and isinstance(unit, NotCopied):
        raise HoldRefused("not-found")
    if command.since > local_date(command.at):
        raise HoldRefused("hold.in-future")
    if command.case_id in state.open or command.case_id in state.over:
        return []
    return [
        HoldPut(
            hold_id=hold_id(command.ward_code, command.subject_id),
            case_id=command.case_id,
            subject_id=command.subject_id,
            since=command.since,
            cause=command.cause,
            document_number=command.document_number,
        )
    ]


def clear(command: ClearHold, state: Holds) -> list[Event]:
    """End one case by the document that concluded it; what was recorded by mistake was never concluded, and ends today by none."""
    case = state.open.get(command.case_id)
    if case is None:
        raise HoldRefused("hold.not-open")
    if command.outcome != "mistake" and command.document_number is None:
        raise HoldRefused("hold.no-document")
    if command.outcome != "mistake" and command.cleared_on is None:
        raise HoldRefused("hold.no-day")
    cleared_on = command.cleared_on or local_date(command.at)
    if cleared_on > local_date(command.at):
        raise HoldRefused("hold.in-future")
    if cleared_on < case.since:
        raise HoldRefused("hold.before-put", day=words.day(case.since))
    return [
        HoldCleared(
            hold_id=command.hold_id,
            case_id=command.case_id,
            subject_id=case.subject_id,
            cleared_on=cleared_on,
            outcome=command.outcome,
            document_number=command.document_number,
        )
    ]


def _streams(command: PutHold) -> Sequence[StreamRef[Any]]:
    return (
        HOLD.new(hold_id(command.ward_code, command.subject_id)),
        PERSON.if_any(command.subject_id),
        UNIT.if_any(command.subject_id),
    )


OFFICE: Final = frozenset({"clerk", "chairman"})
HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(PutHold, _streams, put, roles=OFFICE),
    Handles(ClearHold, lambda c: (HOLD.at(c.hold_id),), clear, roles=OFFICE),
)
