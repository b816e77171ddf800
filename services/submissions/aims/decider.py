"""Aims: a unit is asked, registers what it aims at in a year, changes it until the office accepts or returns it, amends it afterwards.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.aims.calling import AIMS_CALL, Called
from services.submissions.aims.calling import HANDLES as OF_CALLS
from services.submissions.aims.calling import State as CallState
from services.submissions.aims.catalogue import INDICATORS, NAMES, begun, fits, title_on
from services.submissions.aims.commands import (
    QUARTERS,
    AcceptAims,
    AmendAims,
    BringAims,
    ChangeAims,
    RecordReached,
    RegisterAims,
    ReturnAims,
    TakeBackAimsAcceptance,
    TakeBackAimsReturn,
    TakeBackReached,
    WithdrawAims,
    WithdrawAmendment,
)
from services.submissions.aims.events import (
    AimsAcceptanceTakenBack,
    AimsAccepted,
    AimsAmended,
    AimsAsked,
    AimsChanged,
    AimsContent,
    AimsDeadlineMoved,
    AimsRegistered,
    AimsReleased,
    AimsReturned,
    AimsReturnTakenBack,
    AimsSentAgain,
    AimsWithdrawn,
    Event,
    ReachedTakenBack,
    TargetReached,
)
from services.submissions.aims.refusals import AimsRefused
from services.submissions.aims.state import (
    AIMS,
    Absent,
    Accepted,
    Asked,
    Of,
    Reached,
    Released,
    Returned,
    Sent,
    State,
    whose,
)
from services.submissions.ids import aims_call_id, aims_id
from services.submissions.people.decider import PERSON, known
from services.submissions.people.decider import State as PersonState
from services.submissions.people.memberships import member_on
from services.submissions.refusals import every
from services.submissions.units.decider import UNIT, Active, active, kind_on
from services.submissions.units.decider import State as UnitState
from thidua_contracts.codes import SubjectKind, UnitKind

S = TypeVar("S", Asked, Released, Sent, Returned, Accepted)
UNITS_OWN: Final = frozenset({"unit-head", "clerk"})
WARDS_OWN: Final = frozenset({"clerk", "chairman"})


def at(state: State, step: type[S], by: MandateGranted | None = None) -> S:
    """The aims of a unit within the asker's reach, while they stand at this step. Raises AimsRefused, which says where they stand."""
    if not isinstance(state, Absent) and not reaches(by, state.of.unit_id):
        raise AimsRefused("not-found")
    if isinstance(state, step):
        return state
    match state:
        case Absent():
            raise AimsRefused("not-found")
        case Asked():
            raise AimsRefused("aims.asked")
        case Released():
            raise AimsRefused("aims.not-asked")
        case Sent():
            raise AimsRefused("aims.sent")
        case Returned():
            raise AimsRefused("aims.returned")
        case Accepted():
            raise AimsRefused("aims.accepted")
        case _:
            assert_never(state)


def decide_bring(command: BringAims, state: State, call: CallState, unit: UnitState) -> list[Event]:
    """Ask a living unit that is called on, follow the day, ask no more when the call or the unit ends."""
    today = local_date(command.at)
    earliest = command.earliest if isinstance(state, Absent) else whose(state).earliest
    due_on = None
    if isinstance(call, Called):
        due_on = max(call.due_on, earliest or call.due_on)
        if not _goes_on(unit, max(due_on, today)) or (isinstance(state, Absent) and today.year > call.year):
            due_on = None
    which: dict[str, Any] = {
        "aims_id": aims_id(command.unit_id, command.year),
        "unit_id": command.unit_id,
        "year": command.year,
    }
    now = None if isinstance(state, Absent) else state.of.due_on
    if due_on == now:
        return []
    if due_on is None:
        return [AimsReleased(**which)]
    if isinstance(state, Absent | Released):
        return [AimsAsked(**which, due_on=due_on, earliest=earliest)]
    return [AimsDeadlineMoved(**which, due_on=due_on, already_sent=not isinstance(state, Asked))]


