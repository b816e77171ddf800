"""Calendar: local days and working days in Vietnam, where rules count them.

Working days are data, per year and with a version (holidays.json). A year without data raises: a guessed deadline is
worse than none. A local day runs from 00:00 to 24:00 in Asia/Ho_Chi_Minh, which has no daylight saving time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY: Final = 5


class YearUnknown(LookupError):
    """The calendar holds no data for this year."""


@dataclass(frozen=True, slots=True)
class Year:
    """The exceptions of one year: weekdays that are closed, and weekend days that are worked."""

    version: int
    closed: Mapping[date, str]
    worked: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Working days by year."""

    years: Mapping[int, Year]

    def version(self, year: int) -> int:
        """Which version of a year's data answers: stored with what was computed from it. Raises YearUnknown."""
        return self._year(year).version

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day. Raises YearUnknown."""
        year = self._year(day.year)
        return day in year.worked or (day.weekday() < SATURDAY and day not in year.closed)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted (Bộ luật Dân sự, Điều 147).

        With 0 it is `day`, or the next working day after it. Raises ValueError if `count` is negative.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def _year(self, year: int) -> Year:
        try:
            return self.years[year]
        except KeyError:
            raise YearUnknown(f"no working-day data for {year}") from None


@cache
def working_days() -> WorkingDays:
    """The calendar that comes with this release."""
    raw = json.loads(files("services.chassis").joinpath("holidays.json").read_text(encoding="utf-8"))
    return WorkingDays(
        {
            int(year): Year(data["version"], _days(data["closed"]), _days(data["worked"]))
            for year, data in raw["years"].items()
        }
    )


def add_working_days(day: date, count: int) -> date:
    """`working_days().add`: the `count`-th working day after `day`."""
    return working_days().add(day, count)


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


def _days(texts: Mapping[str, str]) -> dict[date, str]:
    return {date.fromisoformat(text): name for text, name in texts.items()}
