"""Read model `records`: what documents say of whom, entry by entry. Erasure blanks the words, not that there was an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, assert_never

import asyncpg

from services.awards.records.events import (
    DisciplineEnded,
    DisciplineRecorded,
    Entry,
    EntryWithdrawn,
    LeaveRecorded,
    RatingRecorded,
)
from services.awards.subjects.events import SubjectErased
from services.chassis.event_envelope import EventEnvelope
from services.chassis.personal import in_clear
from services.chassis.readers.definition import ReadModel

ENTERED: Final = """
INSERT INTO records (ward_code, record_id, entry_id, subject_id, kind, year, first, last, said, document_number)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN erased THEN NULL ELSE $9 END, CASE WHEN erased THEN NULL ELSE $10 END
FROM (SELECT EXISTS (SELECT FROM record_erased e WHERE e.ward_code = $1 AND e.subject_id = $4) AS erased) s
"""
ENDED: Final = """
UPDATE records r SET last = $3, ended_by = CASE WHEN s.erased THEN NULL ELSE $4 END
FROM (SELECT EXISTS (SELECT FROM record_erased e WHERE e.ward_code = $1 AND e.subject_id = $5) AS erased) s
WHERE r.ward_code = $1 AND r.entry_id = $2
"""
WITHDRAWN: Final = "UPDATE records SET withdrawn = $3 WHERE ward_code = $1 AND entry_id = $2"
ERASED: Final = "INSERT INTO record_erased (ward_code, subject_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
BLANK: Final = """
UPDATE records SET said = NULL, document_number = NULL, ended_by = NULL WHERE ward_code = $1 AND subject_id = $2
"""


async def entered(connection: asyncpg.Connection, recorded: EventEnvelope[Entry]) -> None:
    """An entry stands."""
    event = recorded.event
    key = (recorded.ward_code, event.record_id, event.entry_id, event.subject_id)
    await connection.execute(ENTERED, *key, *_said(event), in_clear(event.by_document))


def _said(event: Entry) -> tuple[Any, ...]:
    match event:
        case RatingRecorded():
            return "rating", event.year, event.rated_on, None, in_clear(event.rating)
        case LeaveRecorded():
            return "leave", None, event.first, event.last, in_clear(event.leave)
        case DisciplineRecorded():
            return "discipline", None, event.first, event.last, in_clear(event.discipline)
        case _:
            assert_never(event)


async def ended(connection: asyncpg.Connection, recorded: EventEnvelope[DisciplineEnded]) -> None:
    """A discipline lasted until then."""
    event = recorded.event
    key = (recorded.ward_code, event.entry_id, event.last)
    await connection.execute(ENDED, *key, in_clear(event.by_document), event.subject_id)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[EntryWithdrawn]) -> None:
    """An entry was a mistake."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.entry_id, recorded.event.mistake)


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> None:
    """Words about this person are gone."""
    await connection.execute(ERASED, recorded.ward_code, recorded.event.person_id)
    await connection.execute(BLANK, recorded.ward_code, recorded.event.person_id)


MODEL: Final = ReadModel(
    "records",
    1,
    Path(__file__).with_name("records.sql"),
    {
        RatingRecorded: entered,
        LeaveRecorded: entered,
        DisciplineRecorded: entered,
        DisciplineEnded: ended,
        EntryWithdrawn: withdrawn,
        SubjectErased: erased,
    },
)
