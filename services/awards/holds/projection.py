"""Read model `holds`: what is looked into about whom, and how it ended. Erasure blanks the words, not that there was a hold."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.awards.holds.events import HoldCleared, HoldPut
from services.awards.subjects.events import SubjectErased
from services.chassis.event_envelope import EventEnvelope
from services.chassis.personal import in_clear
from services.chassis.readers.definition import ReadModel

PUT: Final = """
INSERT INTO holds (ward_code, hold_id, case_id, subject_id, since, cause, document_number)
SELECT $1, $2, $3, $4, $5, CASE WHEN erased THEN NULL ELSE $6 END, CASE WHEN erased THEN NULL ELSE $7 END
FROM (SELECT EXISTS (SELECT FROM hold_erased e WHERE e.ward_code = $1 AND e.subject_id = $4) AS erased) s
"""
CLEARED: Final = """
UPDATE holds h SET cleared_on = $3, outcome = CASE WHEN s.erased THEN NULL ELSE $4 END,
       cleared_by = CASE WHEN s.erased THEN NULL ELSE $5 END
FROM (SELECT EXISTS (SELECT FROM hold_erased e WHERE e.ward_code = $1 AND e.subject_id = $6) AS erased) s
WHERE h.ward_code = $1 AND h.case_id = $2
"""
ERASED: Final = "INSERT INTO hold_erased (ward_code, subject_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
BLANK: Final = """
UPDATE holds SET cause = NULL, document_number = NULL, outcome = NULL, cleared_by = NULL
WHERE ward_code = $1 AND subject_id = $2
"""


async def put(connection: asyncpg.Connection, recorded: EventEnvelope[HoldPut]) -> None:
    """A case is open."""
    event = recorded.event
    key = (recorded.ward_code, event.hold_id, event.case_id, event.subject_id, event.since)
    await connection.execute(PUT, *key, in_clear(event.cause), in_clear(event.document_number))


async def cleared(connection: asyncpg.Connection, recorded: EventEnvelope[HoldCleared]) -> None:
    """A case is over."""
    event = recorded.event
    said = (in_clear(event.outcome), in_clear(event.document_number))
    await connection.execute(CLEARED, recorded.ward_code, event.case_id, event.cleared_on, *said, event.subject_id)


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> None:
    """Words about this person are gone."""
    await connection.execute(ERASED, recorded.ward_code, recorded.event.person_id)
    await connection.execute(BLANK, recorded.ward_code, recorded.event.person_id)


MODEL: Final = ReadModel(
    "holds",
    1,
    Path(__file__).with_name("holds.sql"),
    {HoldPut: put, HoldCleared: cleared, SubjectErased: erased},
)
