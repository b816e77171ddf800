"""The money of one decision: an account for each line, and the ledger's entries, which sum to nothing. Pure; whole đồng.

Four accounts, debit positive: `decided` (what stands to the ward's charge), `to-recover` (what is owed to it), `to-pay` (what it
owes) and `cash` (what left its fund). Of a line at most one of the middle two is not zero. What the city signs, the city pays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, assert_never
from uuid import UUID

from services.awards.payments.events import (
    AwardsPaid,
    MoneyRecovered,
    MoneyRecoveryTakenBack,
    OfMoney,
    Owed,
    PaymentTakenBack,
    Way,
)
from services.awards.payments.limits import pay_by

if TYPE_CHECKING:
    from services.awards.decisions.events import DecisionAnnulled, DecisionRestored, DecisionSigned

AccountName = Literal["decided", "to-recover", "to-pay", "cash"]
ACCOUNTS: Final[tuple[AccountName, ...]] = ("decided", "to-recover", "to-pay", "cash")


@dataclass(frozen=True, slots=True)
class Entry:
    """Money that went out (positive) or came back, with its voucher."""

    dong: int
    on: date
    voucher: str
    way: Way


@dataclass(frozen=True, slots=True)
class Account:
    """A line: what is decided for it now, since when and to be paid by when if not as the signature says, what went out and came back."""

    due: int
    since: date | None = None
    pay_by: date | None = None
    annulled: bool = False
    entries: tuple[Entry, ...] = ()

    @property
    def net(self) -> int:
        """What is with the one who was awarded."""
        return sum(entry.dong for entry in self.entries)

    @property
    def to_pay(self) -> int:
        """What is still to be paid."""
        return max(0, self.due - self.net)

    @property
    def to_recover(self) -> int:
        """What was paid beyond what is decided."""
        return max(0, self.net - self.due)

    @property
    def last(self) -> Entry | None:
        """What happened last with its money."""
        return self.entries[-1] if self.entries else None


@dataclass(frozen=True, slots=True)
class Money:
    """The accounts of a decision's lines by nomination, and the day by which they are to be paid since the signature."""

    accounts: Mapping[UUID, Account] = field(default_factory=dict)
    signed_pay_by: date | None = None

    @property
    def pay_by(self) -> date | None:
        """By when the next money is to be paid; when none is, until when it was."""
        waiting = [one for one in self.accounts.values() if one.to_pay] or [Account(0)]
        days = [day for one in waiting if (day := one.pay_by or self.signed_pay_by) is not None]
        return min(days, default=None)

    @property
    def to_pay(self) -> int:
        """What is still to be paid."""
        return sum(one.to_pay for one in self.accounts.values())

    @property
    def to_recover(self) -> int:
        """What is to be given back."""
        return sum(one.to_recover for one in self.accounts.values())

    def owed(self, number: str, decided_on: date) -> Owed:
        """What is owed either way, under the decision's number and day as they read."""
        return Owed(
            decision_number=number,
            decided_on=decided_on,
            to_pay=self.to_pay,
            to_recover=self.to_recover,
            pay_by=self.pay_by,
        )


def signed(decision: DecisionSigned) -> Money:
    """What the ward owes by its own decision; nothing by the city's."""
    if decision.level != "ward":
        return Money()
    accounts = {line.nomination_id: Account(line.payable) for line in decision.lines if line.payable}
    return Money(accounts, decision.pay_by or pay_by(decision.signed_on))


def annulled(money: Money, event: DecisionAnnulled) -> Money:
    """Nothing is decided for these lines any more; what was paid of them is to be given back."""
    return _each(
        money,
        {
            key: replace(money.accounts[key], due=0, since=event.annulled_on, annulled=True)
            for key in event.nominations
            if key in money.accounts
        },
    )


def restored(money: Money, event: DecisionRestored) -> Money:
    """These lines stand again, each with its đồng. Earlier versions told the sum alone: it fills the lines in their order."""
    left = event.total
    accounts = {}
    for place, key in enumerate(event.nominations):
        if key in money.accounts:
            due = event.amounts[place] if event.amounts else left
            left -= due
            on = event.restored_on
            accounts[key] = replace(money.accounts[key], due=due, since=on, pay_by=pay_by(on), annulled=False)
    return _each(money, accounts)


def moved(money: Money, event: OfMoney) -> Money:
    """Money went out or came back, or did not after all."""
    accounts = {}
    for line in event.lines:
        account = money.accounts[line.nomination_id]
        match event:
            case AwardsPaid():
                entries = (*account.entries, Entry(line.dong, event.paid_on, event.voucher, event.way))
            case MoneyRecovered():
                entries = (*account.entries, Entry(-line.dong, event.recovered_on, event.voucher, event.way))
            case PaymentTakenBack() | MoneyRecoveryTakenBack():
                entries = account.entries[:-1]
            case _:
                assert_never(event)
        accounts[line.nomination_id] = replace(account, entries=entries)
    return _each(money, accounts)


def _each(money: Money, accounts: Mapping[UUID, Account]) -> Money:
    return replace(money, accounts={**money.accounts, **accounts})


def balances(accounts: Iterable[Account]) -> dict[AccountName, int]:
    """The ledger's four balances, debit positive: they sum to nothing."""
    found = list(accounts)
    return {
        "decided": sum(one.due for one in found),
        "to-recover": sum(one.to_recover for one in found),
        "to-pay": -sum(one.to_pay for one in found),
        "cash": -sum(one.net for one in found),
    }


def posted(before: Money, after: Money) -> dict[AccountName, int]:
    """The ledger's entry of what happened between: what each account gained, debit positive; what did not change is left out."""
    was, now = balances(before.accounts.values()), balances(after.accounts.values())
    return {name: now[name] - was[name] for name in ACCOUNTS if now[name] != was[name]}
