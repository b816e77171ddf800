"""What is stored of units' plans, what others are told of them, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from services.chassis.erasure.words import unsealed
from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.fields import because
from services.submissions.unit_plans import events
from services.submissions.unit_plans.wording import returned_for
from thidua_contracts.submissions.unit_plan_approval_taken_back_v1 import UnitPlanApprovalTakenBack
from thidua_contracts.submissions.unit_plan_approved_v1 import UnitPlanApproved
from thidua_contracts.submissions.unit_plan_recalled_v1 import UnitPlanRecalled
from thidua_contracts.submissions.unit_plan_return_taken_back_v1 import UnitPlanReturnTakenBack
from thidua_contracts.submissions.unit_plan_returned_v1 import UnitPlanReturned
from thidua_contracts.submissions.unit_plan_submitted_v1 import UnitPlanSubmitted
from thidua_contracts.submissions.unit_plan_withdrawn_v1 import UnitPlanWithdrawn


def _which(event: Any) -> dict[str, Any]:
    """What the contracts carry: whose it is, under which plan; what it says stays here."""
    return {
        "unit_plan_id": str(event.unit_plan_id),
        "plan_id": str(event.plan_id),
        "unit_id": str(event.unit_id),
        "year": event.year,
    }


def submitted(event: events.UnitPlanSubmitted) -> UnitPlanSubmitted:
    """The ward has it to approve."""
    return UnitPlanSubmitted(**_which(event))


def returned(event: events.UnitPlanReturned) -> UnitPlanReturned:
    """The unit has it to mend."""
    return UnitPlanReturned(**_which(event))


def approved(event: events.UnitPlanApproved) -> UnitPlanApproved:
    """It holds."""
    return UnitPlanApproved(**_which(event))


def taken_back(event: events.UnitPlanApprovalTakenBack) -> UnitPlanApprovalTakenBack:
    """The ward has it to approve again."""
    return UnitPlanApprovalTakenBack(**_which(event))


def unreturned(event: events.UnitPlanReturnTakenBack) -> UnitPlanReturnTakenBack:
    """The ward has it to approve as before; why stays here."""
    return UnitPlanReturnTakenBack(**_which(event))


def recalled(event: events.UnitPlanRecalled) -> UnitPlanRecalled:
    """Nobody has to answer."""
    return UnitPlanRecalled(unit_plan_id=str(event.unit_plan_id), unit_id=str(event.unit_id))


def withdrawn(event: events.UnitPlanWithdrawn) -> UnitPlanWithdrawn:
    """Nobody has to mend it."""
    return UnitPlanWithdrawn(unit_plan_id=str(event.unit_plan_id), unit_id=str(event.unit_id))


def without_words(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew reasons alone."""
    return shape | {"note": None} | unsealed(UUID(shape["unit_plan_id"]))


def of_a_draft(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say whether it was what was to change a plan."""
    return shape | {"amendment": False}


def _withdrawn(event: events.UnitPlanWithdrawn) -> str:
    return because("Rút dự thảo điều chỉnh" if event.amendment else "Rút dự thảo")(event)


def _approved(event: events.UnitPlanApproved) -> str:
    return f"Phường, xã duyệt ngày {day(event.approved_on)}."


FACTS: Final = (
    Fact("unit-plan-drafted", 1, events.UnitPlanDrafted, says="Lập dự thảo kế hoạch năm {year} của đơn vị."),
    Fact("unit-plan-revised", 1, events.UnitPlanRevised, says="Sửa dự thảo."),
    Fact("unit-plan-submitted", 1, events.UnitPlanSubmitted, submitted, "Trình phường, xã duyệt."),
    Fact("unit-plan-recalled", 1, events.UnitPlanRecalled, recalled, because("Đơn vị rút lại")),
    Fact("unit-plan-returned", 2, events.UnitPlanReturned, returned, returned_for, lifts=(without_words,)),
    Fact("unit-plan-return-taken-back", 1, events.UnitPlanReturnTakenBack, unreturned, "Hủy trả lại: {reason}"),
    Fact("unit-plan-approved", 1, events.UnitPlanApproved, approved, _approved),
    Fact("unit-plan-approval-taken-back", 1, events.UnitPlanApprovalTakenBack, taken_back, because("Hủy duyệt")),
    Fact("unit-plan-amended", 1, events.UnitPlanAmended, says="Lập dự thảo điều chỉnh."),
    Fact("unit-plan-withdrawn", 2, events.UnitPlanWithdrawn, withdrawn, _withdrawn, lifts=(of_a_draft,)),
    Fact(
        "unit-plan-words-erased", 1, events.UnitPlanWordsErased, says="Xóa lời ghi theo văn bản số {document_number}."
    ),
)
