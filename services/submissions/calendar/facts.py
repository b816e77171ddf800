"""What is stored of key days, all of it private, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.calendar import events
from services.submissions.fields import because


def _said(event: events.KeyDayEntered | events.KeyDayCorrected) -> str:
    what = "Ghi vào lịch" if isinstance(event, events.KeyDayEntered) else "Sửa"
    return f"{what}: {event.key_day.name}, ngày {day(event.key_day.day)}."


FACTS: Final = (
    Fact("key-day-entered", 1, events.KeyDayEntered, says=_said),
    Fact("key-day-corrected", 1, events.KeyDayCorrected, says=_said),
    Fact("key-day-withdrawn", 1, events.KeyDayWithdrawn, says=because("Rút khỏi lịch")),
)
