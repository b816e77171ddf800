"""Unit's plan: drafted by the unit under an issued plan of the ward, submitted, then approved or returned; an approved one is amended
by a draft that goes the same way, while what was approved holds on.

One stream per plan of the ward and unit. Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, TypeVar, assert_never
from uuid import UUID

from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.chassis.erasure.words import GONE, UNWRITTEN, shown
from services.chassis.erasure.words import Written as Words
from services.chassis.identity.mandates import MandateGranted, reaches
from services.submissions.ids import unit_plan_id
from services.submissions.plans.decider import PLAN, Issued, standing
from services.submissions.plans.decider import State as PlanState
from services.submissions.refusals import NOT_FOUND
from services.submissions.unit_plans.commands import (
    AmendUnitPlan,
    ApproveUnitPlan,
    DraftUnitPlan,
    EraseUnitPlanWords,
    RecallUnitPlan,
    ReturnUnitPlan,
    ReviseUnitPlan,
    SubmitUnitPlan,
    TakeBackApproval,
    TakeBackReturn,
    WithdrawUnitPlan,
)
from services.submissions.unit_plans.events import (
    Event,
    UnitPlanAmended,
    UnitPlanApprovalTakenBack,
    UnitPlanApproved,
    UnitPlanContent,
    UnitPlanDrafted,
    UnitPlanRecalled,
    UnitPlanReturned,
    UnitPlanReturnTakenBack,
    UnitPlanRevised,
    UnitPlanSubmitted,
    UnitPlanWithdrawn,
    UnitPlanWordsErased,
)
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState


class UnitPlanRefused(DomainError):
    """What a unit's plan refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "unit-plan.already-drafted": Refusal(
            "Đơn vị đã có kế hoạch theo kế hoạch này của phường, xã. Mở kế hoạch đó để sửa hoặc điều chỉnh."
        ),
        "unit-plan.draft": Refusal("Kế hoạch còn là dự thảo của đơn vị. Đơn vị trình duyệt trước."),
        "unit-plan.submitted": Refusal(
            "Kế hoạch đã trình duyệt. Muốn sửa, hãy rút lại trước, hoặc chờ phường, xã trả lời."
        ),
        "unit-plan.approved": Refusal("Kế hoạch đã được duyệt. Muốn thay đổi, hãy dùng “Điều chỉnh”."),
        "unit-plan.withdrawn": Refusal("Dự thảo này đã rút. Hãy lập dự thảo mới."),
        "unit-plan.no-reason": Refusal("Chọn ít nhất một lý do trả lại, hoặc ghi ý kiến cụ thể.", 422),
        "unit-plan.not-returned": Refusal(
            "Kế hoạch không còn ở bước vừa bị trả lại: đơn vị đã sửa hoặc trình lại, hoặc chưa ai trả lại. Tải lại trang để xem."
        ),
        "unit-plan.no-words": Refusal("Kế hoạch này không có lời ghi nào để xóa, hoặc đã xóa rồi."),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Held:
    """What holds while a change is written: what was approved, on which day."""

    content: UnitPlanContent
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class Written:
    """Whose it is, under which plan, what it says, what was approved before it says that, and how the ward's words about it stand."""

    plan_id: UUID
    unit_id: UUID
    year: int
    content: UnitPlanContent
    before: Held | None = None
    words: Words = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Absent:
    """The unit has none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The unit writes it; `returned` and `note` say why the ward gave it back, `untouched` until the unit writes it anew."""

    of: Written
    returned: tuple[str, ...] = ()
    note: str | None = None
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """The ward has it to approve."""

    of: Written
    submitted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """It holds."""

    of: Written
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Given up before it was ever approved."""

    of: Written


State = Absent | Draft | Submitted | Approved | Withdrawn
S = TypeVar("S", Draft, Submitted, Approved)


def evolve(state: State, event: Event) -> State:
    """The plan after this event."""
    match event:
        case UnitPlanDrafted():
            said = state.of.words if isinstance(state, Withdrawn) else UNWRITTEN
            return Draft(Written(event.plan_id, event.unit_id, event.year, event.content, words=said))
        case UnitPlanRevised():
            assert isinstance(state, Draft)
            return replace(state, of=replace(state.of, content=event.content), untouched=False)
        case UnitPlanSubmitted():
            return Submitted(_of(state), event.submitted_on)
        case UnitPlanRecalled():
            return Draft(_of(state))
        case UnitPlanReturned():
            of = _of(state) if event.note is None else replace(_of(state), words=_of(state).words.more())
            return Draft(of, event.reasons, shown(event.note), True)
        case UnitPlanReturnTakenBack():
            return Submitted(replace(_of(state), words=_of(state).words.more()))
        case UnitPlanApproved():
            return Approved(_of(state), event.approved_on)
        case UnitPlanApprovalTakenBack():
            return Submitted(_of(state))
        case UnitPlanAmended():
            assert isinstance(state, Approved)
            held = Held(state.of.content, state.approved_on)
            return Draft(replace(state.of, content=event.content, before=held))
        case UnitPlanWithdrawn():
            before = _of(state).before
            if before is None:
                return Withdrawn(_of(state))
            return Approved(replace(_of(state), content=before.content, before=None), before.approved_on)
        case UnitPlanWordsErased():
            assert not isinstance(state, Absent)
            of = replace(state.of, words=state.of.words.erased())
            if isinstance(state, Draft):
                return replace(state, of=of, note=state.note and GONE)
            return replace(state, of=of)
        case _:
            assert_never(event)


def _of(state: State) -> Written:
    assert isinstance(state, Draft | Submitted | Approved)
    return state.of


UNIT_PLAN: Final[StreamType[State]] = StreamType("unit-plan", Absent(), evolve)
UNITS_OWN: Final = frozenset({"unit-head"})
WARDS_OWN: Final = frozenset({"clerk", "chairman"})


def at(state: State, step: type[S], by: MandateGranted | None = None) -> S:
    """The plan of a unit within the asker's reach, while it stands at this step. Raises UnitPlanRefused, which says where it stands."""
    if not isinstance(state, Absent) and not reaches(by, state.of.unit_id):
        raise UnitPlanRefused("not-found")
    if isinstance(state, step):
        return state
    match state:
        case Absent():
            raise UnitPlanRefused("not-found")
        case Withdrawn():
            raise UnitPlanRefused("unit-plan.withdrawn")
        case Draft():
            raise UnitPlanRefused("unit-plan.draft")
        case Submitted():
            raise UnitPlanRefused("unit-plan.submitted")
        case Approved():
            raise UnitPlanRefused("unit-plan.approved")
        case _:
            assert_never(state)


