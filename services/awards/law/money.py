"""Money: coefficient × base salary of the decision's day, rounded up once, in integer đồng."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import prod

from services.awards.law.pack import HOUSEHOLD_FACTOR, HOUSEHOLD_ORDER, SAME_PERIOD, STEP, Pack
from services.awards.law.rows import Source, SubjectKind


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One multiplication, rounded up to a multiple of `step`: `factors` in hundredths, `base` and `step` in đồng."""

    factors: tuple[int, ...]
    base: int
    step: int

    @property
    def product(self) -> Decimal:
        """Before rounding; exact."""
        return Decimal(prod(self.factors) * self.base) / self._scale

    @property
    def rounded(self) -> int:
        """The next multiple of the step, in whole numbers."""
        return -(-prod(self.factors) * self.base // (self._scale * self.step)) * self.step

    @property
    def _scale(self) -> int:
        return prod(100 for _ in self.factors)


def reckoned(pack: Pack, title: str, subject: SubjectKind, base_salary: int) -> tuple[Reckoned, ...]:
    """How a prize comes about, step by step: the last one's `rounded` is paid. Empty where the law names no money."""
    coefficient, step = pack.coefficient(title, subject), pack.value(STEP)
    if coefficient is None or step is None:
        return ()
    own = Reckoned((coefficient.hundredths,), base_salary, step)
    if subject != "household":
        return (own,)
    factor = int(Decimal(pack.value(HOUSEHOLD_FACTOR)) * 100)
    if pack.value(HOUSEHOLD_ORDER) == "amount-first":
        return (own, Reckoned((factor,), own.rounded, step))
    return (Reckoned((coefficient.hundredths, factor), base_salary, step),)


def prize(pack: Pack, title: str, subject: SubjectKind, base_salary: int) -> int:
    """The prize in đồng for one award, before the rule on several titles of one period; 0 where the law names none."""
    steps = reckoned(pack, title, subject, base_salary)
    return steps[-1].rounded if steps else 0


def payable(pack: Pack, amount: int, earlier: int) -> int:
    """What is still to be paid when `earlier` đồng were paid for titles of the same subject and counted period."""
    return max(0, amount - earlier) if pack.value(SAME_PERIOD) == "highest-only" else amount


def money_source(pack: Pack, title: str, subject: SubjectKind) -> Source:
    """The row behind an amount: for a household the order of its factors, which is the less certain."""
    row = pack.row("value", HOUSEHOLD_ORDER)
    if subject == "household" and row is not None:
        return row.source
    coefficient = pack.coefficient(title, subject)
    return coefficient.source if coefficient else pack.source
