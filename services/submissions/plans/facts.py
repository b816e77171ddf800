"""What is stored of a plan, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.plans import events
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued

STEPS: Final = {"check": "Hủy kiểm tra", "signature": "Hủy chữ ký", "number": "Thu hồi số"}


def issued(event: events.PlanIssued) -> PlanIssued:
    """A plan is in force; the reports it asks for follow one by one."""
    return PlanIssued(
        plan_id=str(event.plan_id), year=event.year, number=f"{event.number}/{event.symbol}", issued_on=event.issued_on
    )


def with_annex(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew neither purposes nor an annex nor a budget."""
    content: dict[str, Any] = {"purposes": [], "requirements": [], "tasks": [], "budget": []}
    return {**stored, "content": {**content, **stored["content"]}}


def _numbered(event: events.PlanNumbered) -> str:
    return f"Cấp số {event.number}/{event.symbol} ngày {day(event.issued_on)}."


def _taken_back(event: events.PlanStepTakenBack) -> str:
    return f"{STEPS[event.step]}: {event.reason}"


def _issued(event: events.PlanIssued) -> str:
    return f"Ban hành kế hoạch số {event.number}/{event.symbol} ngày {day(event.issued_on)}."


def _amended(event: events.PlanAmended) -> str:
    return f"Điều chỉnh bằng văn bản số {event.number}/{event.symbol} ngày {day(event.amended_on)}: {event.reason}"


FACTS: Final = (
    Fact("plan-drafted", 2, events.PlanDrafted, says="Lập dự thảo kế hoạch năm {year}.", lifts=(with_annex,)),
    Fact("plan-revised", 2, events.PlanRevised, says="Sửa dự thảo.", lifts=(with_annex,)),
    Fact("plan-draft-withdrawn", 1, events.PlanDraftWithdrawn, says="Rút dự thảo: {reason}"),
    Fact("plan-checked", 1, events.PlanChecked, says="Kiểm tra xong, chờ ký."),
    Fact("plan-signed", 1, events.PlanSigned, says="Ký kế hoạch, {authority} – {signer_title}."),
    Fact("plan-numbered", 1, events.PlanNumbered, says=_numbered),
    Fact("plan-step-taken-back", 1, events.PlanStepTakenBack, says=_taken_back),
    Fact("plan-issued", 1, events.PlanIssued, issued, _issued),
    Fact("plan-task-assigned", 1, events.PlanTaskAssigned),
    Fact("plan-task-dropped", 1, events.PlanTaskDropped),
    Fact("plan-amended", 1, events.PlanAmended, says=_amended),
    Fact("plan-superseded", 1, events.PlanSuperseded, says="Kế hoạch khác thay thế: {reason}"),
    Fact("plan-receipt-confirmed", 1, events.PlanReceiptConfirmed),
    Fact("plan-receipt-recorded", 1, events.PlanReceiptRecorded),
    Fact("plan-receipt-withdrawn", 1, events.PlanReceiptWithdrawn),
)
