"""What of a decision anybody may read: its ward, number, day, signer, titles and units. No person, no money, no id of a subject.

Decisions are public papers, so every ward's may be read here; the columns below are the whole of what is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.decisions.corrected import holding
from services.awards.subjects.projection import WARDS
from services.awards.wards.query import ward_names
from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.http.edge import SET_WARDS, Edge
from services.chassis.pool import held
from services.chassis.text.ordering import beginnings

Place = tuple[date, UUID]
BEGINNING: Final[Place] = (date.max, UUID(int=2**128 - 1))
DECISIONS: Final = """
SELECT d.ward_code, d.decision_id, d.level, d.document_number, d.signed_on, d.signer_position, d.awards,
       (SELECT count(*) FROM golden_register g
        WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id AND g.state = 'annulled') AS annulled,
       array(SELECT DISTINCT g.title FROM golden_register g
             WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id ORDER BY g.title) AS titles,
       array(SELECT DISTINCT u.name FROM golden_register g
             JOIN award_units u ON u.ward_code = g.ward_code AND u.unit_id = g.unit_id
             WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id ORDER BY u.name) AS units
FROM decisions d WHERE d.awards > 0 AND NOT d.withdrawn AND (d.signed_on, d.decision_id) < ($1, $2) AND NOT EXISTS (
    SELECT FROM unnest($3::text[]) AS beginning
    WHERE strpos(d.search, beginning) = 0 AND NOT EXISTS (
        SELECT FROM golden_register g JOIN award_units u ON u.ward_code = g.ward_code AND u.unit_id = g.unit_id
        WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id
          AND (strpos(u.search, beginning) > 0 OR strpos(g.search, beginning) > 0))
    AND NOT EXISTS (SELECT FROM ward_names w WHERE w.ward_code = d.ward_code AND strpos(w.search, beginning) > 0))
ORDER BY d.signed_on DESC, d.decision_id DESC LIMIT $4
"""
DECISION: Final = """
SELECT ward_code, decision_id, level, document_number, signed_on, signer_position, awards, withdrawn, number_as_signed, day_as_signed
FROM decisions WHERE decision_id = $1 AND awards > 0
"""
LINES: Final = """
SELECT g.register_number, g.title, g.year, g.subject_kind, u.name AS unit, g.state, g.annulled_by, g.annulled_on, g.corrected_by
FROM golden_register g LEFT JOIN award_units u ON u.ward_code = g.ward_code AND u.unit_id = g.unit_id
WHERE g.ward_code = $1 AND g.decision_id = $2 ORDER BY g.register_number
"""

CORRECTIONS: Final = """
SELECT g.register_number AS line, h.event, h.detail ->> 'part' AS part, h.document_number, h.effective_on,
       CASE WHEN g.subject_kind = 'collective' THEN h.written END AS written,
       CASE WHEN g.subject_kind = 'collective' THEN h.reads END AS reads
FROM golden_register g
JOIN dossier_history h ON h.ward_code = g.ward_code AND h.nomination_id = g.nomination_id
 AND h.event IN ('corrected', 'correction-withdrawn')
WHERE g.ward_code = $1 AND g.decision_id = $2 AND g.corrected_by <> '{}' ORDER BY g.register_number, h.stream_version
"""
"""What was corrected in which line, by which document; the words only where they name a collective."""
HONOURED: Final = """
SELECT year, title, count(*) AS count FROM golden_register
WHERE state = 'standing' AND year = (SELECT max(year) FROM golden_register WHERE state = 'standing')
GROUP BY year, title ORDER BY count DESC, title LIMIT 4
"""


@asynccontextmanager
async def rows(edge: Edge) -> AsyncIterator[asyncpg.Connection]:
    """A connection that reads every ward, for the queries of this file alone. Raises Unavailable."""
    try:
        async with held(edge.pool) as connection, connection.transaction(readonly=True):
            wards = [row["ward_code"] for row in await connection.fetch(WARDS)]
            await connection.execute(SET_WARDS, wards)
            yield connection
    except LOST as error:
        raise Unavailable from error


async def decisions(
    connection: asyncpg.Connection, *, before: Place, limit: int, asked: str = ""
) -> list[dict[str, Any]]:
    """Decisions with their ward, titles and units, newest first; every word `asked` stands in number, signer, titles, a unit or
    the ward's name.
    """
    wards = await ward_names(connection)
    found = await connection.fetch(DECISIONS, *before, beginnings(asked), limit)
    return [{**row, "ward": wards.listed(row["ward_code"], row["signed_on"])} for row in found]


async def decision(connection: asyncpg.Connection, decision_id: UUID) -> dict[str, Any] | None:
    """One decision with the lines of its list."""
    row = await connection.fetchrow(DECISION, decision_id)
    if row is None:
        return None
    ward = (await ward_names(connection)).listed(row["ward_code"], row["signed_on"])
    lines = await connection.fetch(LINES, row["ward_code"], decision_id)
    rows = await connection.fetch(CORRECTIONS, row["ward_code"], decision_id)
    mended = holding(rows, "line")
    told = [{**line, "corrections": mended.get(line["register_number"], [])} for line in lines]
    return {**row, "ward": ward, "lines": told}


async def honoured(connection: asyncpg.Connection) -> tuple[int, list[tuple[str, int]]]:
    """The newest year with honours, and how many of each title it brought, by code."""
    found = await connection.fetch(HONOURED)
    return (found[0]["year"] if found else 0), [(row["title"], row["count"]) for row in found]
