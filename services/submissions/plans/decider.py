"""Plan: drafted without number and day, revised, then issued with both; its number is taken once in the ward's year.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, assert_never

from services.chassis import words
from services.chassis.calendar import local_date, start_of_day
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.submissions.deadlines import first_late_instant
from services.submissions.ids import document_number_id
from services.submissions.people.decider import PERSON, known
from services.submissions.people.decider import State as PersonState
from services.submissions.plans.commands import DraftPlan, IssuePlan, RevisePlan
from services.submissions.plans.events import (
    Content,
    DocumentNumberTaken,
    Event,
    IssuedObligation,
    NumberEvent,
    Obligation,
    PlanDrafted,
    PlanIssued,
    PlanRevised,
)
from services.submissions.refusals import NOT_FOUND
from services.submissions.wards.decider import State as WardState
from services.submissions.wards.decider import ward_of


class PlanRefused(DomainError):
    """What a plan refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "plan.already-drafted": Refusal("Dự thảo kế hoạch này đã được lập."),
        "not-found": NOT_FOUND,
        "plan.already-issued": Refusal("Kế hoạch đã ban hành, không thể sửa. Hãy ban hành văn bản điều chỉnh."),
        "plan.number-taken": Refusal(
            "Số {number}/{symbol} năm {year} đã cấp cho văn bản khác. Hãy lấy số tiếp theo trong sổ văn bản đi."
        ),
        "plan.no-obligation": Refusal("Kế hoạch chưa có chế độ báo cáo. Hãy bổ sung trước khi ban hành.", 422),
        "plan.obligation-twice": Refusal("Chế độ báo cáo “{name}” bị lặp. Hãy giữ lại một dòng.", 422),
        "plan.locks-before-due": Refusal(
            "Ngày khóa sổ của “{name}” không thể trước hạn nộp. Hãy ghi ngày khóa sổ muộn hơn.", 422
        ),
        "plan.issued-in-the-future": Refusal("Ngày ban hành không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "plan.due-before-issue": Refusal(
            "Hạn nộp của “{name}” phải sau ngày ban hành {issued_on}. Hãy sửa dự thảo trước khi ban hành.", 422
        ),
    }


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Nobody has drafted this plan."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Written, but without number and day."""

    year: int
    content: Content


@dataclass(frozen=True, slots=True)
class Issued:
    """In force."""

    year: int


State = Unwritten | Draft | Issued


def evolve(state: State, event: Event) -> State:
    """The plan after this event."""
    match event:
        case PlanDrafted():
            return Draft(event.year, event.content)
        case PlanRevised():
            assert isinstance(state, Draft)
            return Draft(state.year, event.content)
        case PlanIssued():
            return Issued(event.year)
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Free:
    """No document has this number."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A document has this number."""


NumberState = Free | Taken


def evolve_number(state: NumberState, event: NumberEvent) -> NumberState:
    """The number after this event."""
    match event:
        case DocumentNumberTaken():
            return Taken()
        case _:
            assert_never(event)


PLAN: StreamType[State] = StreamType("plan", Unwritten(), evolve)
DOCUMENT_NUMBER: StreamType[NumberState] = StreamType("document-number", Free(), evolve_number)

Decided = dict[StreamRef[Any], list[Event | NumberEvent]]


def decide_draft(command: DraftPlan, state: State, _ward: WardState) -> list[Event]:
    """Write a draft, once."""
    if not isinstance(state, Unwritten):
        raise PlanRefused("plan.already-drafted")
    check(command.content)
    return [PlanDrafted(plan_id=command.plan_id, year=command.year, content=command.content)]


def draft(state: State) -> Draft:
    """The draft, while it is one."""
    match state:
        case Draft():
            return state
        case Issued():
            raise PlanRefused("plan.already-issued")
        case Unwritten():
            raise PlanRefused("not-found")
        case _:
            assert_never(state)


def decide_revise(command: RevisePlan, state: State) -> list[Event]:
    """Write the draft anew; the same again is nothing."""
    if draft(state).content == command.content:
        return []
    check(command.content)
    return [PlanRevised(plan_id=command.plan_id, content=command.content)]


def check(content: Content) -> None:
    """Each obligation once, by id and by name, and none locked before it is due."""
    seen: set[object] = set()
    for obligation in content.obligations:
        marks = {obligation.obligation_id, obligation.name.casefold()}
        if seen & marks:
            raise PlanRefused("plan.obligation-twice", name=obligation.name)
        seen |= marks
        if first_late_instant(obligation.locks) < first_late_instant(obligation.due):
            raise PlanRefused("plan.locks-before-due", name=obligation.name)


def decide_issue(command: IssuePlan, state: State, number: NumberState, signer: PersonState) -> Decided:
    """Give number, day and signer; the deadlines become absolute."""
    written = draft(state)
    known(signer)
    if isinstance(number, Taken):
        year = command.issued_on.year
        raise PlanRefused("plan.number-taken", number=command.number, symbol=command.symbol, year=year)
    if command.issued_on > local_date(command.at):
        raise PlanRefused("plan.issued-in-the-future")
    if not written.content.obligations:
        raise PlanRefused("plan.no-obligation")
    issued = PlanIssued(
        plan_id=command.plan_id,
        year=written.year,
        number=command.number,
        symbol=command.symbol,
        issued_on=command.issued_on,
        signer_id=command.signer_id,
        signer_title=command.signer_title,
        authority=command.authority,
        title=written.content.title,
        legal_bases=written.content.legal_bases,
        recipients=written.content.recipients,
        obligations=tuple(absolute(obligation, command) for obligation in written.content.obligations),
    )
    taken = DocumentNumberTaken(
        year=command.issued_on.year, symbol=command.symbol, number=command.number, plan_id=command.plan_id
    )
    return {PLAN.at(command.plan_id): [issued], number_of(command): [taken]}


def absolute(obligation: Obligation, command: IssuePlan) -> IssuedObligation:
    """The obligation with instants for words; it cannot be over when the plan is issued."""
    due_at = first_late_instant(obligation.due)
    if due_at <= start_of_day(command.issued_on):
        raise PlanRefused("plan.due-before-issue", name=obligation.name, issued_on=words.day(command.issued_on))
    return IssuedObligation(
        obligation_id=obligation.obligation_id,
        name=obligation.name,
        period=obligation.period,
        due_at=due_at,
        locks_at=first_late_instant(obligation.locks),
        unit_kinds=obligation.unit_kinds,
    )


def number_of(command: IssuePlan) -> StreamRef[NumberState]:
    """The stream that holds this number of the ward's year and symbol."""
    year = command.issued_on.year
    return DOCUMENT_NUMBER.new(document_number_id(command.ward_code, year, command.symbol, command.number))


HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        DraftPlan,
        lambda c: (PLAN.new(c.plan_id), ward_of(c.ward_code)),
        decide_draft,
        roles=frozenset({"clerk", "chairman"}),
    ),
    Handles(RevisePlan, lambda c: (PLAN.at(c.plan_id),), decide_revise, roles=frozenset({"clerk", "chairman"})),
    Handles(
        IssuePlan,
        lambda c: (PLAN.at(c.plan_id), number_of(c), PERSON.read(c.signer_id)),
        decide_issue,
        roles=frozenset({"clerk", "chairman"}),
    ),
)
