"""Scoring: figures of a ward, a sheet → points. Exact: ratios stay fractions, only what is shown is rounded.

A rule may compare 2/3 of 40 points with 26.67 entered elsewhere: rounding before comparing would invent ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import assert_never

from services.blocs.criteria.sheet import (
    Bonus,
    Comparison,
    CountTimesUnit,
    Criterion,
    Deduction,
    Measure,
    RatioToTarget,
    Sheet,
)

Figures = Mapping[Measure, int]
TWO_DIGITS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """What one criterion gave."""

    criterion: Criterion
    points: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """All lines and their sum."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Fraction:
        """The exact sum; bonus may lift it above the sheet's points, deductions may take it below zero."""
        return sum((line.points for line in self.lines), Fraction(0))


@dataclass(frozen=True, slots=True)
class Place:
    """A ward's place; `tied` when the whole comparator chain left it equal with another (cần bỏ phiếu)."""

    ward: str
    rank: int
    tied: bool
    score: Score | None


def shown(points: Fraction) -> Decimal:
    """Points as shown on paper: two digits, half up, away from zero."""
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(TWO_DIGITS, ROUND_HALF_UP)


def score(sheet: Sheet, figures: Figures) -> Score:
    """What this sheet gives for these figures; a figure that is absent counts 0."""
    return Score(tuple(Line(criterion, _points(criterion, figures)) for criterion in sheet.criteria))


def rank(sheet: Sheet | None, figures: Mapping[str, Figures], ties: Sequence[Comparison]) -> list[Place]:
    """The wards in order: score first, then the comparator chain; equals share a rank, in order of ward code.

    Without a sheet the chain alone orders, and nobody has a score.
    """
    scores = {ward: score(sheet, own) if sheet else None for ward, own in figures.items()}

    def merit(ward: str) -> tuple[Fraction, ...]:
        own = scores[ward]
        chain = (_compared(link, figures[ward]) for link in ties)
        return (own.total if own else Fraction(0), *chain)

    merits = {ward: merit(ward) for ward in figures}
    ordered = sorted(figures, key=lambda ward: (*(-part for part in merits[ward]), ward))
    return [
        Place(
            ward,
            rank=1 + sum(other > merits[ward] for other in merits.values()),
            tied=_times(merits[ward], merits.values()) > 1,
            score=scores[ward],
        )
        for ward in ordered
    ]


def told_apart(above: Figures, below: Figures, ties: Sequence[Comparison]) -> Comparison | None:
    """The first comparison of the chain in which these two differ; None when it leaves them equal."""
    return next((link for link in ties if _compared(link, above) != _compared(link, below)), None)


def _points(criterion: Criterion, figures: Figures) -> Fraction:
    rule = criterion.rule
    most = Fraction(criterion.points)
    count = figures.get(rule.of, 0)
    match rule:
        case RatioToTarget(per=per, target=target):
            return min(most, most * _ratio(count, figures.get(per, 0)) / Fraction(target))
        case CountTimesUnit(unit=unit) | Bonus(unit=unit):
            return min(most, count * Fraction(unit))
        case Deduction(unit=unit):
            return -count * Fraction(unit)
        case _:
            assert_never(rule)


def _compared(link: Comparison, figures: Figures) -> Fraction:
    count = figures.get(link.of, 0)
    return Fraction(count) if link.per is None else _ratio(count, figures.get(link.per, 0))


def _ratio(count: int, base: int) -> Fraction:
    """Nothing of nothing is 0: a ward of which no report was expected is not on time."""
    return Fraction(count, base) if base else Fraction(0)


def _times(wanted: object, values: Iterable[object]) -> int:
    return sum(value == wanted for value in values)
