"""Scoring: figures of a ward, a sheet → points, and the order of the wards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.blocs.criteria.sheet import Comparison, Criterion, Measure, Sheet
from services.chassis.scoring import points, ratio

Figures = Mapping[Measure, int]


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


def score(sheet: Sheet, figures: Figures) -> Score:
    """What this sheet gives for these figures; a figure that is absent counts 0."""
    return Score(
        tuple(Line(criterion, points(criterion.rule, criterion.points, figures)) for criterion in sheet.criteria)
    )


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


def _compared(link: Comparison, figures: Figures) -> Fraction:
    count = figures.get(link.of, 0)
    return Fraction(count) if link.per is None else ratio(count, figures.get(link.per, 0))


def _times(wanted: object, values: Iterable[object]) -> int:
    return sum(value == wanted for value in values)
