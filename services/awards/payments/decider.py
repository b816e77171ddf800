"""Paying a decision's money and getting it back. Pure.

Each line is paid once and whole: what is paid is what is decided, never more. Only what was paid is given back. The stream is the
decision's own: whoever pays while the chairman annuls is told to look again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.awards.decisions.papers import DECISION, Paper, Signed
from services.awards.holds.decider import of as held
from services.awards.payments.commands import (
    Command,
    PayAwards,
    RecoverMoney,
    TakeBackMoneyRecovery,
    TakeBackPayment,
)
from services.awards.payments.events import (
    Amount,
    AwardsPaid,
    MoneyRecovered,
    MoneyRecoveryTakenBack,
    OfMoney,
    Owed,
    PaymentTakenBack,
)
from services.awards.payments.money import Account, moved
from services.awards.payments.refusals import PaymentRefused
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef

Decided = Mapping[StreamRef[Any], Sequence[Any]]
ACCOUNTANT: Final = frozenset({"finance-officer"})


def pay(command: PayAwards, paper: Paper, *holds: Any) -> Decided:
    """Pay lines that stand, each what is decided and not paid yet; never while something is looked into about its subject."""
    signed, chosen = _known(command, paper)
    _has_come(command.paid_on, command.at)
    subjects = {line.nomination_id: line.subject_id for line in signed.decision.lines}
    payees = {payee.nomination_id: payee.subject_id for payee in command.payees}
    if payees != {key: subjects[key] for key in chosen}:
        raise PaymentRefused("payment.not-in-list")
    of_subject = dict(zip(_subjects(command), holds, strict=True))
    lines = []
    for key, place in chosen.items():
        account = signed.money.accounts[key]
        if account.annulled:
            raise PaymentRefused("payment.annulled", place=place)
        if not account.to_pay:
            last = account.last
            assert last is not None  # what is not decided is no account
            raise PaymentRefused("payment.paid", place=place, day=words.day(last.on), voucher=last.voucher)
        if of_subject[payees[key]].open:
            raise PaymentRefused("payment.on-hold", place=place)
        earliest = max(signed.signed_on, account.since or signed.signed_on, *_on(account))
        if command.paid_on < earliest:
            raise PaymentRefused("payment.too-early", day=words.day(earliest))
        lines.append(Amount(nomination_id=key, dong=account.to_pay))
    return _with(
        signed,
        lambda owed: AwardsPaid(
            decision_id=command.decision_id,
            payment_id=command.payment_id,
            lines=tuple(lines),
            total=_total(lines),
            paid_on=command.paid_on,
            voucher=command.voucher,
            way=command.way,
            owed=owed,
        ),
    )


def take_back_payment(command: TakeBackPayment, paper: Paper) -> Decided:
    """The last payment of each line was none; of an annulled line nothing is to be given back then."""
    signed, chosen = _known(command, paper)
    lines = []
    for key, place in chosen.items():
        last = signed.money.accounts[key].last
        if last is None:
            raise PaymentRefused("payment.not-paid", place=place)
        if last.dong < 0:
            raise PaymentRefused("payment.recovered-since", place=place)
        lines.append(Amount(nomination_id=key, dong=last.dong))
    return _with(
        signed,
        lambda owed: PaymentTakenBack(
            decision_id=command.decision_id,
            lines=tuple(lines),
            total=_total(lines),
            mistake=command.mistake,
            owed=owed,
        ),
    )


def recover(command: RecoverMoney, paper: Paper) -> Decided:
    """Money that was paid and is decided no more came back, all of it, on or after the day of the annulment and of its payment."""
    signed, chosen = _known(command, paper)
    _has_come(command.recovered_on, command.at)
    lines = []
    for key, place in chosen.items():
        account = signed.money.accounts[key]
        if not account.to_recover:
            raise PaymentRefused("payment.nothing-to-recover", place=place)
        earliest = max(account.since or signed.signed_on, *_on(account))
        if command.recovered_on < earliest:
            raise PaymentRefused("payment.recovery-too-early", place=place, day=words.day(earliest))
        lines.append(Amount(nomination_id=key, dong=account.to_recover))
    return _with(
        signed,
        lambda owed: MoneyRecovered(
            decision_id=command.decision_id,
            lines=tuple(lines),
            total=_total(lines),
            recovered_on=command.recovered_on,
            voucher=command.voucher,
            way=command.way,
            owed=owed,
        ),
    )


def take_back_recovery(command: TakeBackMoneyRecovery, paper: Paper) -> Decided:
    """The last recovery of each line was none: it is to be given back still, or need not be paid again."""
    signed, chosen = _known(command, paper)
    lines = []
    for key, place in chosen.items():
        account = signed.money.accounts[key]
        last = account.last
        if last is None or all(entry.dong > 0 for entry in account.entries):
            raise PaymentRefused("payment.not-recovered", place=place)
        if last.dong > 0:
            raise PaymentRefused("payment.paid-again", place=place)
        lines.append(Amount(nomination_id=key, dong=-last.dong))
    return _with(
        signed,
        lambda owed: MoneyRecoveryTakenBack(
            decision_id=command.decision_id,
            lines=tuple(lines),
            total=_total(lines),
            mistake=command.mistake,
            owed=owed,
        ),
    )


def _known(command: Command, paper: Paper) -> tuple[Signed, dict[UUID, int]]:
    """The ward's decision, and the chosen lines, each once, with its number in the list. Raises PaymentRefused."""
    if not isinstance(paper, Signed):
        raise PaymentRefused("payment.no-decision")
    if paper.decision.level != "ward":
        raise PaymentRefused("payment.citys")
    if not set(command.nominations) <= set(paper.money.accounts):
        raise PaymentRefused("payment.not-in-list")
    places = {line.nomination_id: line.register_number for line in paper.decision.lines}
    return paper, {key: places[key] for key in command.nominations}


def _has_come(day: date, at: datetime) -> None:
    if day > local_date(at):
        raise PaymentRefused("payment.in-future")


def _on(account: Account) -> list[date]:
    """The day of what happened last with its money."""
    return [account.last.on] if account.last else []


def _total(lines: Sequence[Amount]) -> int:
    return sum(line.dong for line in lines)


def _with(signed: Signed, event: Callable[[Owed], OfMoney]) -> Decided:
    """The event with what is owed after it."""
    money = moved(signed.money, event(signed.money.owed(signed.number, signed.signed_on)))
    return {DECISION.at(signed.decision.decision_id): [event(money.owed(signed.number, signed.signed_on))]}


def _subjects(command: PayAwards) -> list[UUID]:
    return list(dict.fromkeys(payee.subject_id for payee in command.payees))


def _pay_streams(command: PayAwards) -> Sequence[StreamRef[Any]]:
    holds = (held(command.ward_code, subject) for subject in _subjects(command))
    return (DECISION.at(command.decision_id), *holds)


HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(PayAwards, _pay_streams, pay, roles=ACCOUNTANT),
    Handles(TakeBackPayment, lambda c: (DECISION.at(c.decision_id),), take_back_payment, roles=ACCOUNTANT),
    Handles(RecoverMoney, lambda c: (DECISION.at(c.decision_id),), recover, roles=ACCOUNTANT),
    Handles(TakeBackMoneyRecovery, lambda c: (DECISION.at(c.decision_id),), take_back_recovery, roles=ACCOUNTANT),
)
