"""Rules of movements, as dated data: what one has to say when it is launched. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """What holds for movements that are launched from a day on: `asks` are goals, subjects, criteria or period."""

    holds_from: date
    asks: tuple[str, ...]
    citation: str


def read(text: str) -> tuple[Launch, ...]:
    """The rows, the newest first."""
    rows = tomllib.loads(text)["launch"]
    known = [Launch(holds_from=row["from"], asks=tuple(row["asks"]), citation=row["citation"]) for row in rows]
    return tuple(sorted(known, key=lambda row: row.holds_from, reverse=True))


ROWS: Final = read(Path(__file__).with_name("rules.toml").read_text())


def asked_on(day: date, rows: tuple[Launch, ...] = ROWS) -> Launch | None:
    """What holds for a movement that is launched on this day; None before there was a rule."""
    return next((row for row in rows if row.holds_from <= day), None)
