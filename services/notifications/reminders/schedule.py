"""When a unit is reminded, as data: so many days before the last day, at this hour of the ward's day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from services.chassis import words
from services.chassis.calendar import ZONE, local_date

DAYS_AHEAD: Final = (7, 3, 1)
AT_HOUR: Final = time(8)
SKIPPED_AFTER: Final = timedelta(hours=10)
"""A reminder that a downtime delayed by more than this is recorded as skipped: nobody is reminded in the evening."""

BETWEEN: Final = timedelta(days=1)
"""Between a reminder and the next one by hand: whoever was reminded yesterday, by the clerk or by the system, is not again."""


def step_at(due_at: datetime, step: int) -> datetime:
    """When a step of a deadline is; `due_at` is the first late instant."""
    return datetime.combine(words.last_day(due_at) - timedelta(days=DAYS_AHEAD[step]), AT_HOUR, ZONE)


def lately(reminded_at: datetime | None, at: datetime) -> bool:
    """Whether a unit was reminded on this day or the day before."""
    return reminded_at is not None and local_date(at) - local_date(reminded_at) <= BETWEEN
