"""What may be registered, as data: the titles of the law of a day, and the indicators that targets are measured by. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from thidua_contracts.codes import SubjectKind, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title (danh hiệu) from a day on, for these kinds of subject; `until` is the first day on which it is none any more.

    `units` are the kinds of unit that have it among themselves and theirs; none named is every kind.
    """

    code: str
    name: str
    subjects: frozenset[SubjectKind]
    holds_from: date
    until: date | None
    citation: str
    units: frozenset[UnitKind] = frozenset()

    def among(self, kind: UnitKind) -> bool:
        """Whether units of this kind and whoever belongs to them have it."""
        return not self.units or kind in self.units


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What a target is measured by; of `whole` ones there is no half."""

    code: str
    name: str
    measure: str
    most: int
    whole: bool


def read_titles(text: str) -> tuple[Title, ...]:
    """The rows of titles."""
    return tuple(
        Title(
            code=row["code"],
            name=row["name"],
            subjects=frozenset(map(SubjectKind, row["subjects"])),
            holds_from=row["from"],
            until=row.get("until"),
            citation=row["citation"],
            units=frozenset(map(UnitKind, row.get("units", ()))),
        )
        for row in tomllib.loads(text)["titles"]
    )


def read_indicators(text: str) -> dict[str, Indicator]:
    """The indicators by their code."""
    rows = tomllib.loads(text)["indicators"]
    return {row["code"]: Indicator(**{"whole": True, **row}) for row in rows}


TITLES: Final = read_titles(Path(__file__).with_name("titles.toml").read_text())
INDICATORS: Final[Mapping[str, Indicator]] = read_indicators(Path(__file__).with_name("indicators.toml").read_text())
MEASURED: Final = {code: f"{of.name} ({of.measure})" for code, of in INDICATORS.items()}


def begun(year: int, quarter: int, day: date) -> bool:
    """Whether a quarter of a year has begun by a day."""
    return date(year, 3 * quarter - 2, 1) <= day


def title_on(code: str, day: date, titles: tuple[Title, ...] = TITLES) -> Title | None:
    """The title of this code by the law of a day; None where there is none."""
    holding = (row for row in titles if row.holds_from <= day and (row.until is None or day < row.until))
    return next((row for row in holding if row.code == code), None)


def names_of(*kinds: SubjectKind, titles: tuple[Title, ...] = TITLES) -> dict[str, str]:
    """Every title that these kinds of subject have ever had, by its code, under its newest name."""
    return {row.code: row.name for row in sorted(titles, key=lambda row: row.holds_from) if row.subjects & set(kinds)}


OF_UNITS: Final = names_of(SubjectKind.COLLECTIVE)
OF_PEOPLE: Final = names_of(SubjectKind.INDIVIDUAL, SubjectKind.HOUSEHOLD)
NAMES: Final = OF_UNITS | OF_PEOPLE


def fits(indicator: str, value: Decimal) -> bool:
    """Whether a value can be what this indicator counts: within its bounds, whole where it counts things."""
    of = INDICATORS[indicator]
    return 0 <= value <= of.most and (not of.whole or value == value.to_integral_value())
