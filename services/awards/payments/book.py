"""The ledger of a decision: its lines as they stand, and what was posted, entry by entry; folded by the decider's own steps. Pure.

The bonus scheme of NĐ 73/2024 is another fund: nothing of it is decided by a decision, so nothing of it can get here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, assert_never

from services.awards.decisions.events import (
    AnnulmentWithdrawn,
    CityDecisionWithdrawn,
    CorrectionWithdrawn,
    DecisionAnnulled,
    DecisionCorrected,
    DecisionRestored,
    DecisionSigned,
    OfDecision,
)
from services.awards.payments import money
from services.awards.payments.events import AwardsPaid, MoneyRecovered, MoneyRecoveryTakenBack, PaymentTakenBack
from services.awards.payments.money import ACCOUNTS, Money, posted
from services.chassis.decider import StreamType


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry of the ledger: debit positive, the four sum to nothing. `what` is a code word, `voucher` the paper behind it."""

    what: str
    on: date
    voucher: str
    way: str | None
    decided: int
    to_recover: int
    to_pay: int
    cash: int


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing is decided yet."""


@dataclass(frozen=True, slots=True)
class Book:
    """A decision's money and its journal, under the decision's number and day as they read now."""

    number: str
    signed_on: date
    level: str
    money: Money
    journal: tuple[Posting, ...] = ()


State = Absent | Book


def evolve(state: State, event: OfDecision) -> State:
    """The book after an event."""
    if isinstance(event, DecisionSigned):
        book = Book(event.document_number, event.signed_on, event.level, Money())
        return _posted(book, money.signed(event), "signed", event.signed_on, event.document_number)
    return state if isinstance(state, Absent) else _after(state, event)


def _after(book: Book, event: OfDecision) -> Book:
    match event:
        case DecisionCorrected() | CorrectionWithdrawn():
            number, day = event.reads_number or book.number, event.reads_signed_on or book.signed_on
            return replace(book, number=number, signed_on=day)
        case DecisionAnnulled():
            after = money.annulled(book.money, event)
            return _posted(book, after, "annulled", event.annulled_on, event.document_number)
        case DecisionRestored():
            after = money.restored(book.money, event)
            return _posted(book, after, "restored", event.restored_on, event.document_number)
        case AwardsPaid():
            return _posted(book, money.moved(book.money, event), "paid", event.paid_on, event.voucher, event.way)
        case MoneyRecovered():
            after = money.moved(book.money, event)
            return _posted(book, after, "recovered", event.recovered_on, event.voucher, event.way)
        case PaymentTakenBack() | MoneyRecoveryTakenBack():
            what = "unpaid" if isinstance(event, PaymentTakenBack) else "unrecovered"
            last = book.money.accounts[event.lines[0].nomination_id].entries[-1]
            return _posted(book, money.moved(book.money, event), what, last.on, last.voucher, last.way)
        case DecisionSigned() | AnnulmentWithdrawn() | CityDecisionWithdrawn():
            return book  # of the city's, the ward pays nothing
        case _:
            assert_never(event)


def _posted(book: Book, after: Money, what: str, on: date, voucher: str, way: str | None = None) -> Book:
    legs = posted(book.money, after)
    if not legs:
        return replace(book, money=after)
    found = {name.replace("-", "_"): legs.get(name, 0) for name in ACCOUNTS}
    posting = Posting(what=what, on=on, voucher=voucher, way=way, **found)
    return replace(book, money=after, journal=(*book.journal, posting))


BOOK: Final[StreamType[State]] = StreamType("decision", Absent(), evolve)
