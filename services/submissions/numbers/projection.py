"""Read model `document-numbers`: the register of a ward; what was recorded by mistake stays in it until the number is used again."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.chassis.text.letters import canonical
from services.submissions.ids import document_number_id
from services.submissions.numbers.events import (
    DocumentNumberTaken,
    DocumentNumberVoided,
    OutsideNumberRecorded,
    OutsideNumberWithdrawn,
)

ENTERED: Final = """
INSERT INTO document_numbers (ward_code, number_id, year, symbol, series, number, subject, dated_on, kind, about_id,
    folded, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (ward_code, number_id) DO UPDATE
SET symbol = excluded.symbol, subject = excluded.subject, dated_on = excluded.dated_on, kind = excluded.kind,
    about_id = excluded.about_id, folded = excluded.folded, state = excluded.state
"""
WITHDRAWN: Final = "UPDATE document_numbers SET state = 'withdrawn' WHERE ward_code = $1 AND number_id = $2"
VOIDED: Final = "UPDATE document_numbers SET state = 'voided' WHERE ward_code = $1 AND number_id = $2"
NEXT: Final = """
SELECT coalesce(max(number), 0) + 1 FROM document_numbers WHERE ward_code = $1 AND year = $2 AND series = $3
AND state <> 'withdrawn'
"""


async def entered(
    connection: asyncpg.Connection, recorded: EventEnvelope[DocumentNumberTaken | OutsideNumberRecorded]
) -> None:
    """A document has the number."""
    event, ward = recorded.event, recorded.ward_code
    number_id = document_number_id(ward, event.year, event.symbol, event.number)
    state = "outside"
    page: tuple[str | None, UUID | None] = (None, None)
    if isinstance(event, DocumentNumberTaken):
        state, page = "taken", (event.kind, event.about_id)
    folded = canonical(f"{event.number}/{event.symbol}")
    which = (event.year, event.symbol, canonical(event.symbol), event.number)
    await connection.execute(ENTERED, ward, number_id, *which, event.subject, event.dated_on, *page, folded, state)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[OutsideNumberWithdrawn]) -> None:
    """Nothing has the number; the register still says what was recorded."""
    await connection.execute(WITHDRAWN, recorded.ward_code, _number_id(recorded.stream_id))


async def voided(connection: asyncpg.Connection, recorded: EventEnvelope[DocumentNumberVoided]) -> None:
    """The number is used up without a document."""
    await connection.execute(VOIDED, recorded.ward_code, _number_id(recorded.stream_id))


def _number_id(stream_id: str) -> UUID:
    return UUID(stream_id.removeprefix("document-number-"))


MODEL: Final = ReadModel(
    "document-numbers",
    3,
    Path(__file__).with_name("schema.sql"),
    {
        DocumentNumberTaken: entered,
        OutsideNumberRecorded: entered,
        OutsideNumberWithdrawn: withdrawn,
        DocumentNumberVoided: voided,
    },
)


async def next_number(connection: asyncpg.Connection, ward_code: str, year: int, symbol: str) -> int:
    """The number after the highest that the ward has used in this year and series."""
    return int(await connection.fetchval(NEXT, ward_code, year, canonical(symbol)))
