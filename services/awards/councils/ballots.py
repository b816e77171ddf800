"""Who reads which ballots: the one place that reads their table.

Until a vote is closed, of its ballots only the own one is read, and how many were cast only by who runs the session. That an opinion was
recorded in writing for somebody who is absent is no secret of the council, what it says is. What a vote came to is counted once, by the
decider.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.awards.councils.session import RUNNING

READABLE: Final = """
SELECT b.session_id, b.nomination_id, b.member_id, b.choice, b.channel, b.document_number, b.own_case, b.recorded_at,
       v.state = 'closed' AS closed
FROM ballots b JOIN session_votes v
ON v.ward_code = b.ward_code AND v.session_id = b.session_id AND v.nomination_id = b.nomination_id
WHERE b.ward_code = $1 AND b.session_id = ANY ($2::uuid[]) AND (v.state = 'closed' OR b.member_id = $3)
  AND ($4::uuid IS NULL OR b.nomination_id = $4)
ORDER BY b.session_id, b.nomination_id, b.member_id
"""
CAST: Final = """
SELECT v.session_id, v.nomination_id, count(b.member_id) AS cast, count(*) FILTER (WHERE s.present AND b.member_id IS NULL) AS missing
FROM session_votes v
JOIN session_members s ON s.ward_code = v.ward_code AND s.session_id = v.session_id
LEFT JOIN ballots b ON b.ward_code = v.ward_code AND b.session_id = v.session_id AND b.nomination_id = v.nomination_id
    AND b.member_id = s.member_id
WHERE v.ward_code = $1 AND v.session_id = ANY ($2::uuid[]) AND (v.state = 'closed' OR EXISTS (
    SELECT FROM session_members m WHERE m.ward_code = v.ward_code AND m.session_id = v.session_id
    AND m.member_id = $3 AND m.seat = ANY ($4::text[])))
GROUP BY v.session_id, v.nomination_id
"""
WRITTEN: Final = """
SELECT b.nomination_id, b.member_id FROM ballots b
JOIN session_members m ON m.ward_code = b.ward_code AND m.session_id = b.session_id AND m.member_id = b.member_id
WHERE b.ward_code = $1 AND b.session_id = $2 AND b.channel = 'written' ORDER BY m.place
"""
TAKEN_BACK: Final = """
DELETE FROM ballots WHERE ward_code = $1 AND nomination_id = $2 AND session_id = $3 AND member_id = $4
"""
UNTOLD: Final[dict[str, int | None]] = {"cast": None, "missing": None}


async def readable(
    connection: asyncpg.Connection,
    ward_code: str,
    sessions: Sequence[UUID],
    member_id: str | None,
    nomination_id: UUID | None = None,
) -> list[asyncpg.Record]:
    """The ballots of these sessions that `member_id` may read, `closed` where their vote is; of one nomination, if one is named."""
    return await connection.fetch(READABLE, ward_code, list(sessions), member_id, nomination_id)


async def taken_back(
    connection: asyncpg.Connection, ward_code: str, nomination_id: UUID, session_id: UUID, member_id: str
) -> None:
    """What was recorded as a member's written opinion is no ballot."""
    await connection.execute(TAKEN_BACK, ward_code, nomination_id, session_id, member_id)


async def written(connection: asyncpg.Connection, ward_code: str, session_id: UUID) -> dict[UUID, list[str]]:
    """By nomination, whose written opinion was recorded in a session: never what it says."""
    found: dict[UUID, list[str]] = {}
    for row in await connection.fetch(WRITTEN, ward_code, session_id):
        found.setdefault(row["nomination_id"], []).append(row["member_id"])
    return found


async def cast(
    connection: asyncpg.Connection, ward_code: str, sessions: Sequence[UUID], member_id: str
) -> dict[tuple[UUID, UUID], dict[str, int | None]]:
    """How many ballots there are by session and nomination, as far as `member_id` is told: `cast`, and `missing` of who is present."""
    rows = await connection.fetch(CAST, ward_code, list(sessions), member_id, list(RUNNING))
    return {(row["session_id"], row["nomination_id"]): {"cast": row["cast"], "missing": row["missing"]} for row in rows}
