"""Events of a key day that a ward keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDay:
    """What is kept: the day of the event, whether it is kept that once, not every year, and which plan of the ward names it."""

    name: str
    day: date
    once: bool
    plan_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDayEntered:
    """The ward keeps it."""

    key_day_id: UUID
    key_day: KeyDay


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDayCorrected:
    """What was entered was wrong."""

    key_day_id: UUID
    key_day: KeyDay


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDayWithdrawn:
    """It was entered by mistake, or is kept no longer."""

    key_day_id: UUID
    reason: str


Event = KeyDayEntered | KeyDayCorrected | KeyDayWithdrawn
