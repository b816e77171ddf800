"""What is stored of prize money, and how its decision's timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.payments import events, publishing
from services.awards.payments.commands import MISTAKES, WAYS
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day, dong


def _paid(event: events.AwardsPaid) -> str:
    return f"Chi {_sum(event)} ngày {day(event.paid_on)}, {_by(event)}. {_left(event.owed)}"


def _unpaid(event: events.PaymentTakenBack) -> str:
    return f"Rút ghi nhận chi {_sum(event)}: {lower(MISTAKES[event.mistake])}. {_left(event.owed)}"


def _recovered(event: events.MoneyRecovered) -> str:
    return f"Thu hồi {_sum(event)} ngày {day(event.recovered_on)}, {_by(event)}. {_left(event.owed)}"


def _unrecovered(event: events.MoneyRecoveryTakenBack) -> str:
    return f"Rút ghi nhận thu hồi {_sum(event)}: {lower(MISTAKES[event.mistake])}. {_left(event.owed)}"


def _sum(event: events.OfMoney) -> str:
    return f"{dong(event.total)} tiền thưởng của {len(event.lines)} danh hiệu"


def _by(event: events.AwardsPaid | events.MoneyRecovered) -> str:
    return f"{lower(WAYS[event.way])}, chứng từ số {event.voucher}"


def _left(owed: events.Owed) -> str:
    """ "Còn phải chi 1.410.000 đ.", or that all is settled."""
    left = [f"còn phải chi {dong(owed.to_pay)}"] if owed.to_pay else []
    left += [f"còn phải thu hồi {dong(owed.to_recover)}"] if owed.to_recover else []
    said = ", ".join(left) or "không còn khoản nào phải chi, phải thu hồi"
    return f"{said[:1].upper()}{said[1:]}."


MONEY: Final = (
    Fact("awards-paid", 1, events.AwardsPaid, says=_paid, publish=publishing.changed),
    Fact("payment-taken-back", 1, events.PaymentTakenBack, says=_unpaid, publish=publishing.changed),
    Fact("money-recovered", 1, events.MoneyRecovered, says=_recovered, publish=publishing.changed),
    Fact("money-recovery-taken-back", 1, events.MoneyRecoveryTakenBack, says=_unrecovered, publish=publishing.changed),
)
