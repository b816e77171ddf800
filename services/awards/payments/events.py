"""Events of prize money: they stand in the stream of their decision, so that paying and annulling never pass each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

Way = Literal["cash", "transfer"]
Mistake = Literal["wrong-line", "wrong-day", "wrong-voucher", "not-done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Money of one line."""

    nomination_id: UUID
    dong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What of a decision's money is still to be paid and to be given back after an event; number and day as they read then."""

    decision_number: str
    decided_on: date
    to_pay: int
    to_recover: int
    pay_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsPaid:
    """Money of lines was paid out, all by one voucher."""

    decision_id: UUID
    payment_id: UUID
    lines: tuple[Amount, ...]
    total: int
    paid_on: date
    voucher: str
    way: Way
    owed: Owed


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTakenBack:
    """That lines were paid was recorded by mistake: they are as before their last payment."""

    decision_id: UUID
    lines: tuple[Amount, ...]
    total: int
    mistake: Mistake
    owed: Owed


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRecovered:
    """Money that had been paid for lines that are annulled was given back."""

    decision_id: UUID
    lines: tuple[Amount, ...]
    total: int
    recovered_on: date
    voucher: str
    way: Way
    owed: Owed


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRecoveryTakenBack:
    """That money was given back was recorded by mistake: it is to be given back still."""

    decision_id: UUID
    lines: tuple[Amount, ...]
    total: int
    mistake: Mistake
    owed: Owed


OfMoney = AwardsPaid | PaymentTakenBack | MoneyRecovered | MoneyRecoveryTakenBack