def _goes_on(unit: UnitState, day: date) -> bool:
    """Whether a unit has not ended by a day."""
    return isinstance(unit, Active) and (unit.closed_on is None or unit.closed_on > day)


def judged(
    command: RegisterAims | ChangeAims | AmendAims, of: Of, unit: UnitState, people: Sequence[PersonState]
) -> AimsContent:
    """What a living unit can aim at on this day. Raises AimsRefused, UnitRefused, PersonRefused."""
    content, day = command.content, local_date(command.at)
    if of.unit_id != command.unit_id:
        raise AimsRefused("not-found")
    of_kind = kind_on(active(unit, day), day)
    if not (content.titles or content.members or content.targets):
        raise AimsRefused("aims.empty")
    faults = [fault for title in content.titles for fault in _given_to(title, SubjectKind.COLLECTIVE, day)]
    faults += [fault for title in content.titles for fault in _among(title, of_kind, day, "aims.title-of-other-units")]
    persons = dict(zip(content.people, map(known, people), strict=True))
    for each in content.members:
        if [one.title for one in content.members].count(each.title) > 1:
            faults.append(AimsRefused("aims.title-twice", title=NAMES[each.title]))
        for kind in {persons[one].kind: None for one in each.people}:
            faults += _given_to(each.title, kind, day)
        faults += _among(each.title, of_kind, day, "aims.members-of-other-units")
    if not all(member_on(person.memberships, of.unit_id, day) for person in persons.values()):
        faults.append(AimsRefused("aims.not-of-the-unit"))
    for target in content.targets:
        if [one.indicator for one in content.targets].count(target.indicator) > 1:
            faults.append(AimsRefused("aims.target-twice", indicator=INDICATORS[target.indicator].name))
        faults += _measured(target.indicator, target.value)
    if faults:
        raise every(faults)
    return content


def _given_to(title: str, kind: SubjectKind, day: date) -> list[AimsRefused]:
    found = title_on(title, day)
    if found is None:
        return [AimsRefused("aims.no-such-title", title=NAMES[title], day=words.day(day))]
    if kind not in found.subjects:
        return [AimsRefused("aims.title-of-others", title=found.name, kind=kind.spoken)]
    return []


def _among(title: str, kind: UnitKind, day: date, code: str) -> list[AimsRefused]:
    found = title_on(title, day)
    return [] if found is None or found.among(kind) else [AimsRefused(code, title=found.name, kind=kind.spoken)]


def _measured(indicator: str, value: Decimal) -> list[AimsRefused]:
    if fits(indicator, value):
        return []
    of = INDICATORS[indicator]
    whole = ", không có phần lẻ" if of.whole else ""
    return [AimsRefused("aims.target-unfit", indicator=of.name, most=words.number(of.most), whole=whole)]


def decide_register(
    command: RegisterAims, state: State, unit: UnitState, *people: PersonState, by: MandateGranted | None
) -> list[Event]:
    """Register, in time or late; again what was withdrawn, though nobody asks any more; what was registered already is changed."""
    today = local_date(command.at)
    if isinstance(state, Released) and state.withdrawn is not None and reaches(by, state.of.unit_id):
        of, on_time = state.of, state.withdrawn.on_time
    else:
        of = at(state, Asked, by).of
        on_time = of.due_on is not None and today <= of.due_on
    return [
        AimsRegistered(
            aims_id=command.aims_id,
            unit_id=of.unit_id,
            year=of.year,
            content=judged(command, of, unit, people),
            registered_on=today,
            on_time=on_time,
            by_office=on_behalf(by),
        )
    ]


def decide_change(
    command: ChangeAims, state: State, unit: UnitState, *people: PersonState, by: MandateGranted | None
) -> list[Event]:
    """Write it anew while nobody has answered, the same again is nothing; or mend what was returned and send it again."""
    which: dict[str, Any] = {"aims_id": command.aims_id, "by_office": on_behalf(by)}
    if isinstance(state, Returned):
        of = at(state, Returned, by).of
        content = judged(command, of, unit, people)
        return [AimsSentAgain(**which, unit_id=of.unit_id, year=of.year, content=content)]
    sent = at(state, Sent, by)
    content = judged(command, sent.of, unit, people)
    return [] if content == sent.written.content else [AimsChanged(**which, content=content)]


