"""How the aims of a unit stand in a year, and how events change that.

One stream per unit and year. Pure: no I/O, no clock, no new ids.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, assert_never
from uuid import UUID

from services.chassis.decider import StreamType
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


@dataclass(frozen=True, slots=True)
class Of:
    """Whose, of which year; by when the unit is to register, None while nobody asks it; the day of its own that it has."""

    unit_id: UUID
    year: int
    due_on: date | None
    earliest: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What was accepted before it was changed, on which day."""

    content: AimsContent
    accepted_on: date


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the unit was with a target by the end of a quarter."""

    indicator: str
    quarter: int
    value: Decimal
    source: str
    document_number: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """What was registered and when, what was accepted before it says that, and how far the unit is."""

    content: AimsContent
    registered_on: date
    on_time: bool
    before: Held | None = None
    reached: tuple[Reached, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody has asked the unit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The unit is to register; again, where it has withdrawn what it had registered."""

    of: Of
    withdrawn: Written | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """The unit need not register; what it has withdrawn it may register again."""

    of: Of
    withdrawn: Written | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The office has it to look at."""

    of: Of
    written: Written


@dataclass(frozen=True, slots=True)
class Returned:
    """The unit has it to mend."""

    of: Of
    written: Written
    reasons: tuple[str, ...]
    targets: tuple[str, ...] = ()
    people: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """It holds."""

    of: Of
    written: Written
    accepted_on: date


State = Absent | Asked | Released | Sent | Returned | Accepted


def evolve(state: State, event: Event) -> State:
    """The unit's aims after this event."""
    match event:
        case AimsAsked():
            withdrawn = state.withdrawn if isinstance(state, Released) else None
            return Asked(Of(event.unit_id, event.year, event.due_on, event.earliest), withdrawn)
        case AimsDeadlineMoved():
            assert not isinstance(state, Absent)
            return replace(state, of=replace(state.of, due_on=event.due_on))
        case AimsReleased():
            assert not isinstance(state, Absent)
            of = replace(state.of, due_on=None)
            return Released(of, state.withdrawn) if isinstance(state, Asked) else replace(state, of=of)
        case AimsRegistered():
            assert isinstance(state, Asked | Released)
            reached = state.withdrawn.reached if state.withdrawn else ()
            return Sent(state.of, Written(event.content, event.registered_on, event.on_time, reached=reached))
        case AimsChanged() | AimsSentAgain():
            return Sent(whose(state), replace(written(state), content=event.content))
        case AimsWithdrawn():
            return _withdrawn(state, event)
        case AimsReturned():
            return Returned(whose(state), written(state), event.reasons, event.targets, event.people)
        case AimsReturnTakenBack() | AimsAcceptanceTakenBack():
            return Sent(whose(state), written(state))
        case AimsAccepted():
            return Accepted(whose(state), written(state), event.accepted_on)
        case AimsAmended():
            assert isinstance(state, Accepted)
            before = Held(state.written.content, state.accepted_on)
            return Sent(state.of, replace(state.written, content=event.content, before=before))
        case TargetReached() | ReachedTakenBack():
            assert isinstance(state, Sent | Returned | Accepted)
            return replace(state, written=replace(state.written, reached=_reached(state.written.reached, event)))
        case _:
            assert_never(event)


def _withdrawn(state: State, event: AimsWithdrawn) -> State:
    of, was = whose(state), written(state)
    if was.before is not None and not event.accepted:
        return Accepted(of, replace(was, content=was.before.content, before=None), was.before.accepted_on)
    given_up = replace(was, before=None)
    return Released(of, given_up) if of.due_on is None else Asked(of, given_up)


def _reached(known: tuple[Reached, ...], event: TargetReached | ReachedTakenBack) -> tuple[Reached, ...]:
    rest = tuple(one for one in known if (one.indicator, one.quarter) != (event.indicator, event.quarter))
    if isinstance(event, ReachedTakenBack):
        return rest
    said = Reached(event.indicator, event.quarter, event.value, event.source, event.document_number)
    return tuple(sorted((*rest, said), key=lambda one: (one.indicator, one.quarter)))


def whose(state: State) -> Of:
    """Whose they are; of what nobody has asked there is none."""
    assert not isinstance(state, Absent)
    return state.of


def written(state: State) -> Written:
    """What was registered."""
    assert isinstance(state, Sent | Returned | Accepted)
    return state.written


AIMS: Final[StreamType[State]] = StreamType("aims", Absent(), evolve)
