"""Commands of a briefing and of attendance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, InPath, New, Several, Text, Ward
from services.submissions.briefings.events import KINDS
from services.submissions.fields import ATTENDED, HELD, document_number, mistake

KIND: Final = Choice("Loại", words=KINDS)
SUBJECT: Final = Text(
    "Nội dung", most=300, hint="Không ghi tên người.", example="Quán triệt Chỉ thị 34-CT/TW về phong trào thi đua"
)
HELD_ON: Final = Day("Ngày tổ chức")
DOCUMENTS: Final = Several("Văn bản được quán triệt, hướng dẫn", options="library")
MINUTES: Final = document_number("Số biên bản", example="12/BB-UBND")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBriefing:
    """Record a briefing or training that was held."""

    ward_code: Ward
    at: At
    briefing_id: Annotated[UUID, New("briefing")]
    kind: Annotated[str, KIND]
    subject: Annotated[str, SUBJECT]
    held_on: Annotated[date, HELD_ON]
    documents: Annotated[tuple[UUID, ...], DOCUMENTS] = ()
    minutes_number: Annotated[str | None, MINUTES] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectBriefing:
    """Write it right, or add the number of its minutes."""

    ward_code: Ward
    at: At
    briefing_id: Annotated[UUID, InPath]
    kind: Annotated[str, KIND]
    subject: Annotated[str, SUBJECT]
    held_on: Annotated[date, HELD_ON]
    documents: Annotated[tuple[UUID, ...], DOCUMENTS] = ()
    minutes_number: Annotated[str | None, MINUTES] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawBriefing:
    """Take back a briefing that was recorded by mistake."""

    ward_code: Ward
    at: At
    briefing_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(HELD)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance:
    """Say who was there."""

    ward_code: Ward
    at: At
    briefing_id: Annotated[UUID, InPath]
    people: Annotated[tuple[UUID, ...], Several("Người dự", options="people", least=1, most=50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAttendance:
    """Say that somebody was not there."""

    ward_code: Ward
    at: At
    attendance_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(ATTENDED)]
