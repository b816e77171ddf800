"""Timers of reminders: one per step of a deadline, replaced when the deadline moves.

Planned when a report is requested, extended or waited for again, a directive is sent, restored or its day moved, or a unit is asked to
register what it aims at, from what submissions tells.
Whether the unit is still to send or read it, and who would be told, is looked up when the time comes: an entry of a report that came, or
of a directive that was read, is skipped. All are called `report_id` in what is stored: the thing that is waited for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.scheduler.timers import Cancel, Entry, Kind, Skipped, Timers
from services.notifications.policy import POLICY, about
from services.notifications.reminders.decider import RaiseReminder, Waiting
from services.notifications.reminders.schedule import DAYS_AHEAD, SKIPPED_AFTER, step_at
from services.notifications.reminders.waiting import waiting_of
from thidua_contracts.submissions.aims_asked_v1 import AimsAsked
from thidua_contracts.submissions.aims_deadline_moved_v1 import AimsDeadlineMoved
from thidua_contracts.submissions.directive_deadline_moved_v1 import DirectiveDeadlineMoved
from thidua_contracts.submissions.directive_read_taken_back_v1 import DirectiveReadTakenBack
from thidua_contracts.submissions.directive_restored_v1 import DirectiveRestored
from thidua_contracts.submissions.directive_sent_v1 import DirectiveSent
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_extension_withdrawn_v1 import ReportExtensionWithdrawn
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn

KIND: Final = "reminder"
Dated = (
    ReportRequested
    | ReportDeadlineExtended
    | ReportExtensionWithdrawn
    | ReportSendingWithdrawn
    | DirectiveSent
    | DirectiveDeadlineMoved
    | DirectiveReadTakenBack
    | DirectiveRestored
    | AimsAsked
    | AimsDeadlineMoved
)


def key(report_id: str, step: int) -> str:
    """One entry per thing that is waited for and step."""
    return f"{KIND}:{report_id}:{step}"


def planned(recorded: EventEnvelope[Dated]) -> Sequence[Entry | Cancel]:
    """The steps of this deadline that are still to come; the others are taken off."""
    report_id, due_at = about(recorded.event, POLICY[type(recorded.event)].about), recorded.event.due_at
    return [
        Entry(key(report_id, step), at, KIND, recorded.ward_code, {"report_id": report_id, "step": str(step)})
        if (at := step_at(due_at, step)) > recorded.recorded_at
        else Cancel(key(report_id, step))
        for step in range(len(DAYS_AHEAD))
    ]


async def look(connection: asyncpg.Connection, entry: Entry, now: datetime) -> Entry | Skipped:
    """The entry with what is known of its report now, or why nobody is reminded."""
    report_id = UUID(entry.payload["report_id"])
    found = (await waiting_of(connection, entry.ward_code, [report_id], now)).get(report_id)
    if found is None or step_at(found.waiting.due_at, int(entry.payload["step"])) != entry.due_at:
        return Skipped("not waited for")
    if not found.waiting.headed:
        return Skipped("nobody heads the unit")
    return replace(entry, payload={**found.waiting.facts, **entry.payload, "unit_id": str(found.waiting.unit_id)})


def raised(entry: Entry, now: datetime) -> RaiseReminder:
    """The command of an entry whose time has come, from what `look` found."""
    said = entry.payload
    facts = {name: said[name] for name in said if name not in ("report_id", "step", "unit_id")}
    waiting = Waiting(UUID(said["unit_id"]), datetime.fromisoformat(said["due_at"]), facts, headed=True)
    return RaiseReminder(entry.ward_code, now, UUID(said["report_id"]), int(said["step"]), waiting)


TIMERS: Final = Timers(plan={}, fire={KIND: Kind(raised, skip_after=SKIPPED_AFTER, look=look)})
