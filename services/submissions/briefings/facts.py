"""What is stored of briefings and attendance, what others are told, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.briefings import events
from services.submissions.fields import because
from thidua_contracts.submissions.briefing_attended_v1 import BriefingAttended


def attended(event: events.AttendanceRecorded) -> BriefingAttended:
    """Somebody was there, by subject id."""
    return BriefingAttended(
        attendance_id=str(event.attendance_id),
        briefing_id=str(event.briefing_id),
        subject_id=str(event.person_id),
        unit_id=str(event.unit_id),
        briefing_subject=event.subject,
        briefed_on=event.held_on,
        by_office=event.by_office,
    )


def _recorded(event: events.BriefingRecorded | events.BriefingCorrected) -> str:
    minutes = f", biên bản số {event.content.minutes_number}" if event.content.minutes_number else ""
    what = "Ghi" if isinstance(event, events.BriefingRecorded) else "Sửa"
    return f"{what}: tổ chức ngày {day(event.content.held_on)}{minutes}."


FACTS: Final = (
    Fact("briefing-recorded", 1, events.BriefingRecorded, says=_recorded),
    Fact("briefing-corrected", 1, events.BriefingCorrected, says=_recorded),
    Fact("briefing-withdrawn", 1, events.BriefingWithdrawn, says=because("Rút vì ghi nhầm")),
    Fact("attendance-recorded", 1, events.AttendanceRecorded, attended, "Ghi có dự."),
    Fact("attendance-withdrawn", 1, events.AttendanceWithdrawn, says=because("Hủy ghi có dự")),
)
