"""Queries of the strip: a ward's reports of one obligation, a unit's of one year, every ward's of one year, what happened lately."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis import words
from services.submissions.delegations.manners import OF_THE_COMMITTEE

OF_OBLIGATION: Final = """
SELECT report_id, state, due_at, locks_at, attempt, on_time FROM tracking
WHERE ward_code = $1 AND plan_id = $2 AND obligation_id = $3
"""
OF_UNIT: Final = """
SELECT t.report_id, t.year, t.period, t.state, t.due_at, t.locks_at, t.attempt, t.on_time,
       o.name, p.number AS plan_number, p.symbol AS plan_symbol, p.year AS plan_year
FROM tracking t
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
LEFT JOIN plans p ON p.ward_code = t.ward_code AND p.plan_id = t.plan_id
WHERE t.ward_code = $1 AND t.unit_id = $2 AND t.year = $3 ORDER BY t.due_at
"""
LATELY: Final = """
SELECT h.event, count(DISTINCT h.report_id) AS reports FROM report_history h
JOIN tracking t ON t.ward_code = h.ward_code AND t.report_id = h.report_id
WHERE h.ward_code = $1 AND h.recorded_at >= $2 AND t.plan_id = $3 AND t.obligation_id = $4
  AND t.state = CASE h.event
      WHEN 'accepted' THEN 'accepted' WHEN 'acceptance-withdrawn' THEN 'submitted'
      WHEN 'returned' THEN 'returned' WHEN 'missed' THEN 'missed' ELSE t.state
  END
  AND t.attempt >= coalesce(h.attempt, 0) AND (h.event <> 'deadline-extended' OR t.extensions > 0)
