"""Queries of wards: what they are called on a day, who has a code or a name, who became whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import asyncpg

from services.chassis import words
from services.chassis.text.ordering import beginnings
from services.submissions.wards.lineage import Passing

EVERY_WARD: Final = """
SELECT w.ward_code, w.code, n.name, n.kind, w.valid_from, w.ended_on, w.source,
       array(SELECT l.ward_code FROM ward_lineage l WHERE l.successor = w.ward_code ORDER BY l.ward_code) AS predecessors,
       array(SELECT l.successor FROM ward_lineage l WHERE l.ward_code = w.ward_code ORDER BY l.successor) AS successors
FROM wards w CROSS JOIN LATERAL (
    SELECT k.name, k.kind FROM ward_names k
    WHERE k.ward_code = w.ward_code AND k.valid_from <= greatest($1::date, w.valid_from) ORDER BY k.valid_from DESC LIMIT 1
) n
ORDER BY w.ward_code LIMIT 5000
"""
"""Every ward as it is called on a day; before it began as it is called then."""
FOUND: Final = """
SELECT w.ward_code, w.code, n.name, n.kind, w.valid_from, w.ended_on, w.source,
       array(SELECT l.ward_code FROM ward_lineage l WHERE l.successor = w.ward_code ORDER BY l.ward_code) AS predecessors,
       array(SELECT l.successor FROM ward_lineage l WHERE l.ward_code = w.ward_code ORDER BY l.successor) AS successors
FROM wards w CROSS JOIN LATERAL (
    SELECT k.name, k.kind FROM ward_names k
    WHERE k.ward_code = w.ward_code AND k.valid_from <= greatest(coalesce($1::date, $2::date), w.valid_from)
    ORDER BY k.valid_from DESC LIMIT 1
) n
WHERE ($1::date IS NULL OR w.valid_from <= $1 AND coalesce(w.ended_on > $1, true))
  AND ($3::text IS NULL OR w.code = $3)
  AND ($4::text[] IS NULL OR EXISTS (
      SELECT FROM ward_names k WHERE k.ward_code = w.ward_code
      AND ($1 IS NULL OR k.valid_from = (
          SELECT max(h.valid_from) FROM ward_names h WHERE h.ward_code = w.ward_code AND h.valid_from <= $1))
      AND NOT EXISTS (SELECT FROM unnest($4) AS beginning WHERE strpos(k.search_key, beginning) = 0)))
ORDER BY w.valid_from, w.ward_code LIMIT 5000
"""
"""Wards of a code or name: on a day those that live and are called so then, without one all that ever were."""
NEWEST_HOLDER: Final = "SELECT ward_code FROM wards WHERE code = $1 ORDER BY valid_from DESC, ward_code DESC LIMIT 1"
CONCERNED: Final = """
WITH RECURSIVE here (ward_code, on_day) AS (
    SELECT ward_code, CASE $2::text WHEN 'begin' THEN valid_from ELSE ended_on END FROM wards WHERE ward_code = $1
),
line (ward_code) AS (
    SELECT ward_code FROM here
    UNION
    SELECT CASE l.ward_code WHEN line.ward_code THEN l.successor ELSE l.ward_code END
    FROM line JOIN ward_lineage l ON line.ward_code IN (l.ward_code, l.successor) JOIN here ON l.on_day = here.on_day
)
SELECT ward_code FROM line WHERE ward_code <> $1 ORDER BY ward_code LIMIT 200
"""
"""All wards that began, ended or took over together with one on its first or last day."""
LINEAGE: Final = """
WITH RECURSIVE before (ward_code) AS (
    SELECT $1::text UNION SELECT l.ward_code FROM ward_lineage l JOIN before b ON l.successor = b.ward_code
),
after (ward_code) AS (
    SELECT $1::text UNION SELECT l.successor FROM ward_lineage l JOIN after a ON l.ward_code = a.ward_code
)
SELECT l.ward_code, l.successor, l.on_day, l.document_number FROM ward_lineage l
WHERE l.successor IN (SELECT ward_code FROM before) OR l.ward_code IN (SELECT ward_code FROM after)
ORDER BY l.on_day, l.successor, l.ward_code LIMIT 500
"""


async def every_ward(connection: asyncpg.Connection, day: date) -> list[dict[str, Any]]:
    """Every ward as it is called on a day, in the order of keys."""
    return [dict(row) for row in await connection.fetch(EVERY_WARD, day)]


async def found_wards(
    connection: asyncpg.Connection, today: date, *, on: date | None, code: str | None, name: str | None
) -> list[dict[str, Any]]:
    """Wards by code or name, first to last; with a day those that live then, under the name that holds then."""
    asked = beginnings(name) if name is not None else None
    if asked == []:
        return []
    return [dict(row) for row in await connection.fetch(FOUND, on, today, code, asked)]


async def lineage(connection: asyncpg.Connection, ward: str) -> list[Passing]:
    """All that a ward came from and went over into, first to last."""
    return [Passing(*row) for row in await connection.fetch(LINEAGE, ward)]


def span(row: Mapping[str, Any]) -> str:
    """ "từ 01/07/2025", "đến hết 30/06/2025", of a ward that never changed ""."""
    since = f"từ {words.day(row['valid_from'])}" if row["predecessors"] else ""
    until = f"đến hết {words.day(row['ended_on'] - timedelta(days=1))}" if row["ended_on"] else ""
    return " ".join(part for part in (since, until) if part)


def labels(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What each ward is called among these, by key; those of one name are told apart by code and days."""
    times = Counter(row["name"] for row in rows)

    def label(row: Mapping[str, Any]) -> str:
        told = ", ".join(part for part in (f"mã {row['code']}", span(row)) if part)
        return row["name"] if times[row["name"]] == 1 else f"{row['name']} ({told})"

    return {row["ward_code"]: label(row) for row in rows}
