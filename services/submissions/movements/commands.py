"""Commands of a movement. `by_unit` limits a unit head to the own unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchMovement:
    """Launch a movement under an issued plan."""

    ward_code: str
    at: datetime
    plan_id: UUID
    code: str
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMovement:
    """Let a unit take part."""

    ward_code: str
    at: datetime
    by_unit: UUID | None
    movement_id: UUID
    unit_id: UUID
