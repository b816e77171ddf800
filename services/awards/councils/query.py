"""Queries of the council: its members on a day, its sessions, one session's board, and the roster that a count needs."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.councils import ballots
from services.awards.councils.session import RUNNING

MEMBERS: Final = """
SELECT council_id, member_id, seat, person_id, since, until FROM council_seats
WHERE ward_code = $1 AND since <= $2 AND (until IS NULL OR until > $2) ORDER BY since, member_id
"""
DOCUMENTS: Final = """
SELECT valid_from, document_number FROM council_documents WHERE ward_code = $1 ORDER BY valid_from
"""
RUNS: Final = """
SELECT EXISTS (
    SELECT FROM council_seats WHERE ward_code = $1 AND member_id = $2 AND seat = ANY ($3::text[])
                                AND (until IS NULL OR until > $4)
)
"""
SESSIONS: Final = """
SELECT ward_code, session_id, council_id, year, held_on, state, members, quorum, called_at, opened_at, begins_at, room FROM sessions
WHERE ($1::text IS NULL OR ward_code = $1) AND ($2::integer IS NULL OR year = $2) AND (ward_code, session_id) > ($3, $4)
ORDER BY ward_code, session_id LIMIT $5
"""
SESSION: Final = """
SELECT s.ward_code, s.session_id, s.council_id, s.year, s.held_on, s.state, s.members, s.quorum, s.quorum_citation,
       s.quorum_confirmed, s.called_at, s.opened_at, s.closed_at, s.begins_at, s.room,
       array(SELECT o.session_id FROM sessions o WHERE o.ward_code = s.ward_code AND o.held_on = s.held_on
             ORDER BY o.called_at, o.session_id) AS of_day
FROM sessions s WHERE s.session_id = $1
"""
ROSTER: Final = """
SELECT member_id, seat, person_id, present, attended FROM session_members WHERE ward_code = $1 AND session_id = $2 ORDER BY place
"""
VOTES: Final = """
SELECT v.nomination_id, v.state, v.declared, r.yes, r.no, r.abstained, r.silent, r.members, r.needed, r.passed, r.threshold_citation,
       r.threshold_confirmed
FROM session_votes v
LEFT JOIN vote_results r ON r.ward_code = v.ward_code AND r.nomination_id = v.nomination_id AND r.session_id = v.session_id
WHERE v.ward_code = $1 AND v.session_id = $2 ORDER BY v.nomination_id
"""


async def council(connection: asyncpg.Connection, ward_code: str, day: date) -> dict[str, Any] | None:
    """The council of a ward with its members on a day; None when it has none that may be read."""
    documents = await connection.fetch(DOCUMENTS, ward_code)
    if not documents:
        return None
    members = await connection.fetch(MEMBERS, ward_code, day)
    return {
        "ward_code": ward_code,
        "day": day,
        "members": [dict(row) for row in members],
        "documents": [dict(row) for row in documents],
    }


async def runs(connection: asyncpg.Connection, ward_code: str, member_id: str, day: date) -> bool:
    """Whether somebody sits in the ward's council on a day or later in a seat from which sessions are called and run."""
    return bool(await connection.fetchval(RUNS, ward_code, member_id, list(RUNNING), day))


async def sessions(
    connection: asyncpg.Connection,
    *,
    ward_code: str | None,
    year: int | None,
    after: tuple[str, UUID],
    limit: int | None,
) -> list[asyncpg.Record]:
    """Sessions in the order of ward and id; all of them without a limit."""
    return await connection.fetch(SESSIONS, ward_code, year, *after, limit)


async def board(connection: asyncpg.Connection, session_id: UUID, member_id: str) -> dict[str, Any] | None:
    """One session as `member_id` may read it: who is there, what is voted on, who voted how, what came of it."""
    row = await connection.fetchrow(SESSION, session_id)
    if row is None:
        return None
    key = (row["ward_code"], session_id)
    roster = await connection.fetch(ROSTER, *key)
    runs = any(member["member_id"] == member_id and member["seat"] in RUNNING for member in roster)
    written = await ballots.written(connection, row["ward_code"], session_id)
    shown: dict[UUID, list[dict[str, Any]]] = {}
    mine: dict[UUID, dict[str, Any]] = {}
    for ballot in await ballots.readable(connection, row["ward_code"], [session_id], member_id):
        if ballot["closed"]:
            shown.setdefault(ballot["nomination_id"], []).append(dict(ballot))
        if ballot["member_id"] == member_id:
            mine[ballot["nomination_id"]] = dict(ballot)
    votes = await connection.fetch(VOTES, *key)
    cast = await ballots.cast(connection, row["ward_code"], [session_id], member_id)
    return {
        **row,
        "present": sum(member["present"] for member in roster),
        "roster": [dict(member) for member in roster],
        "runs": runs,
        "votes": [
            {
                **vote,
                **cast.get((session_id, vote["nomination_id"]), ballots.UNTOLD),
                "mine": mine.get(vote["nomination_id"]),
                "written": written.get(vote["nomination_id"], []),
                "ballots": shown.get(vote["nomination_id"], []),
            }
            for vote in votes
        ],
    }


async def roster(connection: asyncpg.Connection, session_id: UUID) -> tuple[str, tuple[str, ...]] | None:
    """The ward of a session and its members in the order of the roster; None when it may not be read."""
    ward_code: str | None = await connection.fetchval(
        "SELECT ward_code FROM sessions WHERE session_id = $1", session_id
    )
    if ward_code is None:
        return None
    rows = await connection.fetch(ROSTER, ward_code, session_id)
    return ward_code, tuple(row["member_id"] for row in rows)
