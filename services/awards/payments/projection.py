"""Read model `award_money`: a row per decision, with its lines and its ledger's entries; folded, so nothing is projected by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.awards.decisions.events import (
    CorrectionWithdrawn,
    DecisionAnnulled,
    DecisionCorrected,
    DecisionRestored,
    DecisionSigned,
)
from services.awards.payments.book import BOOK, Absent, Book, State
from services.awards.payments.events import AwardsPaid, MoneyRecovered, MoneyRecoveryTakenBack, PaymentTakenBack
from services.chassis.kit.stream_table import stream_table
from services.chassis.readers.tables import Json


@dataclass(frozen=True, slots=True)
class Row:
    """A decision's money as its pages show it, in đồng. `paid` is what is with those who were awarded."""

    level: str
    document_number: str
    signed_on: date
    year: int
    decided: int
    paid: int
    to_pay: int
    to_recover: int
    pay_by: date | None
    lines: Json
    journal: Json


def shows(state: State) -> Row:
    """The row of a book."""
    assert isinstance(state, Book)
    accounts = state.money.accounts
    lines = [
        {
            "nomination_id": str(key),
            "due": one.due,
            "net": one.net,
            "to_pay": one.to_pay,
            "to_recover": one.to_recover,
            "moved": [[entry.dong, entry.on.isoformat(), entry.voucher, entry.way] for entry in one.entries],
        }
        for key, one in accounts.items()
    ]
    journal = [
        {
            "place": place,
            "what": one.what,
            "entered_on": one.on.isoformat(),
            "voucher": one.voucher,
            "way": one.way,
            "decided": one.decided,
            "to_recover": one.to_recover,
            "to_pay": one.to_pay,
            "cash": one.cash,
        }
        for place, one in enumerate(state.journal, start=1)
    ]
    return Row(
        level=state.level,
        document_number=state.number,
        signed_on=state.signed_on,
        year=state.signed_on.year,
        decided=sum(one.due for one in accounts.values()),
        paid=sum(one.net for one in accounts.values()),
        to_pay=state.money.to_pay,
        to_recover=state.money.to_recover,
        pay_by=state.money.pay_by,
        lines=Json(json.dumps(lines)),
        journal=Json(json.dumps(journal)),
    )


MODEL: Final = stream_table(
    "award_money",
    1,
    stream=BOOK,
    states=(Absent, Book),
    events=(
        DecisionSigned,
        DecisionCorrected,
        CorrectionWithdrawn,
        DecisionAnnulled,
        DecisionRestored,
        AwardsPaid,
        PaymentTakenBack,
        MoneyRecovered,
        MoneyRecoveryTakenBack,
    ),
    key="decision_id",
    row=Row,
    shows=shows,
)
