"""How a sudden deed is commended, as dated data: who is asked, and until when they answer and the chairman decides. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from services.awards.councils.commands import Seat
from services.awards.law.rows import Confidence, Source

SUDDEN: Final = "dot-xuat"
"""The kind of commendation, as the law's rows call it: it never counts towards titles of a year."""
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """What holds for deeds that are put forward from a day on; without `seats` nobody is asked and the chairman decides alone."""

    holds_from: date
    seats: tuple[Seat, ...]
    opinion_days: int
    decide_days: int
    working: bool
    citation: str
    sure: Confidence
    confirmed: bool

    @property
    def source(self) -> Source:
        """What it rests on."""
        return Source(citation=self.citation, confidence=self.sure, confirmed=self.confirmed)

    def opinions_by(self, received_on: date) -> date:
        """The last day on which members answer."""
        return self._after(received_on, self.opinion_days)

    def decide_by(self, received_on: date) -> date:
        """The last day on which the chairman decides in time."""
        return self._after(received_on, self.decide_days)

    def _after(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= not self.working or day.weekday() < SATURDAY
        return day


def read(text: str) -> tuple[Procedure, ...]:
    """The rows, the newest first."""
    rows = [
        Procedure(holds_from=row.pop("from"), seats=tuple(row.pop("seats")), **row)
        for row in tomllib.loads(text)["procedure"]
    ]
    return tuple(sorted(rows, key=lambda row: row.holds_from, reverse=True))


ROWS: Final = read(Path(__file__).with_name("procedure.toml").read_text())


def procedure_on(day: date, rows: Sequence[Procedure] = ROWS) -> Procedure | None:
    """What holds for a deed that is put forward on this day; None before there was a rule."""
    return next((row for row in rows if row.holds_from <= day), None)
