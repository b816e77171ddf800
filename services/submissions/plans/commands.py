"""Commands of a plan, in the order of its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import At, Day, Evidence, Inline, InPath, Looked, New, Ref, Text, Ward, Whole
from services.submissions.fields import (
    CHECKED,
    CONFIRMED,
    DROPPED,
    NUMBERED,
    RESTORED,
    REVOKED,
    SIGNED,
    mistake,
    reason,
    symbol,
)
from services.submissions.numbers.commands import NUMBER
from services.submissions.plans.events import (
    BASES,
    BUDGET,
    DOCUMENTS,
    PURPOSES,
    RECIPIENTS,
    REQUIREMENTS,
    TASKS,
    TITLE,
    BudgetLine,
    Content,
    LegalBasis,
    PlanTask,
)

SCANS: Final = Evidence("Bản quét phiếu nhận", kinds=("pdf", "jpg", "png", "webp"), most=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan:
    """Write a draft: no number, no day."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, New("plan")]
    year: Annotated[int, Whole("Năm", least=2000, most=2100, example="2025")]
    content: Annotated[Content, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisePlan:
    """Write the draft anew."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    content: Annotated[Content, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDraft:
    """Give a draft up."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(DROPPED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """Say that content and form are in order, so that it can be signed."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackCheck:
    """Make a checked plan a draft again."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(CHECKED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPlan:
    """Sign a checked plan, or what is to change an issued one; `mandate_id` is that under which it is signed."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    signer_id: Annotated[UUID, Ref("Người ký", options="people", hint="Cá nhân đã đăng ký của phường, xã.")]
    signer_title: Annotated[str, Text("Chức vụ ghi trên chữ ký")] = "CHỦ TỊCH"
    authority: Annotated[str, Text("Thẩm quyền ghi trên chữ ký")] = "TM. ỦY BAN NHÂN DÂN"
    mandate_id: Annotated[UUID | None, Looked] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPlanInPlace:
    """Sign a checked plan in the chairman's place, under a delegation of one's own."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    delegation_id: Annotated[UUID, Ref("Ký theo", options="own-delegations")]
    signer_id: Annotated[UUID, Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackSignature:
    """Take a signature back before the plan has a number."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(SIGNED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPlan:
    """Give a signed plan its number and day."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    number: Annotated[int, NUMBER]
    symbol: Annotated[str, symbol("KH-UBND")] = "KH-UBND"
    issued_on: Annotated[date, Day("Ngày ban hành")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackNumber:
    """Take number and day off a plan that was not sent out; the number is used up all the same.

    `number_id` is looked up and compared with what the plan says.
    """

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(NUMBERED)]
    number_id: Annotated[UUID, Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePlan:
    """Send a numbered plan out: from now on units owe what it asks; `named` are the units that its recipients name."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    named: Annotated[tuple[UUID, ...], Looked] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendPlan:
    """Write, or write anew, what is to change an issued plan once it is signed, numbered and issued; deadlines of reports are extended
    report by report.
    """

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    amendment_id: Annotated[UUID, New("amendment")]
    reason: Annotated[str, reason("Lý do điều chỉnh")]
    title: Annotated[str, TITLE]
    purposes: Annotated[tuple[str, ...], PURPOSES] = ()
    requirements: Annotated[tuple[str, ...], REQUIREMENTS] = ()
    documents: Annotated[tuple[UUID, ...], DOCUMENTS] = ()
    legal_bases: Annotated[tuple[LegalBasis, ...], BASES] = ()
    recipients: Annotated[tuple[str, ...], RECIPIENTS] = ()
    tasks: Annotated[tuple[PlanTask, ...], TASKS] = ()
    budget: Annotated[tuple[BudgetLine, ...], BUDGET] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupersedePlan:
    """Let another issued plan stand in the place of this one."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    by_plan_id: Annotated[
        UUID, Ref("Kế hoạch thay thế", options="later-plans", hint="Kế hoạch đã ban hành, không trước kế hoạch này.")
    ]
    reason: Annotated[str, reason()]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePlan:
    """Take back what was issued by mistake; `sent` and `going` are looked up: reports sent and movements launched under it."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(REVOKED)]
    sent: Annotated[int, Looked]
    going: Annotated[int, Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """Let a plan that was revoked by mistake hold again; looked up: `unfinished`, its tasks that nobody had done, and `unconfirmed`, its
    units that live and had not confirmed it.
    """

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(RESTORED)]
    unfinished: Annotated[tuple[UUID, ...], Looked] = ()
    unconfirmed: Annotated[tuple[UUID, ...], Looked] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackSupersession:
    """Say that no other plan stands in its place after all; looked up as to restore it."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(RESTORED)]
    unfinished: Annotated[tuple[UUID, ...], Looked] = ()
    unconfirmed: Annotated[tuple[UUID, ...], Looked] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReceipt:
    """Say that a unit has received an issued plan."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Ref("Đơn vị", options="not-confirmed")]
    scans: Annotated[tuple[FileRef, ...], SCANS] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReceipt:
    """Record that a recipient outside the ward's units has received an issued plan."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    recipient: Annotated[str, Ref("Nơi nhận", options="plan-recipients", most=500)]
    received_on: Annotated[date, Day("Ngày nhận")]
    scans: Annotated[tuple[FileRef, ...], SCANS] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReceipt:
    """Take back a receipt that was recorded by mistake."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    receipt_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(CONFIRMED)]
