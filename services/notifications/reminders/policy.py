"""When a unit is reminded, as data: so many days before the last day, at this hour of the ward's day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from services.chassis import words
from services.chassis.calendar import ZONE, local_date
from services.notifications.reminders.events import Step

DAYS_AHEAD: Final = (7, 3, 1)
AT_HOUR: Final = time(8)
SKIPPED_AFTER: Final = timedelta(hours=10)
"""A reminder that a downtime delayed by more than this is recorded as skipped: nobody is reminded in the evening."""

BETWEEN: Final = timedelta(days=1)
"""Between a reminder and the next one by hand: whoever was reminded yesterday, by the clerk or by the system, is not again."""


def steps(due_at: datetime, after: datetime) -> tuple[Step, ...]:
    """The reminders of a deadline that are still to come; `due_at` is the first late instant."""
    last_day = words.last_day(due_at)
    return tuple(
        Step(number, at)
        for number, days in enumerate(DAYS_AHEAD)
        if (at := datetime.combine(last_day - timedelta(days=days), AT_HOUR, ZONE)) > after
    )


def lately(reminded_at: datetime | None, at: datetime) -> bool:
    """Whether a unit was reminded on this day or the day before."""
    return reminded_at is not None and local_date(at) - local_date(reminded_at) <= BETWEEN
