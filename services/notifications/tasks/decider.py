"""Task: open until an event says that it is done; opened again when the thing comes back.

Pure: no I/O, no clock, no new ids. Nothing is refused: whatever asks is an event that has already happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from services.chassis.decider import Handles, StreamType
from services.notifications.tasks.commands import CloseTask, Command, OpenTask
from services.notifications.tasks.events import Event, TaskClosed, TaskMoved, TaskOpened


@dataclass(frozen=True, slots=True)
class Unknown:
    """Never opened."""


@dataclass(frozen=True, slots=True)
class Open:
    """To be done, by `due_at` if there is one."""

    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Closed:
    """Done, or no longer wanted."""


State = Unknown | Open | Closed


def decide(command: Command, state: State) -> list[Event]:
    """What happens to the task."""
    match command:
        case OpenTask():
            return open_(command, state)
        case CloseTask():
            return close(command, state)
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    """The task after this event."""
    match event:
        case TaskOpened() | TaskMoved():
            return Open(event.due_at)
        case TaskClosed():
            return Closed()
        case _:
            assert_never(event)


def open_(command: OpenTask, state: State) -> list[Event]:
    """Opened once, and again after it was closed; while it is open, only the deadline can change."""
    match state:
        case Open(due_at=due_at):
            return [] if due_at == command.due_at else [TaskMoved(command.task_id, command.due_at)]
        case Unknown() | Closed():
            return [
                TaskOpened(
                    command.task_id,
                    command.kind,
                    command.about,
                    command.role,
                    command.unit_id,
                    command.due_at,
                    command.facts,
                )
            ]
        case _:
            assert_never(state)


def close(command: CloseTask, state: State) -> list[Event]:
    """An open task ends; what is not open stays as it is."""
    match state:
        case Open():
            return [TaskClosed(command.task_id, command.outcome)]
        case Unknown() | Closed():
            return []
        case _:
            assert_never(state)


TASK: StreamType[State] = StreamType("task", Unknown(), evolve)

HANDLES: tuple[Handles[Command], ...] = (
    Handles(OpenTask, lambda c: (TASK.new(c.task_id),), decide),
    Handles(CloseTask, lambda c: (TASK.new(c.task_id),), decide),
)
