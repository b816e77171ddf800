"""Commands of a unit's plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Inline, InPath, Ref, Several, Ward
from services.submissions.fields import APPROVED, DROPPED, RECALLED, UNIT, erasure_document, mistake, reason
from services.submissions.unit_plans.events import RETURNS, UnitPlanContent

READ: Final = "Đơn vị sẽ đọc đúng câu này. Không ghi dữ liệu cá nhân."


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftUnitPlan:
    """Write a unit's plan under a plan of the ward: one each."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, Ref("Theo kế hoạch của phường, xã", options="issued-plans", hint="Kế hoạch đã ban hành.")]
    unit_id: Annotated[UUID, UNIT]
    content: Annotated[UnitPlanContent, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseUnitPlan:
    """Write the draft anew."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    content: Annotated[UnitPlanContent, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitUnitPlan:
    """Ask the ward to approve it."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallUnitPlan:
    """Take it back before the ward has answered."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(RECALLED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawUnitPlan:
    """Give a draft up."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(DROPPED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveUnitPlan:
    """Approve it."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnUnitPlan:
    """Give it back to be mended, with reasons, words or both."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    reasons: Annotated[tuple[str, ...], Several("Lý do trả lại", words=RETURNS, most=6)] = ()
    note: Annotated[str | None, reason("Ý kiến cụ thể", hint=READ)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackReturn:
    """Correct a return that was a mistake."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, reason(hint=READ)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackApproval:
    """Take an approval back."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(APPROVED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendUnitPlan:
    """Begin a change of what was approved."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    content: Annotated[UnitPlanContent, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseUnitPlanWords:
    """Erase what the ward wrote about a unit's plan, on the document that orders it."""

    ward_code: Ward
    at: At
    unit_plan_id: Annotated[UUID, InPath]
    document_number: Annotated[str, erasure_document()]
