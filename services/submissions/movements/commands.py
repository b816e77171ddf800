"""Commands of a movement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, Inline, InPath, Ref, Text, Ward, Whole
from services.submissions.fields import COUNTED, JOINED, LAUNCHED, REVIEWED, WITHDRAWN, code, document_number, mistake
from services.submissions.movements.events import REVIEWS, MovementContent

MOST: Final = 100_000
"""Households of one residential group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchMovement:
    """Launch a movement under an issued plan."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, Ref("Kế hoạch", options="issued-plans", hint="Chỉ kế hoạch đã ban hành.")]
    code: Annotated[str, code("Mã phong trào", example="NTM-2024")]
    name: Annotated[str, Text("Tên phong trào", example="Chung sức xây dựng nông thôn mới")]
    content: Annotated[MovementContent, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendMovement:
    """Write anew what a movement asks and until when it runs."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    content: Annotated[MovementContent, Inline]
    document_number: Annotated[
        str | None, document_number("Văn bản sửa đổi", hint="Để trống khi chỉ sửa lỗi ghi.", example="21/UBND-VHXH")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMovementReview:
    """Record that what came of a movement was reviewed, on the way or at its end."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    kind: Annotated[str, Choice("Sơ kết hay tổng kết", words=REVIEWS)]
    held_on: Annotated[date, Day("Ngày sơ kết, tổng kết")]
    document_number: Annotated[
        str | None, document_number("Báo cáo sơ kết, tổng kết", hint="Số của báo cáo, nếu có.", example="48/BC-UBND")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMovementReview:
    """Take back a review that was recorded by mistake."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    held_on: Annotated[date, InPath]
    reason: Annotated[str, mistake(REVIEWED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMovement:
    """Let a unit take part."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Ref("Đơn vị", options="outside")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveMovement:
    """Take back that a unit takes part."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Ref("Đơn vị", options="taking-part")]
    reason: Annotated[str, mistake(JOINED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountHouseholds:
    """Say how many households of a residential group take part on a day; said again of that day, it corrects what was said."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Ref("Tổ dân phố, bản", options="groups")]
    counted_on: Annotated[date, Day("Tính đến ngày", example="30/06/2024")]
    households: Annotated[int, Whole("Số hộ tham gia", least=0, most=MOST, example="48", unit="hộ", grouped=True)]
    of_all: Annotated[int, Whole("Tổng số hộ của tổ, bản", least=1, most=MOST, example="60", unit="hộ", grouped=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackHouseholds:
    """Take back what was said of a day."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, InPath]
    counted_on: Annotated[date, InPath]
    reason: Annotated[str, mistake(COUNTED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMovement:
    """Take back a movement that was launched by mistake."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(LAUNCHED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreMovement:
    """Let a movement count again that was withdrawn by mistake."""

    ward_code: Ward
    at: At
    movement_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(WITHDRAWN)]
