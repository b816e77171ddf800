"""What is read of `tracking` and its history: the grid, one report, the rates, the past of a report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.files.files import read_back
from services.chassis.files.reference import FileRef
from services.submissions.reports.history import WORDS as EVENT_WORDS
from services.submissions.reports.wording import stored

FOCUS: Final = """
SELECT o.plan_id, o.obligation_id, o.name, o.due_at, o.locks_at FROM obligations o
JOIN plans p ON p.ward_code = o.ward_code AND p.plan_id = o.plan_id
WHERE o.ward_code = $1 AND p.state = 'issued' ORDER BY o.locks_at <= $2, abs(extract(epoch FROM o.due_at - $2)) LIMIT 1
"""
"""The obligation that is looked at: of those that can still be answered the one whose deadline is nearest, else the last."""
REPORTS: Final = """
SELECT t.ward_code, t.report_id, t.plan_id, t.obligation_id, t.unit_id, t.year, t.period, t.state, t.due_at, t.locks_at,
       t.attempt, t.channel, t.sent_at, t.on_time, t.accepted_at, t.version, t.by_office, t.extensions, u.name AS unit_name,
       o.name, p.title AS plan_title, p.number AS plan_number, p.symbol AS plan_symbol, p.year AS plan_year,
       p.state AS plan_state
FROM tracking t LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
LEFT JOIN plans p ON p.ward_code = t.ward_code AND p.plan_id = t.plan_id
WHERE ($1::text IS NULL OR t.ward_code = $1) AND ($2::uuid IS NULL OR t.plan_id = $2)
  AND ($3::uuid IS NULL OR t.obligation_id = $3) AND ($4::uuid IS NULL OR t.unit_id = $4)
  AND ($5::text IS NULL OR t.state = $5) AND (t.ward_code, t.report_id) > ($6, $7)
ORDER BY t.ward_code, t.report_id LIMIT $8
"""
ONE: Final = """
SELECT t.ward_code, t.report_id, t.plan_id, t.obligation_id, t.unit_id, t.year, t.period, t.state, t.due_at, t.locks_at,
       t.attempt, t.channel, t.sent_at, t.on_time, t.accepted_at, t.version, t.by_office, t.sent_by, t.extensions, u.name AS unit_name,
       o.name, p.title AS plan_title, p.number AS plan_number, p.symbol AS plan_symbol, p.year AS plan_year,
       p.state AS plan_state, p.revoked_on AS plan_revoked_on
FROM tracking t LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
LEFT JOIN plans p ON p.ward_code = t.ward_code AND p.plan_id = t.plan_id
WHERE t.report_id = $1 AND ($2::uuid IS NULL OR t.unit_id = $2)
"""
GRID_UNITS: Final = """
SELECT u.ward_code, u.unit_id, u.name, u.kind, u.closed_on FROM units u
WHERE u.ward_code = $1 AND u.unit_id > $2
  AND EXISTS (SELECT FROM tracking t WHERE t.ward_code = u.ward_code AND t.unit_id = u.unit_id AND t.plan_id = $3)
ORDER BY u.unit_id LIMIT $4
"""
GRID_CELLS: Final = """
SELECT report_id, obligation_id, unit_id, state, due_at, locks_at, attempt, channel, sent_at, on_time FROM tracking
WHERE ward_code = $1 AND plan_id = $2 AND unit_id = ANY ($3::uuid[]) ORDER BY unit_id, due_at, obligation_id
"""
RATES: Final = """
SELECT t.ward_code, t.plan_id, t.obligation_id, o.name, t.period,
       count(*) FILTER (WHERE t.state <> 'released') AS owed,
       count(*) FILTER (WHERE t.attempt > 0) AS sent,
       count(*) FILTER (WHERE t.on_time) AS on_time,
       count(*) FILTER (WHERE NOT t.on_time) AS late,
       count(*) FILTER (WHERE t.state = 'accepted') AS accepted,
       count(*) FILTER (WHERE t.state = 'returned') AS returned,
       count(*) FILTER (WHERE t.attempt = 0 AND t.state IN ('missed', 'locked')) AS missing,
       count(*) FILTER (WHERE t.state = 'due') AS open
FROM tracking t
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
WHERE ($1::text IS NULL OR t.ward_code = $1) AND ($2::uuid IS NULL OR t.plan_id = $2) AND ($3::integer IS NULL OR t.year = $3)
GROUP BY t.ward_code, t.plan_id, t.obligation_id, o.name, t.period
ORDER BY t.ward_code, t.plan_id, t.obligation_id
LIMIT 2000
"""
HISTORY: Final = """
SELECT stream_version, event, recorded_at, effective_at, attempt, on_time, document_number, reason, due_at, locks_at,
       figures::text AS figures, evidence::text AS evidence
