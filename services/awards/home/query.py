"""Queries of the strip: sessions ahead, votes that are open, dossiers by state, letters without an answer, what happened lately."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import asyncpg

from services.awards.councils import ballots

SESSIONS: Final = """
SELECT session_id, held_on, year, state, members FROM sessions
WHERE ward_code = $1 AND state IN ('called', 'open') ORDER BY state <> 'open', held_on, session_id LIMIT 3
"""
VOTES: Final = """
SELECT v.session_id, v.nomination_id, d.title, d.year, u.name AS unit, s.members, m.member_id IS NOT NULL AS may
FROM session_votes v
JOIN sessions s ON s.ward_code = v.ward_code AND s.session_id = v.session_id
JOIN dossiers d ON d.ward_code = v.ward_code AND d.nomination_id = v.nomination_id
LEFT JOIN award_units u ON u.ward_code = d.ward_code AND u.unit_id = d.unit_id
LEFT JOIN session_members m ON m.ward_code = v.ward_code AND m.session_id = v.session_id AND m.member_id = $2
WHERE v.ward_code = $1 AND v.state = 'open'
ORDER BY v.session_id, v.nomination_id LIMIT 500
"""
"""Open votes, and whether the reader may vote. Whom a dossier is about is not told here."""
DOSSIERS: Final = """
SELECT year, count(*) FILTER (WHERE state IN ('proposed', 'returned', 'tabled')) AS waiting,
       count(*) FILTER (WHERE ripe AND own AND NOT held) AS to_sign,
       count(*) FILTER (WHERE ripe AND NOT own AND state = 'voted' AND NOT held) AS to_forward,
       count(*) FILTER (WHERE ripe AND (own OR state = 'voted') AND held) AS held,
       count(*) FILTER (WHERE state = 'forwarded' AND NOT own) AS forwarded,
       count(*) FILTER (WHERE state = 'awarded') AS awarded,
       count(*) FILTER (WHERE state = 'voted' AND NOT passed) AS not_passed,
       count(*) FILTER (WHERE state IN ('refused', 'annulled')) AS refused
FROM (
    SELECT year, state, passed, title = ANY ($2::text[]) AS own, (state = 'voted' AND passed) OR state = 'forwarded' AS ripe,
           EXISTS (SELECT FROM holds h WHERE h.ward_code = dossiers.ward_code AND h.subject_id = dossiers.subject_id
                   AND h.cleared_on IS NULL) AS held
    FROM dossiers WHERE ward_code = $1 AND state <> 'withdrawn' AND happened_on IS NULL
) d GROUP BY year
ORDER BY count(*) FILTER (WHERE state = 'voted' AND passed) = 0, year DESC LIMIT 1
"""
"""The year whose dossiers wait for a signature, else the newest. What the ward decides ($2) is signed, everything else sent up; what is
on hold is neither.
"""
LATELY: Final = """
SELECT event, count(DISTINCT nomination_id) AS dossiers FROM dossier_history
WHERE ward_code = $1 AND recorded_at >= $2 GROUP BY event
"""


UNANSWERED: Final = """
SELECT l.forwarding_id, l.document_number, l.recipient, l.signed_on, count(*) AS waiting FROM letters l
JOIN dossiers d ON d.ward_code = l.ward_code AND d.nomination_id = ANY (l.nominations)
WHERE l.ward_code = $1 AND NOT l.recalled AND d.state = 'forwarded'
GROUP BY l.ward_code, l.forwarding_id ORDER BY l.signed_on, l.forwarding_id LIMIT 500
"""


UNANSWERED_ANYWHERE: Final = """
SELECT l.ward_code, l.forwarding_id, l.document_number, l.signed_on, count(*) AS waiting FROM letters l
JOIN dossiers d ON d.ward_code = l.ward_code AND d.nomination_id = ANY (l.nominations)
WHERE NOT l.recalled AND d.state = 'forwarded'
GROUP BY l.ward_code, l.forwarding_id ORDER BY l.signed_on, l.forwarding_id LIMIT 5000
"""


async def sessions(connection: asyncpg.Connection, ward_code: str) -> list[asyncpg.Record]:
    """The sessions that sit or were called, the sitting one first."""
    return await connection.fetch(SESSIONS, ward_code)


async def votes(connection: asyncpg.Connection, ward_code: str, member_id: str) -> list[dict[str, Any]]:
    """The votes that are open, as a member sees them: whether they voted (`mine`), and how many did as far as they are told (`cast`)."""
    rows = await connection.fetch(VOTES, ward_code, member_id)
    sessions = list({row["session_id"] for row in rows})
    cast = await ballots.cast(connection, ward_code, sessions, member_id)
    own = {
        (ballot["session_id"], ballot["nomination_id"])
        for ballot in await ballots.readable(connection, ward_code, sessions, member_id)
        if ballot["member_id"] == member_id and ballot["channel"] != "written"
    }
    keys = [(row["session_id"], row["nomination_id"]) for row in rows]
    return [
        {**row, "cast": cast.get(key, ballots.UNTOLD)["cast"], "mine": key in own}
        for row, key in zip(rows, keys, strict=True)
    ]


async def dossiers(connection: asyncpg.Connection, ward_code: str, own: Collection[str]) -> dict[str, int] | None:
    """How far a year's dossiers are, of which the ward decides those of its `own` titles; None while there is none."""
    found = await connection.fetchrow(DOSSIERS, ward_code, sorted(own))
    return dict(found) if found else None


async def lately(connection: asyncpg.Connection, ward_code: str, since: datetime) -> dict[str, int]:
    """How many dossiers met which event since a moment."""
    return {row["event"]: row["dossiers"] for row in await connection.fetch(LATELY, ward_code, since)}


async def unanswered(connection: asyncpg.Connection, ward_code: str) -> list[dict[str, Any]]:
    """The letters of a ward of whose dossiers some still wait for the city's decision, the oldest first."""
    return [dict(row) for row in await connection.fetch(UNANSWERED, ward_code)]


async def unanswered_anywhere(connection: asyncpg.Connection) -> list[dict[str, Any]]:
    """The same of every ward that may be read."""
    return [dict(row) for row in await connection.fetch(UNANSWERED_ANYWHERE)]
