"""History: what is recorded of a subject, dated, and for which years the record is complete. Pure.

Absence inside the complete years is "no"; outside them it is unknown. What only the proposer states stands in `stated`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from services.awards.law.rows import SubjectKind

Said = bool | int | str


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that held from a day to another (both included; None: still)."""

    what: str
    first: date
    last: date | None = None
    event: str = ""

    def on(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def touches(self, year: int) -> bool:
        """Whether it held on any day of a year."""
        return self.first.year <= year and (self.last is None or self.last.year >= year)


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating of a year."""

    year: int
    rating: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An award of a counted year; `kind` is the kind of commendation, `pending` one of the same list."""

    award: str
    year: int
    kind: str = "cong-trang"
    state: Literal["held", "pending", "annulled"] = "held"
    event: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """An initiative or accepted topic; `used` says for what it has been consumed: title or form."""

    what: Literal["initiative", "topic"]
    scope: str
    year: int
    used: tuple[Literal["title", "form"], ...] = ()
    id: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One subject. `complete` names, per record, the first and last year for which nothing is missing."""

    kind: SubjectKind
    stated: Mapping[str, Said] = field(default_factory=dict)
    categories: tuple[Dated, ...] = ()
    service: tuple[Dated, ...] = ()
    leaves: tuple[Dated, ...] = ()
    disciplines: tuple[Dated, ...] = ()
    holds: tuple[Dated, ...] = ()
    ratings: tuple[Rated, ...] = ()
    awards: tuple[Held, ...] = ()
    works: tuple[Work, ...] = ()
    members: tuple[History, ...] | None = None
    partly: bool = False
    """`members` are those of whom something is recorded: there may be others."""
    tallies: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    complete: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def whole(self, record: str, year: int) -> bool:
        """Whether a record of a year is complete."""
        first, last = self.complete.get(record, (1, 0))
        return first <= year <= last