FROM report_history
WHERE report_id = $1 AND ($2::date IS NULL OR (effective_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= $2)
  AND ($3::timestamptz IS NULL OR recorded_at <= $3)
ORDER BY stream_version LIMIT 1000
"""
EVIDENCE: Final = """
SELECT evidence::text AS evidence FROM report_history WHERE report_id = $1 AND evidence IS NOT NULL ORDER BY stream_version DESC LIMIT 100
"""


def in_words(row: asyncpg.Record) -> dict[str, Any]:
    """A row with its state as the screen says it."""
    return {**row, "state_in_words": stored(dict(row))}


async def page(
    connection: asyncpg.Connection,
    *,
    ward_code: str | None,
    plan_id: UUID | None,
    obligation_id: UUID | None,
    unit_id: UUID | None,
    state: str | None,
    after: tuple[str, UUID],
    limit: int,
) -> list[dict[str, Any]]:
    """Reports in the order of ward and id."""
    rows = await connection.fetch(REPORTS, ward_code, plan_id, obligation_id, unit_id, state, *after, limit)
    return [in_words(row) for row in rows]


async def one(connection: asyncpg.Connection, report_id: UUID, unit_id: UUID | None) -> dict[str, Any] | None:
    """One report; None when it is not among what may be read."""
    row = await connection.fetchrow(ONE, report_id, unit_id)
    return in_words(row) if row else None


async def grid(
    connection: asyncpg.Connection, *, ward_code: str, plan_id: UUID, after: UUID, limit: int
) -> list[dict[str, Any]]:
    """Rows of the grid: each unit with a cell per obligation."""
    units = await connection.fetch(GRID_UNITS, ward_code, after, plan_id, limit)
    cells: dict[UUID, list[dict[str, Any]]] = {unit["unit_id"]: [] for unit in units}
    for cell in await connection.fetch(GRID_CELLS, ward_code, plan_id, list(cells)):
        cells[cell["unit_id"]].append(in_words(cell))
    return [{**unit, "cells": cells[unit["unit_id"]]} for unit in units]


async def focus(connection: asyncpg.Connection, ward_code: str, now: datetime) -> dict[str, Any] | None:
    """The obligation of a ward that matters now; None where no plan is issued."""
    found = await connection.fetchrow(FOCUS, ward_code, now)
    return dict(found) if found else None


async def rates(
    connection: asyncpg.Connection, *, ward_code: str | None, plan_id: UUID | None, year: int | None
) -> list[dict[str, Any]]:
    """Counts per obligation: owed, sent, on time, late, accepted, returned, missing, open."""
    return [dict(row) for row in await connection.fetch(RATES, ward_code, plan_id, year)]


async def history(
    connection: asyncpg.Connection, report_id: UUID, *, effective: date | None, known_at: Any
) -> list[dict[str, Any]]:
    """What happened to a report: as of a legal day, as known at a time."""
    rows = await connection.fetch(HISTORY, report_id, effective, known_at)
    return [
        {
            **row,
            "event_in_words": EVENT_WORDS[row["event"]],
            "figures": figures(row["figures"]),
            "evidence": read_back(row["evidence"]),
        }
        for row in rows
    ]


async def evidence(connection: asyncpg.Connection, report_id: UUID) -> list[FileRef]:
    """The files that were ever sent with a report, the last sending's first."""
    rows = await connection.fetch(EVIDENCE, report_id)
    return list(dict.fromkeys(ref for row in rows for ref in read_back(row["evidence"])))


def standing(past: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The sendings of a report that count, the last one last: what was withdrawn does not."""
    sent: list[Mapping[str, Any]] = []
    for line in past:
        if line["event"] in ("submitted", "received-on-paper"):
            sent.append(line)
        elif line["event"] in ("sending-withdrawn", "recalled"):
            sent.pop()
    return sent


def mended(past: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """What the unit sent last and mends when it sends it again: also what it took back itself."""
    sent = standing([line for line in past if line["event"] != "recalled"])
    return next((line for line in reversed(sent) if line["event"] == "submitted"), None)


def figures(stored: str | None) -> list[dict[str, str]]:
    """The figures of a line of the history."""
    return list(json.loads(stored or "[]"))
