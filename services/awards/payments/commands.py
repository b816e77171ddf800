"""Commands of prize money. `payees` are looked up about the chosen lines and checked against the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.awards.fields import document_number
from services.awards.payments.events import Mistake, Way
from services.chassis.kit.fields import At, Choice, Day, InPath, Looked, New, Several, Ward

MOST: Final = 300
WAYS: Final = {"cash": "Tiền mặt", "transfer": "Chuyển khoản"}
MISTAKES: Final = {
    "wrong-line": "Ghi nhầm dòng",
    "wrong-day": "Ghi sai ngày",
    "wrong-voucher": "Ghi sai số chứng từ hoặc cách chi",
    "not-done": "Thực tế chưa chi, chưa thu",
}
VOUCHER: Final = document_number(
    "Số chứng từ", example="PC-012/2025", hint="Số phiếu chi, ủy nhiệm chi hoặc phiếu thu."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Whose line it is."""

    nomination_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PayAwards:
    """Record that the money of lines was paid out, by one voucher."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    payment_id: Annotated[UUID, New("payment")]
    nominations: Annotated[
        tuple[UUID, ...],
        Several("Dòng đã chi", options="to-pay", least=1, most=MOST, at_once=True, hint="Số tiền theo danh sách."),
    ]
    paid_on: Annotated[date, Day("Ngày chi", hint="Ngày ghi trên chứng từ.")]
    voucher: Annotated[str, VOUCHER]
    way: Annotated[Way, Choice("Cách chi", words=WAYS)]
    payees: Annotated[tuple[Payee, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackPayment:
    """That lines were paid was recorded by mistake."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    nominations: Annotated[
        tuple[UUID, ...], Several("Dòng ghi chi nhầm", options="paid", least=1, most=MOST, at_once=True)
    ]
    mistake: Annotated[Mistake, Choice("Lý do rút", words=MISTAKES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverMoney:
    """Record that money paid for annulled lines was given back, by one voucher."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    nominations: Annotated[
        tuple[UUID, ...],
        Several(
            "Dòng đã thu hồi", options="to-recover", least=1, most=MOST, at_once=True, hint="Số tiền là số đã chi."
        ),
    ]
    recovered_on: Annotated[date, Day("Ngày thu hồi", hint="Ngày ghi trên chứng từ.")]
    voucher: Annotated[str, VOUCHER]
    way: Annotated[Way, Choice("Cách thu", words=WAYS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackMoneyRecovery:
    """That money was given back was recorded by mistake."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    nominations: Annotated[
        tuple[UUID, ...], Several("Dòng ghi thu hồi nhầm", options="recovered", least=1, most=MOST, at_once=True)
    ]
    mistake: Annotated[Mistake, Choice("Lý do rút", words=MISTAKES)]


Command = PayAwards | TakeBackPayment | RecoverMoney | TakeBackMoneyRecovery
