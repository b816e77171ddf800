"""Key days of a year: those that the whole country keeps, as dated data, and how a yearly day falls in a year. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalDay:
    """A day of every year from a year on; `since` is the year of what it recalls."""

    name: str
    day: int
    month: int
    since: int
    holds_from: int
    citation: str
    sure: str


def read(text: str) -> tuple[NationalDay, ...]:
    """The rows."""
    return tuple(NationalDay(holds_from=row.pop("from"), **row) for row in tomllib.loads(text)["day"])


NATIONAL: Final = read(Path(__file__).with_name("days.toml").read_text())


def falls(day: date, year: int) -> date:
    """The same day of another year; what happened on 29 February is kept on the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def recalled(name: str, since: int, year: int) -> str:
    """ "…, 20 năm (2004 – 2024)"; in its own year the name alone."""
    return f"{name}, {year - since} năm ({since} – {year})" if year > since else name


def national(first: date, last: date) -> Iterator[tuple[date, str]]:
    """The days of the country from one day to another, with what they recall."""
    for year in range(first.year, last.year + 1):
        for row in NATIONAL:
            day = date(year, row.month, row.day)
            if first <= day <= last and row.holds_from <= year:
                yield day, recalled(row.name, row.since, year)