def decide_withdraw(command: WithdrawAims, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Take it back, accepted or not, while its year lasts: to register again by the day, or, of a change, what was accepted holds."""
    match state:
        case Accepted():
            of, held = at(state, Accepted, by).of, False
            if local_date(command.at).year > of.year:
                raise AimsRefused("aims.year-over", year=of.year)
        case Returned():
            of, held = at(state, Returned, by).of, state.written.before is not None
        case _:
            sent = at(state, Sent, by)
            of, held = sent.of, sent.written.before is not None
    return [
        AimsWithdrawn(
            aims_id=command.aims_id,
            unit_id=of.unit_id,
            year=of.year,
            due_on=None if held else of.due_on,
            reason=command.reason,
            accepted=isinstance(state, Accepted),
            by_office=on_behalf(by),
            amendment=held,
        )
    ]


def decide_withdraw_amendment(command: WithdrawAmendment, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Take a change back that waits, returned or not: what was accepted holds."""
    if _amending(state) is None:
        at(state, Accepted, by)
        raise AimsRefused("aims.not-amending")
    return decide_withdraw(
        WithdrawAims(ward_code=command.ward_code, at=command.at, aims_id=command.aims_id, reason=command.reason),
        state,
        by=by,
    )


def _amending(state: State) -> AimsContent | None:
    """What was accepted and holds while a change of it waits; None where none does."""
    match state:
        case Sent(written=written) | Returned(written=written) if written.before is not None:
            return written.before.content
        case _:
            return None


def decide_accept(command: AcceptAims, state: State) -> list[Event]:
    """Accept it; a second time, nothing happens."""
    if isinstance(state, Accepted):
        return []
    sent = at(state, Sent)
    return [
        AimsAccepted(
            aims_id=command.aims_id,
            unit_id=sent.of.unit_id,
            year=sent.of.year,
            content=sent.written.content,
            accepted_on=local_date(command.at),
        )
    ]


def decide_return(command: ReturnAims, state: State) -> list[Event]:
    """Give it back, and say why, and of which lines."""
    sent = at(state, Sent)
    content = sent.written.content
    if not {one.indicator for one in content.targets}.issuperset(command.targets):
        raise AimsRefused("aims.no-such-target")
    if not set(content.people).issuperset(command.people):
        raise AimsRefused("aims.no-such-person")
    return [
        AimsReturned(
            aims_id=command.aims_id,
            unit_id=sent.of.unit_id,
            year=sent.of.year,
            reasons=command.reasons,
            targets=command.targets,
            people=command.people,
        )
    ]


def decide_return_taken_back(command: TakeBackAimsReturn, state: State) -> list[Event]:
    """Take the return back: it waits for an answer again."""
    of = at(state, Returned).of
    return [AimsReturnTakenBack(aims_id=command.aims_id, unit_id=of.unit_id, year=of.year, reason=command.reason)]


def decide_acceptance_taken_back(command: TakeBackAimsAcceptance, state: State) -> list[Event]:
    """Take the acceptance back: it waits for an answer again."""
    accepted = at(state, Accepted)
    before = accepted.written.before
    return [
        AimsAcceptanceTakenBack(
            aims_id=command.aims_id,
            unit_id=accepted.of.unit_id,
            year=accepted.of.year,
            reason=command.reason,
            holds=before.content if before else None,
        )
    ]


def decide_amend(
    command: AmendAims, state: State, unit: UnitState, *people: PersonState, by: MandateGranted | None
) -> list[Event]:
    """Change what was accepted, and say why; the same is no change."""
    accepted = at(state, Accepted, by)
    content = judged(command, accepted.of, unit, people)
    if content == accepted.written.content:
        return []
    return [
        AimsAmended(
            aims_id=command.aims_id,
            unit_id=accepted.of.unit_id,
            year=accepted.of.year,
            content=content,
            why=command.why,
            by_office=on_behalf(by),
        )
    ]


def _holding(
    state: State, command: RecordReached | TakeBackReached, by: MandateGranted | None
) -> tuple[Sent | Returned | Accepted, AimsContent, int]:
    """The aims of which something holds, what that is, and the quarter."""
    before = _amending(state)
    standing: Sent | Returned | Accepted
    if before is None:
        standing = at(state, Accepted, by)
    elif isinstance(state, Returned):
        standing = at(state, Returned, by)
    else:
        standing = at(state, Sent, by)
    if command.quarter not in QUARTERS:
        raise AimsRefused("aims.no-such-quarter")
    return standing, before or standing.written.content, int(command.quarter)


def decide_reached(command: RecordReached, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Say how far a target of what was accepted is, also while a change of it waits; the same again is nothing."""
    accepted, content, quarter = _holding(state, command, by)
    if command.indicator not in {one.indicator for one in content.targets}:
        raise AimsRefused("aims.no-such-target")
    if not begun(accepted.of.year, quarter, local_date(command.at)):
        raise AimsRefused("aims.quarter-to-come", quarter=QUARTERS[command.quarter])
    if faults := _measured(command.indicator, command.value):
        raise every(faults)
    said = Reached(command.indicator, quarter, command.value, command.source, command.document_number)
    if said in accepted.written.reached:
        return []
    return [
        TargetReached(
            aims_id=command.aims_id,
            indicator=command.indicator,
            quarter=quarter,
            value=command.value,
            source=command.source,
            document_number=command.document_number,
            by_office=on_behalf(by),
        )
    ]


def decide_reached_taken_back(command: TakeBackReached, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Take back what was said of a quarter."""
    accepted, _, quarter = _holding(state, command, by)
    if (command.indicator, quarter) not in {(one.indicator, one.quarter) for one in accepted.written.reached}:
        raise AimsRefused("aims.not-reached")
    return [
        ReachedTakenBack(aims_id=command.aims_id, indicator=command.indicator, quarter=quarter, reason=command.reason)
    ]


def _bring_streams(command: BringAims) -> tuple[StreamRef[Any], ...]:
    call = AIMS_CALL.read(aims_call_id(command.ward_code, command.year))
    return AIMS.new(aims_id(command.unit_id, command.year)), call, UNIT.read(command.unit_id)


def _with_people(command: RegisterAims | ChangeAims | AmendAims) -> tuple[StreamRef[Any], ...]:
    people = (PERSON.read(each) for each in command.content.people)
    return AIMS.at(command.aims_id), UNIT.read(command.unit_id), *people


def _own(command: Any) -> tuple[StreamRef[State], ...]:
    of: UUID = command.aims_id
    return (AIMS.at(of),)


HANDLES: tuple[Handles[Any], ...] = (
    *OF_CALLS,
    Handles(BringAims, _bring_streams, decide_bring),
    Handles(RegisterAims, _with_people, decide_register, roles=UNITS_OWN, by_whom=True),
    Handles(ChangeAims, _with_people, decide_change, roles=UNITS_OWN, by_whom=True),
    Handles(WithdrawAims, _own, decide_withdraw, roles=UNITS_OWN, by_whom=True),
    Handles(WithdrawAmendment, _own, decide_withdraw_amendment, roles=UNITS_OWN, by_whom=True),
    Handles(AcceptAims, _own, decide_accept, roles=WARDS_OWN),
    Handles(ReturnAims, _own, decide_return, roles=WARDS_OWN),
    Handles(TakeBackAimsReturn, _own, decide_return_taken_back, roles=WARDS_OWN),
    Handles(TakeBackAimsAcceptance, _own, decide_acceptance_taken_back, roles=WARDS_OWN),
    Handles(AmendAims, _with_people, decide_amend, roles=UNITS_OWN, by_whom=True),
    Handles(RecordReached, _own, decide_reached, roles=UNITS_OWN, by_whom=True),
    Handles(TakeBackReached, _own, decide_reached_taken_back, roles=UNITS_OWN, by_whom=True),
)
