"""What happens to a report means work for its unit, work for the clerk, and news for the unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue
from services.notifications.informing import memory
from services.notifications.informing.wishes import CLERKS, close_task, heads_of, open_task, tell
from services.notifications.reminders.decider import CancelReminders, PlanReminders
from services.notifications.tasks.events import Kind, Outcome
from thidua_contracts.submissions.report import ReportEvent
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted


async def requested(connection: asyncpg.Connection, recorded: EventEnvelope[ReportRequested]) -> Sequence[Issue]:
    """The unit has a report to send, and is reminded of it."""
    facts = await _facts(connection, recorded, recorded.event.due_at)
    return _send(recorded, facts, recorded.event.due_at)


async def submitted(connection: asyncpg.Connection, recorded: EventEnvelope[ReportSubmitted]) -> Sequence[Issue]:
    """The unit has done its part; the clerk looks at it."""
    report_id = recorded.event.report_id
    return [
        close_task(recorded, Kind.SUBMIT_REPORT, report_id),
        close_task(recorded, Kind.CHASE_REPORT, report_id),
        open_task(recorded, Kind.REVIEW_REPORT, report_id, await _facts(connection, recorded)),
        _no_reminders(recorded),
    ]


async def returned(connection: asyncpg.Connection, recorded: EventEnvelope[ReportReturned]) -> Sequence[Issue]:
    """The unit has to send it again, and is told so."""
    report_id = recorded.event.report_id
    due_at, _ = await memory.waited_for(connection, recorded.ward_code, report_id)
    facts = await _facts(connection, recorded, due_at)
    return [
        close_task(recorded, Kind.REVIEW_REPORT, report_id),
        *_send(recorded, facts, due_at, returned=recorded.event.returned_at.isoformat()),
        tell(recorded, heads_of(recorded.event.unit_id), "report-returned", facts, report_id),
    ]


async def accepted(connection: asyncpg.Connection, recorded: EventEnvelope[ReportAccepted]) -> Sequence[Issue]:
    """Nothing more to do; the unit is told."""
    report_id = recorded.event.report_id
    facts = await _facts(connection, recorded)
    return [
        close_task(recorded, Kind.REVIEW_REPORT, report_id),
        tell(recorded, heads_of(recorded.event.unit_id), "report-accepted", facts, report_id),
    ]


async def acceptance_withdrawn(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReportAcceptanceWithdrawn]
) -> Sequence[Issue]:
    """The clerk looks at it again; the unit is told."""
    report_id = recorded.event.report_id
    facts = await _facts(connection, recorded)
    return [
        open_task(recorded, Kind.REVIEW_REPORT, report_id, facts),
        tell(recorded, heads_of(recorded.event.unit_id), "report-acceptance-withdrawn", facts, report_id),
    ]


async def extended(connection: asyncpg.Connection, recorded: EventEnvelope[ReportDeadlineExtended]) -> Sequence[Issue]:
    """While the report is waited for, the work and its reminders move; the unit is told."""
    event = recorded.event
    _, waiting = await memory.waited_for(connection, recorded.ward_code, event.report_id)
    if not waiting:
        return []
    facts = {**await _facts(connection, recorded, event.due_at), "document_number": event.document_number}
    return [
        close_task(recorded, Kind.CHASE_REPORT, event.report_id, Outcome.OVERTAKEN),
        *_send(recorded, facts, event.due_at),
        tell(recorded, heads_of(event.unit_id), "report-deadline-extended", facts, event.report_id),
    ]


async def missed(connection: asyncpg.Connection, recorded: EventEnvelope[ReportMissed]) -> Sequence[Issue]:
    """The clerk chases; clerk and unit are told."""
    event = recorded.event
    facts = await _facts(connection, recorded, event.due_at)
    return [
        open_task(recorded, Kind.CHASE_REPORT, event.report_id, facts),
        tell(recorded, heads_of(event.unit_id), "report-missed-unit", facts, event.report_id),
        tell(recorded, CLERKS, "report-missed-clerk", facts, event.report_id),
    ]


async def ended(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReportLocked | ReportReleased]
) -> Sequence[Issue]:
    """Nothing is taken any more, or nothing is owed any more: what was to be done no longer is."""
    report_id = recorded.event.report_id
    return [
        close_task(recorded, Kind.SUBMIT_REPORT, report_id, Outcome.OVERTAKEN),
        close_task(recorded, Kind.CHASE_REPORT, report_id, Outcome.OVERTAKEN),
        _no_reminders(recorded),
    ]


def _send(recorded: EventEnvelope[Any], facts: dict[str, str], due_at: datetime | None, **of_task: str) -> list[Issue]:
    event: ReportEvent = recorded.event
    known = facts | of_task
    work = open_task(recorded, Kind.SUBMIT_REPORT, event.report_id, known, unit_id=event.unit_id, due_at=due_at)
    if due_at is None:
        return [work]
    plan = PlanReminders(
        recorded.ward_code, recorded.recorded_at, UUID(event.report_id), UUID(event.unit_id), due_at, facts
    )
    return [work, Issue("remind", plan)]


def _no_reminders(recorded: EventEnvelope[Any]) -> Issue:
    return Issue("remind", CancelReminders(recorded.ward_code, recorded.recorded_at, UUID(recorded.event.report_id)))


async def _facts(
    connection: asyncpg.Connection, recorded: EventEnvelope[Any], due_at: datetime | None = None
) -> dict[str, str]:
    event: ReportEvent = recorded.event
    facts = {
        "period": event.period.value,
        "year": str(event.year),
        **await memory.names(connection, recorded.ward_code, event.unit_id),
    }
    return facts if due_at is None else {**facts, "due_at": due_at.isoformat()}
