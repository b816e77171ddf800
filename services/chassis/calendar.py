"""Calendar: local days in Vietnam, where rules count them.

A local day runs from 00:00 to 24:00 in Asia/Ho_Chi_Minh, which has no daylight saving time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def local_date(at: datetime) -> date:
    """The day on which an instant falls in Vietnam. Raises ValueError if `at` is naive."""
    if at.tzinfo is None:
        raise ValueError("a time without an offset")
    return at.astimezone(ZONE).date()


def start_of_day(day: date) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The first instant after a local day, in UTC: "trước hết ngày" holds while `at < end_of_day(day)`."""
    return start_of_day(day + timedelta(days=1))
