"""Money: coefficient × base salary of the decision's day, rounded up once, in integer đồng.

Source: NĐ 152/2025/NĐ-CP Đ49, Đ50, Đ54 (the same numbers stood in NĐ 98/2023/NĐ-CP Đ54).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import prod

from services.awards.rules.pack import RulePack, SubjectKind, TitleRule


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


def reckoned(pack: RulePack, rule: TitleRule, subject: SubjectKind, base_salary: int) -> tuple[Reckoned, ...]:
    """How a prize comes about, step by step: the last one's `rounded` is paid, and pages show the same steps."""
    step, coefficient, household = pack.money.round_up_to, rule.coefficient.hundredths, pack.money.household
    own = Reckoned((coefficient,), base_salary, step)
    if subject != "household":
        return (own,)
    if household.order == "amount-first":
        return (own, Reckoned((household.factor_hundredths,), own.rounded, step))
    return (Reckoned((coefficient, household.factor_hundredths), base_salary, step),)


def prize(pack: RulePack, rule: TitleRule, subject: SubjectKind, base_salary: int) -> int:
    """The prize in đồng for one title, before the rule on several titles of one period."""
    return reckoned(pack, rule, subject, base_salary)[-1].rounded


def payable(pack: RulePack, amount: int, earlier: int) -> int:
    """What is still to be paid when `earlier` đồng were paid for titles of the same subject and counted period."""
    return max(0, amount - earlier) if pack.money.same_period == "highest-only" else amount
