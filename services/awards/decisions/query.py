"""Queries of decisions, letters and the golden register."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

DECISIONS: Final = """
SELECT ward_code, decision_id, level, document_number, signed_on, signer_position, base_salary, awards, refusals, total, pack_id,
       pack_hash
FROM decisions WHERE ($1::text IS NULL OR ward_code = $1) AND (ward_code, decision_id) > ($2, $3)
ORDER BY ward_code, decision_id LIMIT $4
"""
DECISION: Final = """
SELECT ward_code, decision_id, level, document_number, signed_on, signer_position, base_salary, awards, refusals, total, pack_id,
       pack_hash
FROM decisions WHERE decision_id = $1
"""
LINES: Final = """
SELECT register_number, award_id, nomination_id, unit_id, subject_id, subject_kind, title, year, direct_worker,
       coefficient_hundredths, amount, payable, money_citation, money_confirmed
FROM golden_register WHERE ward_code = $1 AND decision_id = $2 ORDER BY register_number
"""
LETTERS: Final = """
SELECT ward_code, forwarding_id, to_level, document_number, signed_on, recipient, nominations FROM letters
WHERE ($1::text IS NULL OR ward_code = $1) AND (ward_code, forwarding_id) > ($2, $3) ORDER BY ward_code, forwarding_id LIMIT $4
"""
REGISTER: Final = """
SELECT ward_code, year, title, decided_on, document_number, register_number, level, decision_id, award_id, nomination_id, unit_id,
       subject_id, subject_kind, direct_worker, amount, payable, money_confirmed
FROM golden_register
WHERE ($1::text IS NULL OR ward_code = $1) AND ($2::integer IS NULL OR year = $2) AND ($3::text IS NULL OR title = $3)
  AND (ward_code, decided_on, decision_id, register_number) > ($4, $5, $6, $7::bigint)
ORDER BY ward_code, decided_on, decision_id, register_number LIMIT $8
"""


async def decisions(
    connection: asyncpg.Connection, *, ward_code: str | None, after: tuple[str, UUID], limit: int
) -> list[asyncpg.Record]:
    """Decisions in the order of ward and id."""
    return await connection.fetch(DECISIONS, ward_code, *after, limit)


async def decision(connection: asyncpg.Connection, decision_id: UUID) -> dict[str, Any] | None:
    """One decision with its list."""
    row = await connection.fetchrow(DECISION, decision_id)
    if row is None:
        return None
    lines = await connection.fetch(LINES, row["ward_code"], decision_id)
    return {**row, "lines": [dict(line) for line in lines]}


async def letters(
    connection: asyncpg.Connection, *, ward_code: str | None, after: tuple[str, UUID], limit: int
) -> list[asyncpg.Record]:
    """Letters in the order of ward and id."""
    return await connection.fetch(LETTERS, ward_code, *after, limit)


async def register(
    connection: asyncpg.Connection,
    *,
    ward_code: str | None,
    year: int | None,
    title: str | None,
    after: tuple[str, date, UUID, int],
    limit: int,
) -> list[asyncpg.Record]:
    """The golden register as it is kept: by ward, day, decision and number."""
    return await connection.fetch(REGISTER, ward_code, year, title, *after, limit)
