"""Reminders of one report, or of one unit's reading of a directive: raised by timers on the days of the policy, or given by the clerk
(đôn đốc).

Pure: no I/O, no clock, no new ids. What is waited for arrives in the command, looked up where tasks are read. Of the system nothing is
refused; the clerk, who reminds by hand, is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.notifications.reminders.events import Event, ReminderRaised, UnitReminded
from services.notifications.reminders.schedule import lately, step_at
from services.notifications.retired import RemindersCancelled, RemindersPlanned


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that its unit is to send, or a directive that it is to read.

    `facts` are what a letter may say of it, that a report was returned among them.
    """

    unit_id: UUID
    due_at: datetime
    facts: Mapping[str, str]
    headed: bool
    """Whether somebody heads the unit: nobody else would be told."""


@dataclass(frozen=True, slots=True)
class RaiseReminder:
    """Fired by the scheduler, for a report that is waited for."""

    ward_code: str
    at: datetime
    report_id: UUID
    step: int
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class RemindUnit:
    """By the clerk: the unit is to be reminded now. `waiting` is None for a report that nobody waits for."""

    ward_code: str
    at: datetime
    report_id: UUID
    waiting: Waiting | None


Command = RaiseReminder | RemindUnit


class ReminderRefused(DomainError):
    """Why a unit is not reminded."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "reminder.not-waited-for": Refusal("Đơn vị đã nộp, đã đọc hoặc không còn phải làm việc này, nên không nhắc."),
        "reminder.nobody": Refusal(
            "Đơn vị chưa có người đại diện nên chưa nhắc được; giao quyền đại diện đơn vị trước, rồi nhắc."
        ),
        "reminder.too-soon": Refusal("Đơn vị đã được nhắc ngày {day}, nên chưa nhắc lại hôm nay."),
    }


@dataclass(frozen=True, slots=True)
class Reminded:
    """When the unit was last reminded; None: never."""

    at: datetime | None


State = Reminded


def decide(command: Command, state: State) -> list[Event]:
    """Who is reminded, or why not."""
    match command:
        case RaiseReminder():
            return raise_(command, state)
        case RemindUnit():
            return remind(command, state)
        case _:
            assert_never(command)


def evolve(state: State, event: Event | RemindersPlanned | RemindersCancelled) -> State:
    """The reminders after this event."""
    match event:
        case ReminderRaised():
            return Reminded(step_at(event.due_at, event.step))
        case UnitReminded():
            return Reminded(event.reminded_at)
        case RemindersPlanned() | RemindersCancelled():
            return state
        case _:
            assert_never(event)


def raise_(command: RaiseReminder, state: State) -> list[Event]:
    """A step of a deadline is raised once."""
    waiting = command.waiting
    if state.at == step_at(waiting.due_at, command.step):
        return []
    return [ReminderRaised(command.report_id, waiting.unit_id, waiting.due_at, command.step, waiting.facts)]


def remind(command: RemindUnit, state: State) -> list[Event]:
    """Before the last day and after it, but not on two days that follow each other, and never nobody."""
    waiting = command.waiting
    if waiting is None:
        raise ReminderRefused("reminder.not-waited-for")
    if not waiting.headed:
        raise ReminderRefused("reminder.nobody")
    if state.at is not None and lately(state.at, command.at):
        raise ReminderRefused("reminder.too-soon", day=words.day(state.at))
    return [UnitReminded(command.report_id, waiting.unit_id, waiting.due_at, command.at, waiting.facts)]


REMINDERS_BY: Final = frozenset({"clerk"})
REMINDERS: StreamType[State] = StreamType("reminders", Reminded(None), evolve)

HANDLES: tuple[Handles[Command], ...] = (
    Handles(RaiseReminder, lambda c: (REMINDERS.new(c.report_id),), decide),
    Handles(RemindUnit, lambda c: (REMINDERS.new(c.report_id),), decide, roles=REMINDERS_BY),
)
