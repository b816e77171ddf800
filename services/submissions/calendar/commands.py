"""Commands of a key day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Day, InPath, New, Ref, Text, Ward, YesNo
from services.submissions.fields import KEPT, mistake

NAME: Final = Text(
    "Tên ngày", most=200, hint="Không ghi tên người.", example="Ngày thành lập Đảng bộ phường Quyết Thắng"
)
DAY: Final = Day(
    "Ngày diễn ra sự kiện", hint="Ngày kỷ niệm thì ghi ngày gốc: năm nào cũng tự tính số năm.", example="10/12/2004"
)
ONCE: Final = YesNo("Chỉ diễn ra một lần, không kỷ niệm hằng năm")
PLAN: Final = Ref("Kế hoạch nêu ngày này", options="issued-plans")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterKeyDay:
    """Enter a day that the ward keeps."""

    ward_code: Ward
    at: At
    key_day_id: Annotated[UUID, New("key day")]
    name: Annotated[str, NAME]
    day: Annotated[date, DAY]
    once: Annotated[bool, ONCE] = False
    plan_id: Annotated[UUID | None, PLAN] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectKeyDay:
    """Write it right."""

    ward_code: Ward
    at: At
    key_day_id: Annotated[UUID, InPath]
    name: Annotated[str, NAME]
    day: Annotated[date, DAY]
    once: Annotated[bool, ONCE] = False
    plan_id: Annotated[UUID | None, PLAN] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawKeyDay:
    """Keep it no longer."""

    ward_code: Ward
    at: At
    key_day_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(KEPT)]
