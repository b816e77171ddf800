"""That a unit was reminded of a report or a directive, and what it was told: facts of the moment, and names that hold nothing personal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.event_registry import EventRegistry, EventType


@dataclass(frozen=True, slots=True)
class ReminderRaised:
    """One of the days before the last came, and the report had not; `step` says which of them."""

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


Event = ReminderRaised | UnitReminded

REGISTRY = EventRegistry(
    EventType("reminder-raised", 1, ReminderRaised),
    EventType("unit-reminded", 1, UnitReminded),
)
