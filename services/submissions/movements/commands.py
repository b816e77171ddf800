"""Commands of a movement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, Day, InPath, Ref, Text, Ward
from services.submissions.fields import JOINED, LAUNCHED, WITHDRAWN, code, mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchMovement:
    """Launch a movement under an issued plan."""

    ward_code: Ward
    at: At
    plan_id: Annotated[UUID, Ref("Kế hoạch", options="issued-plans", hint="Chỉ kế hoạch đã ban hành.")]
    code: Annotated[str, code("Mã phong trào", example="NTM-2024")]
    name: Annotated[str, Text("Tên phong trào", example="Chung sức xây dựng nông thôn mới")]
    starts_on: Annotated[date, Day("Từ ngày")]
    ends_on: Annotated[date | None, Day("Đến hết ngày", hint="Để trống khi chưa định ngày kết thúc.")]


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
