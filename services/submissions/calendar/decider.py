"""Key day: entered, corrected, taken back.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, assert_never

from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.submissions.calendar.commands import CorrectKeyDay, EnterKeyDay, WithdrawKeyDay
from services.submissions.calendar.events import Event, KeyDay, KeyDayCorrected, KeyDayEntered, KeyDayWithdrawn
from services.submissions.plans.decider import PLAN, Issued, standing
from services.submissions.plans.decider import State as PlanState
from services.submissions.refusals import NOT_FOUND


class KeyDayRefused(DomainError):
    """What a key day refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "key-day.already-entered": Refusal("Ngày này đã được ghi vào lịch."),
        "key-day.withdrawn": Refusal("Ngày này đã rút khỏi lịch. Muốn dùng lại, hãy ghi lần nữa."),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody has entered it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The ward keeps it."""

    key_day: KeyDay


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The ward does not keep it."""

    key_day: KeyDay


State = Absent | Kept | Withdrawn


def evolve(state: State, event: Event) -> State:
    """The day after this event."""
    match event:
        case KeyDayEntered() | KeyDayCorrected():
            return Kept(event.key_day)
        case KeyDayWithdrawn():
            assert not isinstance(state, Absent)
            return Withdrawn(state.key_day)
        case _:
            assert_never(event)


KEY_DAY: Final[StreamType[State]] = StreamType("key-day", Absent(), evolve)
KEEPERS: Final = frozenset({"clerk", "culture-officer"})


def said(command: EnterKeyDay | CorrectKeyDay, plans: tuple[PlanState, ...]) -> KeyDay:
    """What the command says, under an issued plan or none."""
    for plan in plans:
        standing(plan, Issued)
    return KeyDay(name=command.name, day=command.day, once=command.once, plan_id=command.plan_id)


def decide_enter(command: EnterKeyDay, state: State, *plans: PlanState) -> list[Event]:
    """Enter it, once."""
    if not isinstance(state, Absent):
        raise KeyDayRefused("key-day.already-entered")
    return [KeyDayEntered(key_day_id=command.key_day_id, key_day=said(command, plans))]


def decide_correct(command: CorrectKeyDay, state: State, *plans: PlanState) -> list[Event]:
    """Write it right; the same again is nothing. A plan that it stands under already need not be the one that holds today."""
    match state:
        case Kept():
            right = said(command, plans if command.plan_id != state.key_day.plan_id else ())
            return [] if right == state.key_day else [KeyDayCorrected(key_day_id=command.key_day_id, key_day=right)]
        case Withdrawn():
            raise KeyDayRefused("key-day.withdrawn")
        case Absent():
            raise KeyDayRefused("not-found")
        case _:
            assert_never(state)


def decide_withdraw(command: WithdrawKeyDay, state: State) -> list[Event]:
    """Take it back; a second time, nothing happens."""
    match state:
        case Kept():
            return [KeyDayWithdrawn(key_day_id=command.key_day_id, reason=command.reason)]
        case Withdrawn():
            return []
        case Absent():
            raise KeyDayRefused("not-found")
        case _:
            assert_never(state)


def _plan(command: EnterKeyDay | CorrectKeyDay) -> tuple[StreamRef[Any], ...]:
    return () if command.plan_id is None else (PLAN.read(command.plan_id),)


HANDLES: tuple[Handles[Any], ...] = (
    Handles(EnterKeyDay, lambda c: (KEY_DAY.new(c.key_day_id), *_plan(c)), decide_enter, roles=KEEPERS),
    Handles(CorrectKeyDay, lambda c: (KEY_DAY.at(c.key_day_id), *_plan(c)), decide_correct, roles=KEEPERS),
    Handles(WithdrawKeyDay, lambda c: (KEY_DAY.at(c.key_day_id),), decide_withdraw, roles=KEEPERS),
)
