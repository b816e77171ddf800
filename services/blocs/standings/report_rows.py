"""Report rows of the standings: one per report, each group of columns set by the newest event that speaks of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from thidua_contracts.submissions.report import ReportEvent
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted


async def deadline(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReportRequested | ReportDeadlineExtended]
) -> str:
    await connection.execute(
        """
        INSERT INTO standings_reports AS r (ward_code, report_id, unit_id, year, period, due_version, due_at, locks_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (ward_code, report_id) DO UPDATE
        SET due_version = excluded.due_version, due_at = excluded.due_at, locks_at = excluded.locks_at
        WHERE r.due_version < excluded.due_version
        """,
        *_report(recorded),
        recorded.stream_version,
        recorded.event.due_at,
        recorded.event.locks_at,
    )
    return recorded.event.report_id


async def submitted(connection: asyncpg.Connection, recorded: EventEnvelope[ReportSubmitted]) -> str:
    await connection.execute(
        """
        INSERT INTO standings_reports AS r
            (ward_code, report_id, unit_id, year, period, status_version, status, first_submitted_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'submitted', $7)
        ON CONFLICT (ward_code, report_id) DO UPDATE
        SET first_submitted_at = least(r.first_submitted_at, excluded.first_submitted_at),
            status = CASE WHEN r.status_version < excluded.status_version THEN excluded.status ELSE r.status END,
            status_version = greatest(r.status_version, excluded.status_version)
        """,
        *_report(recorded),
        recorded.stream_version,
        recorded.event.submitted_at,
    )
    return recorded.event.report_id


def status(word: str) -> Callable[[asyncpg.Connection, EventEnvelope[Any]], Awaitable[str]]:
    """What became of a report that was sent: the newest event of its stream says."""

    async def apply(connection: asyncpg.Connection, recorded: EventEnvelope[ReportEvent]) -> str:
        await connection.execute(
            """
            INSERT INTO standings_reports AS r (ward_code, report_id, unit_id, year, period, status_version, status)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (ward_code, report_id) DO UPDATE
            SET status_version = excluded.status_version, status = excluded.status
            WHERE r.status_version < excluded.status_version
            """,
            *_report(recorded),
            recorded.stream_version,
            word,
        )
        return recorded.event.report_id

    return apply


async def missed(connection: asyncpg.Connection, recorded: EventEnvelope[ReportMissed]) -> str:
    await connection.execute(
        """
        INSERT INTO standings_reports AS r (ward_code, report_id, unit_id, year, period, missed_due_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (ward_code, report_id) DO UPDATE
        SET missed_due_at = greatest(r.missed_due_at, excluded.missed_due_at)
        """,
        *_report(recorded),
        recorded.event.due_at,
    )
    return recorded.event.report_id


async def locked(connection: asyncpg.Connection, recorded: EventEnvelope[ReportLocked]) -> str:
    await connection.execute(
        """
        INSERT INTO standings_reports AS r (ward_code, report_id, unit_id, year, period, locked_locks_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (ward_code, report_id) DO UPDATE
        SET locked_locks_at = greatest(r.locked_locks_at, excluded.locked_locks_at)
        """,
        *_report(recorded),
        recorded.event.locks_at,
    )
    return recorded.event.report_id


async def released(connection: asyncpg.Connection, recorded: EventEnvelope[ReportReleased]) -> str:
    await connection.execute(
        """
        INSERT INTO standings_reports AS r (ward_code, report_id, unit_id, year, period, released_version)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (ward_code, report_id) DO UPDATE
        SET released_version = greatest(r.released_version, excluded.released_version)
        """,
        *_report(recorded),
        recorded.stream_version,
    )
    return recorded.event.report_id


def _report(recorded: EventEnvelope[Any]) -> tuple[str, str, str, int, str]:
    event: ReportEvent = recorded.event
    return recorded.ward_code, event.report_id, event.unit_id, event.year, event.period
