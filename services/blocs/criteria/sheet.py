"""Criteria sheet as data: sections, points, rules and the order in which ties are resolved.

No point table of Lai Châu is known, so nothing here is law: every number comes from the sheet that a bloc issues, and
a sheet is "chưa được xác nhận" until a document confirms it. Points are exact decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.chassis.scoring import Bonus, CountTimesUnit, Deduction, RatioToTarget, exceeds, scale
from services.chassis.text.letters import folded


class Measure(StrEnum):
    """A figure of one member ward in one year that a rule may use; all are counted from events."""

    REPORTS_EXPECTED = "reports-expected"
    REPORTS_RECEIVED = "reports-received"
    REPORTS_ACCEPTED = "reports-accepted"
    REPORTS_ON_TIME = "reports-on-time"
    REPORTS_LATE = "reports-late"
    REPORTS_MISSING = "reports-missing"
    REPORTS_LOCKED = "reports-locked"
    MOVEMENTS_LAUNCHED = "movements-launched"
    MOVEMENTS_JOINED = "movements-joined"
    AWARDS = "awards"
    AWARDS_OF_DIRECT_WORKERS = "awards-of-direct-workers"


Rule = RatioToTarget[Measure] | CountTimesUnit[Measure] | Bonus[Measure] | Deduction[Measure]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the sheet (tiêu chí): what it is called, its most points and its rule.

    `points` is the most the rule can give; of a deduction it is 0.
    """

    code: str
    name: str
    points: Decimal
    rule: Rule


@dataclass(frozen=True, slots=True)
class Comparison:
    """One link of the comparator chain: the wards' `of`, or `of / per`; more is better."""

    of: Measure
    per: Measure | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet; `ties` are compared in turn, and what is still equal needs a ballot (bỏ phiếu)."""

    criteria: tuple[Criterion, ...]
    ties: tuple[Comparison, ...]
    source: str
    """Where the table comes from, in words: shown beside every score."""


UNSCORED: tuple[Comparison, ...] = (
    Comparison(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED),
    Comparison(Measure.REPORTS_ACCEPTED, Measure.REPORTS_EXPECTED),
    Comparison(Measure.MOVEMENTS_JOINED),
    Comparison(Measure.AWARDS_OF_DIRECT_WORKERS),
)
"""How a bloc without a sheet is ordered: timeliness, completeness, movements, direct workers. A default, not law."""


def field_errors(sheet: Sheet) -> list[str]:
    """What is wrong with a sheet, as the code of a refusal for each fault; empty when it can be issued."""
    codes = [folded(criterion.code) for criterion in sheet.criteria]
    return [
        code
        for code, wrong in (
            ("criteria.none", not sheet.criteria),
            ("criteria.code-repeated", len(set(codes)) < len(codes)),
            ("criteria.tie-repeated", len(set(sheet.ties)) < len(sheet.ties)),
            ("criteria.points-negative", any(criterion.points < 0 for criterion in sheet.criteria)),
            ("criteria.unit-over-points", any(exceeds(one.rule, one.points) for one in sheet.criteria)),
            ("criteria.unit-not-positive", not all(scale(criterion.rule) > 0 for criterion in sheet.criteria)),
        )
        if wrong
    ]
