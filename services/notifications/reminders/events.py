"""What happened to the reminders of one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.event_registry import EventRegistry, EventType


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder: which of the policy's steps it is, and when."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RemindersPlanned:
    """The unit will be reminded at these times; `dropped` are steps of an earlier plan that no longer hold."""

    report_id: UUID
    unit_id: UUID
    due_at: datetime
    steps: tuple[Step, ...]
    dropped: tuple[int, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RemindersCancelled:
    """The report came, or is owed no more."""

    report_id: UUID
    dropped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReminderRaised:
    """The time came and the report had not."""

    report_id: UUID
    unit_id: UUID
    due_at: datetime
    step: int
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitReminded:
    """The clerk reminded the unit, before the last day or after it."""

    report_id: UUID
    unit_id: UUID
    due_at: datetime
    reminded_at: datetime
    facts: Mapping[str, str]


Event = RemindersPlanned | RemindersCancelled | ReminderRaised | UnitReminded

REGISTRY = EventRegistry(
    EventType("reminders-planned", 1, RemindersPlanned),
    EventType("reminders-cancelled", 1, RemindersCancelled),
    EventType("reminder-raised", 1, ReminderRaised),
    EventType("unit-reminded", 1, UnitReminded),
)
