"""Rules of the archive, as dated data: until when a closed file is handed over, and whether it is handed over at all. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What holds for work that ended from a day on."""

    holds_from: date
    years: int
    least_retention: int
    citation: str


def read(text: str) -> tuple[HandOver, ...]:
    """The rows, the newest first."""
    rows = tomllib.loads(text)["hand_over"]
    known = [HandOver(holds_from=row.pop("from"), **row) for row in rows]
    return tuple(sorted(known, key=lambda row: row.holds_from, reverse=True))


ROWS: Final = read(Path(__file__).with_name("rules.toml").read_text())


def hand_over_by(closed_on: date, retention: int | None, rows: tuple[HandOver, ...] = ROWS) -> date | None:
    """The last day on which a file closed on this day is handed over; None where it need not be. No retention: for ever."""
    rule = next((row for row in rows if row.holds_from <= closed_on), None)
    if rule is None or (retention is not None and retention < rule.least_retention):
        return None
    try:
        return closed_on.replace(year=closed_on.year + rule.years)
    except ValueError:  # 29 February
        return date(closed_on.year + rule.years, 2, 28)
