"""The agenda of reminders: an entry per step, replaced when the deadline moves, taken off when the report comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.chassis.event_envelope import EventEnvelope
from services.chassis.scheduler.timers import Cancel, Entry, Kind, Timers
from services.notifications.reminders.decider import RaiseReminder
from services.notifications.reminders.events import RemindersCancelled, RemindersPlanned
from services.notifications.reminders.policy import SKIPPED_AFTER

KIND: Final = "reminder"


def key(report_id: UUID, step: int) -> str:
    """One entry per report and step."""
    return f"{KIND}:{report_id}:{step}"


def planned(recorded: EventEnvelope[RemindersPlanned]) -> Sequence[Entry | Cancel]:
    event = recorded.event
    wanted = [
        Entry(
            key(event.report_id, step.number),
            step.at,
            KIND,
            recorded.ward_code,
            {"report_id": str(event.report_id), "step": str(step.number)},
        )
        for step in event.steps
    ]
    return [*wanted, *(Cancel(key(event.report_id, step)) for step in event.dropped)]


def cancelled(recorded: EventEnvelope[RemindersCancelled]) -> Sequence[Entry | Cancel]:
    return [Cancel(key(recorded.event.report_id, step)) for step in recorded.event.dropped]


def raised(entry: Entry, now: datetime) -> Any:
    """The command of an entry whose time has come."""
    payload = entry.payload
    return RaiseReminder(entry.ward_code, now, UUID(payload["report_id"]), int(payload["step"]), entry.due_at)


TIMERS: Final = Timers(
    plan={RemindersPlanned: planned, RemindersCancelled: cancelled},
    fire={KIND: Kind(raised, skip_after=SKIPPED_AFTER)},
)
