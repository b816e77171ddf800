"""Who has received a plan: what is said of it, and the table of those who have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from services.chassis.files.files import read_back
from services.chassis.files.reference import KINDS
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, SubTable
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.plans.commands import ConfirmReceipt, RecordReceipt, WithdrawReceipt
from services.submissions.plans.decider import PlanRefused
from services.submissions.plans.drafting import at
from services.submissions.plans.receipts import ReceiptRefused
from services.submissions.units.decider import UnitRefused

REFUSES: Final = (PlanRefused, ReceiptRefused, UnitRefused)
PLACES: Final = {
    "receipt.unknown-recipient": "recipient",
    "receipt.in-the-future": "received_on",
    "receipt.before-issue": "received_on",
    "receipt.recorded": "received_on",
}


async def recipients_of(asking: Asking) -> list[Option]:
    """The recipients that the plan names."""
    named = asking.record["recipients"] if asking.record is not None else []
    return narrowed([Option(line, line) for line in named], asking)


async def own_unit_first(_: Web, visitor: Visitor, _plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """The unit of who looks, where there is one alone to choose."""
    unit = visitor.mandate.unit_id
    return {} if unit is None else {"unit_id": unit}


CONFIRM: Final = Do(
    command=ConfirmReceipt,
    name="confirm",
    path="/plans/{plan_id}:confirm",
    body="Receipt",
    about="Đơn vị đã nhận kế hoạch.",
    title="Xác nhận đơn vị đã nhận",
    button="Xác nhận đã nhận",
    effect=("Đơn vị của phường, xã đã nhận kế hoạch; nơi nhận khác thì Văn phòng ghi riêng.",),
    done="Đã ghi nhận đơn vị nhận kế hoạch.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] == "issued" and row["own_unit"] not in row["confirmed"],
    begin=own_unit_first,
)
RECEIVE: Final = Do(
    command=RecordReceipt,
    name="receive",
    path="/plans/{plan_id}:receive",
    body="OutsideReceipt",
    about="Nơi nhận ngoài các đơn vị của phường, xã đã nhận kế hoạch.",
    title="Ghi nơi nhận khác đã nhận",
    button="Ghi đã nhận",
    effect=("Dành cho nơi nhận không phải đơn vị của phường, xã, ví dụ UBND thành phố.",),
    done="Đã ghi nơi nhận đã nhận kế hoạch.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("issued"),
)
UNRECEIVE: Final = Do(
    command=WithdrawReceipt,
    name="unreceive",
    path="/plans/{plan_id}/receipts/{receipt_id}:withdraw",
    body="ReceiptWithdrawal",
    about="Lý do hủy việc ghi nhận.",
    title="Hủy ghi nhận đã nhận",
    button="Hủy ghi nhận",
    done="Đã hủy ghi nhận.",
    refuses=REFUSES,
    places=PLACES,
    addressed=frozenset({"receipt_id"}),
    offered=at("issued", "superseded"),
)


def _scans(row: Mapping[str, Any]) -> Any:
    """The scans that show that this recipient has it, beside it."""
    at = f"/submissions/pages/plans/{row['plan_id']}/files"
    links = [
        Markup('<a href="{}/{}">bản quét {} ({})</a>').format(at, ref.file_id, number, KINDS[ref.kind].word)
        for number, ref in enumerate(read_back(row["scans"]), 1)
    ]
    return Markup(", ").join(links) or "không có"


RECIPIENTS: Final = SubTable(
    title="Nơi nhận đã xác nhận",
    source="""
        SELECT r.receipt_id, r.unit_id, r.plan_id, r.scans::text AS scans, coalesce(u.name, r.recipient) AS who, r.received_on
        FROM plan_receipts r LEFT JOIN units u ON u.ward_code = r.ward_code AND u.unit_id = r.unit_id
        WHERE $1::date IS NOT NULL AND r.plan_id::text = $2 AND NOT r.withdrawn
        ORDER BY r.received_on, r.receipt_id LIMIT 500
    """,
    columns=(
        Column(name="who", label="Nơi nhận"),
        Column(name="received_on", label="Ngày nhận"),
        Column(name="scans", label="Bản quét", show=_scans),
    ),
    empty="Chưa nơi nào xác nhận đã nhận.",
    own="unit_id",
    act=("unreceive", lambda row: {"receipt_id": str(row["receipt_id"])}),
)
