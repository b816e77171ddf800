"""Reminders of one report: planned with the deadline, planned again when it moves, cancelled when the report comes.

Pure: no I/O, no clock, no new ids. Of the system nothing is refused: a reminder that no longer holds simply does not happen. The clerk,
who reminds by hand, is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.notifications.reminders.events import (
    Event,
    ReminderRaised,
    RemindersCancelled,
    RemindersPlanned,
    Step,
    UnitReminded,
)
from services.notifications.reminders.policy import lately, steps


@dataclass(frozen=True, slots=True)
class PlanReminders:
    """The report is waited for until `due_at`: for the first time, again, or longer than before."""

    ward_code: str
    at: datetime
    report_id: UUID
    unit_id: UUID
    due_at: datetime
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CancelReminders:
    ward_code: str
    at: datetime
    report_id: UUID


@dataclass(frozen=True, slots=True)
class RaiseReminder:
    """Fired by the scheduler; `planned_at` tells a step that was moved meanwhile from the one that holds."""

    ward_code: str
    at: datetime
    report_id: UUID
    step: int
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class RemindUnit:
    """By the clerk: the unit is to be reminded now (đôn đốc)."""

    ward_code: str
    at: datetime
    report_id: UUID


Command = PlanReminders | CancelReminders | RaiseReminder | RemindUnit


class ReminderRefused(DomainError):
    """Why a unit is not reminded."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "reminder.not-waited-for": Refusal("Báo cáo này không còn chờ nộp, nên không nhắc."),
        "reminder.too-soon": Refusal("Đơn vị đã được nhắc ngày {day}, nên chưa nhắc lại hôm nay."),
    }


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nobody waits for this report."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The steps that are still to come."""

    unit_id: UUID
    due_at: datetime
    steps: tuple[Step, ...]
    facts: Mapping[str, str]
    reminded_at: datetime | None = None


State = Quiet | Planned


def decide(command: Command, state: State) -> list[Event]:
    """What happens to the reminders."""
    match command:
        case PlanReminders():
            return plan(command, state)
        case CancelReminders():
            return cancel(command, state)
        case RaiseReminder():
            return raise_(command, state)
        case RemindUnit():
            return remind(command, state)
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    """The reminders after this event."""
    match event:
        case RemindersPlanned():
            reminded_at = state.reminded_at if isinstance(state, Planned) else None
            return Planned(event.unit_id, event.due_at, event.steps, event.facts, reminded_at)
        case RemindersCancelled():
            return Quiet()
        case ReminderRaised():
            return state if isinstance(state, Quiet) else _raised(state, event.step)
        case UnitReminded():
            return state if isinstance(state, Quiet) else replace(state, reminded_at=event.reminded_at)
        case _:
            assert_never(event)


def plan(command: PlanReminders, state: State) -> list[Event]:
    """The steps of this deadline that are still to come; of the same deadline they are already planned."""
    if isinstance(state, Planned) and state.due_at == command.due_at:
        return []
    wanted = steps(command.due_at, command.at)
    before = {step.number for step in state.steps} if isinstance(state, Planned) else set()
    dropped = tuple(sorted(before - {step.number for step in wanted}))
    return [RemindersPlanned(command.report_id, command.unit_id, command.due_at, wanted, dropped, command.facts)]


def cancel(command: CancelReminders, state: State) -> list[Event]:
    """No more reminders."""
    match state:
        case Quiet():
            return []
        case Planned(steps=waiting):
            return [RemindersCancelled(command.report_id, tuple(step.number for step in waiting))]
        case _:
            assert_never(state)


def raise_(command: RaiseReminder, state: State) -> list[Event]:
    """The unit is reminded, if this very step still holds."""
    match state:
        case Planned() if Step(command.step, command.planned_at) in state.steps:
            return [ReminderRaised(command.report_id, state.unit_id, state.due_at, command.step, state.facts)]
        case Planned() | Quiet():
            return []
        case _:
            assert_never(state)


def remind(command: RemindUnit, state: State) -> list[Event]:
    """The unit is reminded now, unless it was reminded yesterday or today."""
    match state:
        case Quiet():
            raise ReminderRefused("reminder.not-waited-for")
        case Planned(reminded_at=before) if before is not None and lately(before, command.at):
            raise ReminderRefused("reminder.too-soon", day=words.day(before))
        case Planned():
            return [UnitReminded(command.report_id, state.unit_id, state.due_at, command.at, state.facts)]
        case _:
            assert_never(state)


def _raised(state: Planned, number: int) -> Planned:
    at = next((step.at for step in state.steps if step.number == number), state.reminded_at)
    return replace(state, steps=tuple(step for step in state.steps if step.number != number), reminded_at=at)


REMINDERS_BY: Final = frozenset({"clerk"})
REMINDERS: StreamType[State] = StreamType("reminders", Quiet(), evolve)

HANDLES: tuple[Handles[Command], ...] = (
    Handles(PlanReminders, lambda c: (REMINDERS.new(c.report_id),), decide),
    Handles(CancelReminders, lambda c: (REMINDERS.new(c.report_id),), decide),
    Handles(RaiseReminder, lambda c: (REMINDERS.new(c.report_id),), decide),
    Handles(RemindUnit, lambda c: (REMINDERS.at(c.report_id),), decide, roles=REMINDERS_BY),
)
