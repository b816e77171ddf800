"""Rules of points: how figures, whatever they are called, become points of a criterion. Pure.

Exact: ratios stay fractions, only what is shown is rounded. A rule may compare 2/3 of 40 points with 26.67 entered elsewhere: rounding
before comparing would invent ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Generic, Literal, TypeVar, assert_never

M = TypeVar("M")
RuleKind = Literal["ratio-to-target", "count-times-unit", "bonus", "deduction"]
RULES: Mapping[str, str] = {
    "ratio-to-target": "Theo tỷ lệ so với chỉ tiêu",
    "count-times-unit": "Số lượng nhân mức điểm",
    "bonus": "Điểm thưởng",
    "deduction": "Điểm trừ",
}
"""What the kinds of rules are called."""
TWO_DIGITS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RatioToTarget(Generic[M]):
    """Full points when `of / per` reaches `target`, in proportion below it, never more than the points."""

    of: M
    per: M
    target: Decimal
    kind: Literal["ratio-to-target"] = "ratio-to-target"


@dataclass(frozen=True, slots=True)
class CountTimesUnit(Generic[M]):
    """`unit` points for each, never more than the criterion's points."""

    of: M
    unit: Decimal
    kind: Literal["count-times-unit"] = "count-times-unit"


@dataclass(frozen=True, slots=True)
class Bonus(Generic[M]):
    """Điểm thưởng: `unit` points for each on top of the sheet, up to the criterion's points."""

    of: M
    unit: Decimal
    kind: Literal["bonus"] = "bonus"


@dataclass(frozen=True, slots=True)
class Deduction(Generic[M]):
    """Điểm trừ: `unit` points less for each, without a floor."""

    of: M
    unit: Decimal
    kind: Literal["deduction"] = "deduction"


Rule = RatioToTarget[M] | CountTimesUnit[M] | Bonus[M] | Deduction[M]


def scale(rule: Rule[M]) -> Decimal:
    """The target of a ratio, the points for each of the others."""
    return rule.target if isinstance(rule, RatioToTarget) else rule.unit


def exceeds(rule: Rule[M], most: Decimal) -> bool:
    """Whether one thing alone counts for more than the most that its criterion gives; a bonus stands above the sheet."""
    return isinstance(rule, CountTimesUnit) and rule.unit > most


def counted(rule: Rule[M], most: Decimal, figures: Mapping[M, int]) -> Fraction | None:
    """What figures would count for that go beyond the most, which is what they get; None where they do not, or may.

    A ratio goes beyond it when there is more than there is to compare with: 120 of 100. A bonus may, a deduction has no most.
    """
    match rule:
        case RatioToTarget(of=of, per=per, target=target):
            share = ratio(figures.get(of, 0), figures.get(per, 0))
            return Fraction(most) * share / Fraction(target) if share > max(Fraction(1), Fraction(target)) else None
        case CountTimesUnit(of=of, unit=unit):
            whole = figures.get(of, 0) * Fraction(unit)
            return whole if whole > most else None
        case Bonus() | Deduction():
            return None
        case _:
            assert_never(rule)


def points(rule: Rule[M], most: Decimal, figures: Mapping[M, int]) -> Fraction:
    """What the rule gives for these figures, of `most` points; a figure that is absent counts 0."""
    count, ceiling = figures.get(rule.of, 0), Fraction(most)
    match rule:
        case RatioToTarget(per=per, target=target):
            return min(ceiling, ceiling * ratio(count, figures.get(per, 0)) / Fraction(target))
        case CountTimesUnit(unit=unit) | Bonus(unit=unit):
            return min(ceiling, count * Fraction(unit))
        case Deduction(unit=unit):
            return -count * Fraction(unit)
        case _:
            assert_never(rule)


def ratio(count: int, base: int) -> Fraction:
    """Nothing of nothing is 0: who had nothing to do has not done it in time."""
    return Fraction(count, base) if base else Fraction(0)


def shown(points: Fraction) -> Decimal:
    """Points as shown on paper: two digits, half up, away from zero."""
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(TWO_DIGITS, ROUND_HALF_UP)
