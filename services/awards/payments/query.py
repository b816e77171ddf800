"""Queries of prize money."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

LINES: Final = """
SELECT g.register_number, g.nomination_id, g.unit_id, g.subject_id, g.subject_kind, g.title, g.year, g.state, g.annulled_by,
       g.annulled_on, a.due, a.net, a.to_pay, a.to_recover, a.moved,
       EXISTS (SELECT FROM holds h WHERE h.ward_code = g.ward_code AND h.subject_id = g.subject_id AND h.cleared_on IS NULL) AS held
FROM award_money m JOIN golden_register g ON g.ward_code = m.ward_code AND g.decision_id = m.decision_id
LEFT JOIN LATERAL json_to_recordset(m.lines) AS a
     (nomination_id uuid, due integer, net integer, to_pay integer, to_recover integer, moved json)
     ON a.nomination_id = g.nomination_id
WHERE m.decision_id = $1 ORDER BY g.register_number
"""

DECISIONS: Final = """
SELECT ward_code, decision_id, document_number, signed_on, year, decided, paid, to_pay, to_recover, pay_by FROM award_money
WHERE level = 'ward' AND ($1::text IS NULL OR ward_code = $1) AND (ward_code, decision_id) > ($2, $3)
ORDER BY ward_code, decision_id LIMIT $4
"""
DECISION: Final = """
SELECT ward_code, decision_id, document_number, signed_on, year, decided, paid, to_pay, to_recover, pay_by FROM award_money
WHERE level = 'ward' AND decision_id = $1
"""


async def decisions(
    connection: asyncpg.Connection, *, ward_code: str | None, after: tuple[str, UUID], limit: int
) -> list[asyncpg.Record]:
    """The ward's decisions with their money."""
    rows: list[asyncpg.Record] = await connection.fetch(DECISIONS, ward_code, *after, limit + 1)
    return rows


async def decision(connection: asyncpg.Connection, decision_id: UUID) -> asyncpg.Record | None:
    """The money of a decision of the ward."""
    return await connection.fetchrow(DECISION, decision_id)


async def lines(connection: asyncpg.Connection, decision_id: UUID) -> list[dict[str, Any]]:
    """The lines of a decision by their number in its list; what brings no money has none, and no account."""
    return [_line(row) for row in await connection.fetch(LINES, decision_id)]


def _line(row: asyncpg.Record) -> dict[str, Any]:
    moved = [
        {"dong": dong, "on": date.fromisoformat(on), "voucher": voucher, "way": way}
        for dong, on, voucher, way in json.loads(row["moved"] or "[]")
    ]
    return {**row, "moved": moved, "last": moved[-1] if moved else None}
