"""Events of a unit's plan: one stream per plan of the ward and unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.erasure.words import Remark, Words
from services.chassis.kit.fields import Day, Lines, Rows, Text

RETURNS: Final = {
    "ward-tasks": "Thiếu nhiệm vụ mà kế hoạch của phường, xã giao",
    "deadlines": "Thời hạn chưa khớp với kế hoạch của phường, xã",
    "targets": "Chỉ tiêu, sản phẩm chưa cụ thể",
    "measures": "Biện pháp thực hiện chưa rõ",
    "unfit": "Chưa sát chức năng, nhiệm vụ của đơn vị",
    "form": "Sai thể thức, lời văn",
}
"""Why a plan is returned, in words that name nobody; what is said beside them is sealed and can be erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTask:
    """What the unit sets itself to do, by when, and what shall come of it."""

    name: Annotated[str, Text("Nhiệm vụ", example="Phát động đợt thi đua chào mừng Quốc khánh 2/9")]
    due_on: Annotated[date, Day("Hoàn thành chậm nhất ngày", example="30/08/2024")]
    result: Annotated[str | None, Text("Sản phẩm, kết quả phải đạt", example="Báo cáo kết quả đợt thi đua")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanContent:
    """What a unit's plan says."""

    title: Annotated[
        str, Text("Tên kế hoạch", hint="Không ghi tên người.", example="Kế hoạch thi đua năm 2024 của Tổ dân phố 8")
    ]
    measures: Annotated[
        tuple[str, ...], Lines("Biện pháp thực hiện", longest=1000, hint="Mỗi biện pháp một dòng; không ghi tên người.")
    ] = ()
    tasks: Annotated[
        tuple[UnitTask, ...],
        Rows(
            "Nhiệm vụ của đơn vị", row="Nhiệm vụ", least=1, most=40, body="UnitTask", about="Một nhiệm vụ của đơn vị."
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanDrafted:
    """A unit has a draft under a plan of the ward; `year` is that plan's."""

    unit_plan_id: UUID
    plan_id: UUID
    unit_id: UUID
    year: int
    content: UnitPlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanRevised:
    """The draft was written anew."""

    unit_plan_id: UUID
    content: UnitPlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanSubmitted:
    """The ward has it to approve (trình duyệt)."""

    unit_plan_id: UUID
    plan_id: UUID
    unit_id: UUID
    year: int
    submitted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanRecalled:
    """The unit took it back before the ward answered."""

    unit_plan_id: UUID
    unit_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanReturned:
    """The ward gave it back to be mended; the reasons are words of `RETURNS`, `note` is what the ward says beside them, if anything."""

    unit_plan_id: UUID
    plan_id: UUID
    unit_id: UUID
    year: int
    reasons: tuple[str, ...]
    words_id: UUID
    note: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanReturnTakenBack:
    """Giving it back was a mistake (hủy trả lại): the ward has it to approve as before."""

    unit_plan_id: UUID
    plan_id: UUID
    unit_id: UUID
    year: int
    words_id: UUID
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanWordsErased:
    """What the ward wrote about it until then is erased, on this document; that it was returned stays."""

    unit_plan_id: UUID
    words_id: UUID
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanApproved:
    """The ward has approved it: it holds."""

    unit_plan_id: UUID
    plan_id: UUID
    unit_id: UUID
    year: int
    approved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanApprovalTakenBack:
    """The approval was a mistake: the ward has it to approve again."""

    unit_plan_id: UUID
    plan_id: UUID
    unit_id: UUID
    year: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanAmended:
    """The unit changes what was approved: a draft again, while what was approved holds on."""

    unit_plan_id: UUID
    content: UnitPlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlanWithdrawn:
    """The draft is given up; with `amendment` it was one that was to change what is approved, which holds on."""

    unit_plan_id: UUID
    unit_id: UUID
    reason: str
    amendment: bool = False


Event = (
    UnitPlanDrafted
    | UnitPlanRevised
    | UnitPlanSubmitted
    | UnitPlanRecalled
    | UnitPlanReturned
    | UnitPlanReturnTakenBack
    | UnitPlanApproved
    | UnitPlanApprovalTakenBack
    | UnitPlanAmended
    | UnitPlanWithdrawn
    | UnitPlanWordsErased
)
