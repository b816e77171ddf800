"""Read model `tracking`: the grid of units and obligations, and how complete and how timely it is.

Late or open is never stored from a clock: `missed` and `locked` come from the scheduler's events; only a moved deadline (`EXTENDED`) is
compared here with what arrived before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import asyncpg

from services.chassis.calendar import start_of_day
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.submissions.reports.events import (
    PaperReceiptRecorded,
    ReportAcceptanceWithdrawn,
    ReportAccepted,
    ReportDeadlineExtended,
    ReportLocked,
    ReportMissed,
    ReportReleased,
    ReportRequested,
    ReportRestored,
    ReportReturned,
    ReportSubmitted,
)
from thidua_contracts.codes import SubmissionChannel

REQUESTED: Final = """
INSERT INTO tracking (ward_code, report_id, plan_id, obligation_id, unit_id, year, period, state, due_at, locks_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'due', $8, $9, $10)
"""
SENT: Final = """
UPDATE tracking SET state = 'submitted', attempt = $3, channel = $4, sent_at = $5, first_at = least(first_at, $5), on_time = $6,
    version = $7
WHERE ward_code = $1 AND report_id = $2
"""
STATE: Final = "UPDATE tracking SET state = $3, version = $4 WHERE ward_code = $1 AND report_id = $2"
ACCEPTED: Final = """
UPDATE tracking SET state = 'accepted', accepted_at = $3, version = $4 WHERE ward_code = $1 AND report_id = $2
"""
WITHDRAWN: Final = """
UPDATE tracking SET state = 'submitted', accepted_at = NULL, version = $3 WHERE ward_code = $1 AND report_id = $2
"""
EXTENDED: Final = """
UPDATE tracking SET due_at = $3, locks_at = $4, version = $5, on_time = first_at < $3,
    state = CASE
        WHEN state = 'locked' AND attempt > 0 THEN 'returned'
        WHEN state IN ('missed', 'locked') THEN CASE WHEN $3 > due_at THEN 'due' ELSE 'missed' END
        ELSE state
    END
WHERE ward_code = $1 AND report_id = $2
"""


async def requested(connection: asyncpg.Connection, recorded: EventEnvelope[ReportRequested]) -> None:
    """A unit owes a report."""
    event, owed = recorded.event, recorded.event.owed
    which = (owed.report_id, event.plan_id, owed.obligation_id, owed.unit_id, owed.year, owed.period)
    await connection.execute(
        REQUESTED, recorded.ward_code, *which, event.due_at, event.locks_at, recorded.stream_version
    )


async def submitted(connection: asyncpg.Connection, recorded: EventEnvelope[ReportSubmitted]) -> None:
    """It was sent."""
    event = recorded.event
    sending = (event.attempt, SubmissionChannel.ELECTRONIC, event.at, event.on_time, recorded.stream_version)
    await connection.execute(SENT, recorded.ward_code, event.owed.report_id, *sending)


async def on_paper(connection: asyncpg.Connection, recorded: EventEnvelope[PaperReceiptRecorded]) -> None:
    """It had come on paper."""
    event = recorded.event
    received_at = start_of_day(event.received_on)
    sending = (event.attempt, SubmissionChannel.PAPER, received_at, event.on_time, recorded.stream_version)
    await connection.execute(SENT, recorded.ward_code, event.owed.report_id, *sending)


async def accepted(connection: asyncpg.Connection, recorded: EventEnvelope[ReportAccepted]) -> None:
    """It was taken."""
    event = recorded.event
    await connection.execute(ACCEPTED, recorded.ward_code, event.owed.report_id, event.at, recorded.stream_version)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[ReportAcceptanceWithdrawn]) -> None:
    """It was taken by mistake."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.owed.report_id, recorded.stream_version)


async def extended(connection: asyncpg.Connection, recorded: EventEnvelope[ReportDeadlineExtended]) -> None:
    """Its deadline moved."""
    event = recorded.event
    moved = (event.due_at, event.locks_at, recorded.stream_version)
    await connection.execute(EXTENDED, recorded.ward_code, event.owed.report_id, *moved)


def becomes(state: str) -> Any:
    """An event that changes nothing but the state."""

    async def apply(connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> None:
        await connection.execute(
            STATE, recorded.ward_code, recorded.event.owed.report_id, state, recorded.stream_version
        )

    return apply


MODEL: Final = ReadModel(
    "tracking",
    2,
    Path(__file__).with_name("tracking.sql"),
    {
        ReportRequested: requested,
        ReportSubmitted: submitted,
        PaperReceiptRecorded: on_paper,
        ReportReturned: becomes("returned"),
        ReportAccepted: accepted,
        ReportAcceptanceWithdrawn: withdrawn,
        ReportDeadlineExtended: extended,
        ReportMissed: becomes("missed"),
        ReportLocked: becomes("locked"),
        ReportReleased: becomes("released"),
        ReportRestored: becomes("due"),
    },
)
