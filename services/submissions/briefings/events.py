"""Events of a briefing, and of each person's attendance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

KINDS: Final = {"briefing": "Hội nghị quán triệt", "training": "Tập huấn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is kept of a briefing: its documents are the library's; its minutes are a document with a number of its own."""

    kind: str
    subject: str
    held_on: date
    documents: tuple[UUID, ...]
    minutes_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingRecorded:
    """It was held."""

    briefing_id: UUID
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingCorrected:
    """What was recorded was wrong, or its minutes came later."""

    briefing_id: UUID
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingWithdrawn:
    """It was recorded by mistake."""

    briefing_id: UUID
    reason: str


Event = BriefingRecorded | BriefingCorrected | BriefingWithdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecorded:
    """Somebody was there, as a member of this unit on the day; `by_office` when the ward's office says so."""

    attendance_id: UUID
    briefing_id: UUID
    person_id: UUID
    unit_id: UUID
    kind: str
    subject: str
    held_on: date
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceWithdrawn:
    """They were not."""

    attendance_id: UUID
    briefing_id: UUID
    person_id: UUID
    unit_id: UUID
    reason: str


AttendanceEvent = AttendanceRecorded | AttendanceWithdrawn
