"""Commands of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, Day, Inline, InPath, New, Ref, Text, Ward, Whole
from services.submissions.fields import document_number
from services.submissions.plans.events import Content


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
class IssuePlan:
    """Give the draft its number, day and signer."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, InPath]
    number: Annotated[int, Whole("Số", least=1, most=99_999, hint="Số tiếp theo trong sổ văn bản đi.", example="20")]
    symbol: Annotated[str, document_number("Ký hiệu", example="KH-UBND")] = "KH-UBND"
    issued_on: Annotated[date, Day("Ngày ban hành")]
    signer_id: Annotated[UUID, Ref("Người ký", options="people", hint="Cá nhân đã đăng ký của phường, xã.")]
    signer_title: Annotated[str, Text("Chức vụ ghi trên chữ ký")] = "CHỦ TỊCH"
    authority: Annotated[str, Text("Thẩm quyền ghi trên chữ ký")] = "TM. ỦY BAN NHÂN DÂN"