def decide_draft(
    command: DraftUnitPlan, state: State, plan: PlanState, unit: UnitState, *, by: MandateGranted | None
) -> list[Event]:
    """Write the unit's one plan under an issued plan; again after a draft was given up."""
    if not reaches(by, command.unit_id):
        raise UnitPlanRefused("not-found")
    if not isinstance(state, Absent | Withdrawn):
        raise UnitPlanRefused("unit-plan.already-drafted")
    active(unit, local_date(command.at))
    return [
        UnitPlanDrafted(
            unit_plan_id=unit_plan_id(command.plan_id, command.unit_id),
            plan_id=command.plan_id,
            unit_id=command.unit_id,
            year=standing(plan, Issued).year,
            content=command.content,
        )
    ]


def decide_revise(command: ReviseUnitPlan, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Write the draft anew; the same again is nothing."""
    if at(state, Draft, by).of.content == command.content:
        return []
    return [UnitPlanRevised(unit_plan_id=command.unit_plan_id, content=command.content)]


def decide_submit(command: SubmitUnitPlan, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Submit it; a second time, nothing happens."""
    if isinstance(state, Submitted) and reaches(by, state.of.unit_id):
        return []
    of = at(state, Draft, by).of
    return [
        UnitPlanSubmitted(
            unit_plan_id=command.unit_plan_id,
            plan_id=of.plan_id,
            unit_id=of.unit_id,
            year=of.year,
            submitted_on=local_date(command.at),
        )
    ]


def decide_recall(command: RecallUnitPlan, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Take it back: a draft again."""
    of = at(state, Submitted, by).of
    return [UnitPlanRecalled(unit_plan_id=command.unit_plan_id, unit_id=of.unit_id, reason=command.reason)]


def decide_withdraw(command: WithdrawUnitPlan, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Give the draft up; of an amendment that is: what was approved holds."""
    of = at(state, Draft, by).of
    return [
        UnitPlanWithdrawn(
            unit_plan_id=command.unit_plan_id,
            unit_id=of.unit_id,
            reason=command.reason,
            amendment=of.before is not None,
        )
    ]


def decide_approve(command: ApproveUnitPlan, state: State) -> list[Event]:
    """Approve it; a second time, nothing happens."""
    if isinstance(state, Approved):
        return []
    of = at(state, Submitted).of
    return [
        UnitPlanApproved(
            unit_plan_id=command.unit_plan_id,
            plan_id=of.plan_id,
            unit_id=of.unit_id,
            year=of.year,
            approved_on=local_date(command.at),
        )
    ]


def decide_return(command: ReturnUnitPlan, state: State) -> list[Event]:
    """Give it back, and say why."""
    of = at(state, Submitted).of
    if not command.reasons and command.note is None:
        raise UnitPlanRefused("unit-plan.no-reason")
    return [
        UnitPlanReturned(
            unit_plan_id=command.unit_plan_id,
            plan_id=of.plan_id,
            unit_id=of.unit_id,
            year=of.year,
            reasons=command.reasons,
            words_id=of.words.words_id(command.unit_plan_id),
            note=command.note,
        )
    ]


def decide_take_back_return(command: TakeBackReturn, state: State) -> list[Event]:
    """Correct a wrong return while the unit has written nothing since: the ward has to answer it as before."""
    if isinstance(state, Absent):
        raise UnitPlanRefused("not-found")
    if not isinstance(state, Draft) or not state.untouched:
        raise UnitPlanRefused("unit-plan.not-returned")
    of = state.of
    return [
        UnitPlanReturnTakenBack(
            unit_plan_id=command.unit_plan_id,
            plan_id=of.plan_id,
            unit_id=of.unit_id,
            year=of.year,
            words_id=of.words.words_id(command.unit_plan_id),
            reason=command.reason,
        )
    ]


def decide_erase_words(command: EraseUnitPlanWords, state: State) -> list[Event]:
    """Erase what the ward wrote about it so far; that it was returned stays."""
    if isinstance(state, Absent):
        raise UnitPlanRefused("not-found")
    if not state.of.words.any:
        raise UnitPlanRefused("unit-plan.no-words")
    return [
        UnitPlanWordsErased(
            unit_plan_id=command.unit_plan_id,
            words_id=state.of.words.words_id(command.unit_plan_id),
            document_number=command.document_number,
        )
    ]


def decide_take_back(command: TakeBackApproval, state: State) -> list[Event]:
    """Take the approval back: it waits for an answer again."""
    of = at(state, Approved).of
    return [
        UnitPlanApprovalTakenBack(
            unit_plan_id=command.unit_plan_id,
            plan_id=of.plan_id,
            unit_id=of.unit_id,
            year=of.year,
            reason=command.reason,
        )
    ]


def decide_amend(command: AmendUnitPlan, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Begin a change; the same as was approved is none."""
    if at(state, Approved, by).of.content == command.content:
        return []
    return [UnitPlanAmended(unit_plan_id=command.unit_plan_id, content=command.content)]


def _drafting(command: DraftUnitPlan) -> tuple[StreamRef[Any], ...]:
    own = UNIT_PLAN.new(unit_plan_id(command.plan_id, command.unit_id))
    return own, PLAN.read(command.plan_id), UNIT.read(command.unit_id)


def _own(command: Any) -> tuple[StreamRef[State], ...]:
    of: UUID = command.unit_plan_id
    return (UNIT_PLAN.at(of),)


HANDLES: tuple[Handles[Any], ...] = (
    Handles(DraftUnitPlan, _drafting, decide_draft, roles=UNITS_OWN, by_whom=True),
    Handles(ReviseUnitPlan, _own, decide_revise, roles=UNITS_OWN, by_whom=True),
    Handles(SubmitUnitPlan, _own, decide_submit, roles=UNITS_OWN, by_whom=True),
    Handles(RecallUnitPlan, _own, decide_recall, roles=UNITS_OWN, by_whom=True),
    Handles(WithdrawUnitPlan, _own, decide_withdraw, roles=UNITS_OWN, by_whom=True),
    Handles(ApproveUnitPlan, _own, decide_approve, roles=WARDS_OWN),
    Handles(ReturnUnitPlan, _own, decide_return, roles=WARDS_OWN),
    Handles(TakeBackApproval, _own, decide_take_back, roles=WARDS_OWN),
    Handles(AmendUnitPlan, _own, decide_amend, roles=UNITS_OWN, by_whom=True),
    Handles(TakeBackReturn, _own, decide_take_back_return, roles=WARDS_OWN),
    Handles(EraseUnitPlanWords, _own, decide_erase_words, roles=frozenset({"chairman", "city-officer"})),
)