GROUP BY h.event
"""
"""What was taken back since, or answered, is no news any more."""
BY_WARD: Final = """
SELECT w.ward_code, (
           SELECT k.name FROM ward_names k
           WHERE k.ward_code = w.ward_code
         AND k.valid_from <= greatest(($2::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, w.valid_from)
           ORDER BY k.valid_from DESC LIMIT 1) AS name,
       count(*) FILTER (WHERE t.attempt > 0 AND t.on_time AND t.state <> 'returned') AS on_time,
       count(*) FILTER (WHERE t.attempt > 0 AND NOT t.on_time AND t.state <> 'returned') AS late,
       count(*) FILTER (WHERE t.state = 'returned') AS returned,
       count(*) FILTER (WHERE t.attempt = 0) AS missing,
       count(*) FILTER (WHERE t.attempt = 0 AND t.due_at <= $2::timestamptz) AS overdue
FROM wards w
JOIN tracking t ON t.ward_code = w.ward_code AND t.year = $1 AND t.state <> 'released'
 AND (t.attempt > 0 OR t.due_at <= $2::timestamptz + interval '30 days')
GROUP BY w.ward_code
ORDER BY overdue DESC, returned DESC, late DESC, w.ward_code
LIMIT 40
"""
"""Wards by lateness: reports that came, and those that are owed within a month."""
IN_PLACE: Final = """
SELECT p.plan_id, CASE WHEN a.step IS NULL THEN '' ELSE 'Điều chỉnh: ' END || p.title AS title FROM plans p
LEFT JOIN plan_amending a ON a.ward_code = p.ward_code AND a.plan_id = p.plan_id
WHERE p.ward_code = $1 AND (p.state = 'checked' OR a.step = 'checked') AND EXISTS (
    SELECT FROM delegations d WHERE d.ward_code = $1 AND d.principal = $2 AND NOT d.withdrawn AND d.manner = ANY ($4::text[])
      AND d.valid_from <= $3 AND (d.valid_to IS NULL OR d.valid_to >= $3)
) ORDER BY p.year DESC, p.title LIMIT 20
"""


async def to_sign_in_place(
    connection: asyncpg.Connection, ward_code: str, principal: str, on: date
) -> list[dict[str, Any]]:
    """The plans that somebody may sign in the chairman's place on a day."""
    rows = await connection.fetch(IN_PLACE, ward_code, principal, on, OF_THE_COMMITTEE)
    return [dict(row) for row in rows]


SIGNED: Final = """
SELECT p.plan_id, CASE WHEN a.step IS NULL THEN '' ELSE 'Điều chỉnh: ' END || p.title AS title FROM plans p
LEFT JOIN plan_amending a ON a.ward_code = p.ward_code AND a.plan_id = p.plan_id
WHERE p.ward_code = $1 AND (p.state = 'signed' AND p.signed_by = $2 OR a.step = 'signed' AND a.signed_by = $2)
ORDER BY p.year DESC, p.title LIMIT 20
"""


async def signed_in_place(connection: asyncpg.Connection, ward_code: str, principal: str) -> list[dict[str, Any]]:
    """The plans that somebody signed in the chairman's place and that have no number yet: the signature can be taken back."""
    return [dict(row) for row in await connection.fetch(SIGNED, ward_code, principal)]


FILES: Final = """
SELECT (SELECT count(*) FROM document_numbers n
        WHERE n.ward_code = $1 AND n.state IN ('taken', 'outside') AND NOT EXISTS (
            SELECT FROM archive_papers p WHERE p.ward_code = n.ward_code AND p.paper_id = n.number_id)) AS unfiled,
       (SELECT count(*) FROM archive_files f
        WHERE f.ward_code = $1 AND f.handed_over_on IS NULL AND f.hand_over_by >= $2::date) AS to_hand_over,
       (SELECT count(*) FROM archive_files f
        WHERE f.ward_code = $1 AND f.handed_over_on IS NULL AND f.hand_over_by < $2::date) AS late
"""
"""What the clerk of documents has to look after: outgoing documents in no file, files to hand over, in time and late."""


async def files(connection: asyncpg.Connection, ward_code: str, today: date) -> dict[str, int]:
    """How the archive of a ward stands."""
    [row] = await connection.fetch(FILES, ward_code, today)
    return dict(row)


AIMS_OF_UNIT: Final = """
SELECT a.aims_id, a.year, a.due_on, a.standing FROM aims a
WHERE a.ward_code = $1 AND a.unit_id = $2 AND a.year >= $3 AND a.standing <> 'released' ORDER BY a.year LIMIT 2
"""
AIMS_OF_WARD: Final = """
SELECT c.call_id, c.year, c.due_on, count(a.aims_id) FILTER (WHERE a.standing <> 'asked') AS registered,
       count(a.aims_id) AS asked, count(a.aims_id) FILTER (WHERE a.standing IN ('sent', 'amending')) AS sent
FROM aims_calls c JOIN aims a ON a.ward_code = c.ward_code AND a.year = c.year AND a.standing <> 'released'
WHERE c.ward_code = $1 AND c.year >= $2 AND NOT c.off GROUP BY c.call_id, c.year, c.due_on ORDER BY c.year LIMIT 2
"""


async def aims_of_unit(
    connection: asyncpg.Connection, ward_code: str, unit_id: UUID, year: int
) -> list[dict[str, Any]]:
    """What a unit aims at this year and the next, as far as it is asked."""
    return [dict(row) for row in await connection.fetch(AIMS_OF_UNIT, ward_code, unit_id, year)]


async def aims_of_ward(connection: asyncpg.Connection, ward_code: str, year: int) -> list[dict[str, Any]]:
    """How many units of a ward have registered for this year and the next."""
    return [dict(row) for row in await connection.fetch(AIMS_OF_WARD, ward_code, year)]


async def of_obligation(
    connection: asyncpg.Connection, ward_code: str, found: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """A ward's reports of one obligation."""
    rows = await connection.fetch(OF_OBLIGATION, ward_code, found["plan_id"], found["obligation_id"])
    return [dict(row) for row in rows]


async def of_unit(connection: asyncpg.Connection, ward_code: str, unit_id: UUID, year: int) -> list[dict[str, Any]]:
    """A unit's reports of a year, by deadline."""
    return [dict(row) for row in await connection.fetch(OF_UNIT, ward_code, unit_id, year)]


async def lately(
    connection: asyncpg.Connection, ward_code: str, found: Mapping[str, Any], since: datetime
) -> dict[str, int]:
    """How many reports of one obligation met which event since a moment."""
    rows = await connection.fetch(LATELY, ward_code, since, found["plan_id"], found["obligation_id"])
    return {row["event"]: row["reports"] for row in rows}


async def by_ward(connection: asyncpg.Connection, year: int, now: datetime) -> list[dict[str, Any]]:
    """Every ward with how its reports of a year stand, the latest first; those of one name are told apart."""
    rows = await connection.fetch(BY_WARD, year, now)
    named = words.apart({row["ward_code"]: row["name"] for row in rows})
    return [{**row, "name": named[row["ward_code"]]} for row in rows]
