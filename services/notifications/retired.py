"""Retired: events that were stored before tasks were read from Kafka and reminders planned from there. They mean nothing any more.

A store may hold them, and history is fact: they are decoded, change nothing, and are published to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.event_registry import EventRegistry, EventType


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """Somebody in this role had something to do."""

    task_id: UUID
    kind: str
    about: str
    role: str
    unit_id: UUID | None
    due_at: datetime | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TaskMoved:
    """An open task got another deadline."""

    task_id: UUID
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskClosed:
    """Nothing more was to be done."""

    task_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder that was planned: its number, and when."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RemindersPlanned:
    """The unit was to be reminded at these times."""

    report_id: UUID
    unit_id: UUID
    due_at: datetime
    steps: tuple[Step, ...]
    dropped: tuple[int, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RemindersCancelled:
    """The report had come, or was owed no more."""

    report_id: UUID
    dropped: tuple[int, ...]


REGISTRY = EventRegistry(
    EventType("task-opened", 1, TaskOpened),
    EventType("task-moved", 1, TaskMoved),
    EventType("task-closed", 1, TaskClosed),
    EventType("reminders-planned", 1, RemindersPlanned),
    EventType("reminders-cancelled", 1, RemindersCancelled),
)
