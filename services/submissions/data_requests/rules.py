"""Rules of requests about personal data, as dated data: until when one is answered and settled, and by how much that is extended. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What holds for requests that were received from a day on; `unconfirmed` are the kinds whose days nobody has confirmed."""

    holds_from: date
    answer_days: int
    working: bool
    finish_days: int
    with_others_days: int
    extension_days: int
    citation: str
    confirmed: bool
    unconfirmed: tuple[str, ...] = ()

    def answer_by(self, received_on: date) -> date:
        """The last day on which the request is answered in time."""
        return (workdays if self.working else days)(received_on, self.answer_days)

    def finish_by(self, received_on: date, *, with_others: bool) -> date:
        """The last day on which it is settled in time."""
        return days(received_on, self.with_others_days if with_others else self.finish_days)

    def sure(self, kind: str) -> bool:
        """Whether the days of this kind of request are confirmed."""
        return self.confirmed and kind not in self.unconfirmed


def days(after: date, count: int) -> date:
    """So many days later."""
    return after + timedelta(days=count)


def workdays(after: date, count: int) -> date:
    """So many working days later: Monday to Friday."""
    day = after
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def read(text: str) -> tuple[Limits, ...]:
    """The rows, the newest first."""
    rows = [
        Limits(holds_from=row.pop("from"), unconfirmed=tuple(row.pop("unconfirmed", ())), **row)
        for row in tomllib.loads(text)["request"]
    ]
    return tuple(sorted(rows, key=lambda row: row.holds_from, reverse=True))


ROWS: Final = read(Path(__file__).with_name("rules.toml").read_text())


def limits_on(received_on: date, rows: tuple[Limits, ...] = ROWS) -> Limits | None:
    """What holds for a request that was received on this day; None before there was a rule."""
    return next((row for row in rows if row.holds_from <= received_on), None)
