"""Money: coefficient × base salary of the decision's day, rounded up once, in integer đồng.

Source: NĐ 152/2025/NĐ-CP Đ49, Đ50, Đ54 (the same numbers stood in NĐ 98/2023/NĐ-CP Đ54).
"""

from __future__ import annotations

from services.awards.rules.pack import RulePack, SubjectKind, TitleRule


def coefficient_of(pack: RulePack, rule: TitleRule, subject: SubjectKind) -> int:
    """The coefficient in ten-thousandths of the base salary: hundredths × the household's factor in hundredths."""
    factor = pack.money.household.factor_hundredths if subject == "household" else 100
    return rule.coefficient.hundredths * factor


def prize(pack: RulePack, rule: TitleRule, subject: SubjectKind, base_salary: int) -> int:
    """The prize in đồng for one title, before the rule on several titles of one period."""
    step = pack.money.round_up_to
    if subject == "household" and pack.money.household.order == "amount-first":
        individual = _round_up(rule.coefficient.hundredths * base_salary, 100, step)
        return _round_up(individual * pack.money.household.factor_hundredths, 100, step)
    return _round_up(coefficient_of(pack, rule, subject) * base_salary, 10_000, step)


def payable(pack: RulePack, amount: int, earlier: int) -> int:
    """What is still to be paid when `earlier` đồng were paid for titles of the same subject and counted period."""
    return max(0, amount - earlier) if pack.money.same_period == "highest-only" else amount


def _round_up(numerator: int, denominator: int, step: int) -> int:
    return -(-numerator // (denominator * step)) * step
