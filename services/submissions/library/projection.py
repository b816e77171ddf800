"""Read model `library`: the documents of each ward, also what was entered by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.files.files import read_back, stored
from services.chassis.files.reference import FileRef
from services.chassis.readers.definition import ReadModel
from services.chassis.text.letters import canonical
from services.submissions.library.events import (
    LibraryDocumentCorrected,
    LibraryDocumentEnded,
    LibraryDocumentEndTakenBack,
    LibraryDocumentEntered,
    LibraryDocumentRestored,
    LibraryDocumentTextAttached,
    LibraryDocumentWithdrawn,
)

WRITTEN: Final = """
INSERT INTO library_documents (ward_code, document_id, title, kind, level, number, issuer, issued_on, in_force_from,
    in_force_to, link, folded, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false)
ON CONFLICT (ward_code, document_id) DO UPDATE
SET title = $3, kind = $4, level = $5, number = $6, issuer = $7, issued_on = $8, in_force_from = $9, in_force_to = $10,
    link = $11, folded = $12, withdrawn = false, withdrawn_on = NULL, withdrawn_for = NULL, instead_id = NULL
"""
ENDED: Final = """
UPDATE library_documents SET ended_on = $3, by_document_id = $4 WHERE ward_code = $1 AND document_id = $2
"""
ATTACHED: Final = "UPDATE library_documents SET files = $3 WHERE ward_code = $1 AND document_id = $2"
FILES: Final = "SELECT files::text AS files FROM library_documents WHERE ward_code = $1 AND document_id = $2"
WITHDRAWN: Final = """
UPDATE library_documents SET withdrawn = true, withdrawn_on = $3, withdrawn_for = $4, instead_id = $5
WHERE ward_code = $1 AND document_id = $2
"""
RESTORED: Final = """
UPDATE library_documents SET withdrawn = false, withdrawn_on = NULL, withdrawn_for = NULL, instead_id = NULL
WHERE ward_code = $1 AND document_id = $2
"""
ENTERED_ANEW: Final = """
UPDATE library_documents SET ended_on = NULL, by_document_id = NULL, files = NULL WHERE ward_code = $1 AND document_id = $2
"""


async def written(
    connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentEntered | LibraryDocumentCorrected]
) -> None:
    """What the library says of it."""
    entry = recorded.event.entry
    said = (entry.title, entry.kind, entry.level, entry.number, entry.issuer)
    days = (entry.issued_on, entry.in_force_from, entry.in_force_to)
    ward, document_id = recorded.ward_code, recorded.event.document_id
    await connection.execute(WRITTEN, ward, document_id, *said, *days, entry.link, canonical(entry.number))
    if isinstance(recorded.event, LibraryDocumentEntered):
        await connection.execute(ENTERED_ANEW, ward, document_id)


async def attached(connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentTextAttached]) -> None:
    """These files hold its text."""
    event = recorded.event
    await connection.execute(ATTACHED, recorded.ward_code, event.document_id, stored(event.files))


async def ended(connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentEnded]) -> None:
    """It holds until a day."""
    event = recorded.event
    await connection.execute(ENDED, recorded.ward_code, event.document_id, event.ended_on, event.by_document_id)


async def taken_back(connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentEndTakenBack]) -> None:
    """It holds as its own words say."""
    await connection.execute(ENDED, recorded.ward_code, recorded.event.document_id, None, None)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentWithdrawn]) -> None:
    """It is no part of the library; whoever was sent it still reads what it said, and that it holds no longer."""
    event, day = recorded.event, local_date(recorded.recorded_at)
    instead_id = None if event.instead is None else event.instead.document_id
    await connection.execute(WITHDRAWN, recorded.ward_code, event.document_id, day, event.reason, instead_id)


async def restored(connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentRestored]) -> None:
    """It stands as before."""
    await connection.execute(RESTORED, recorded.ward_code, recorded.event.document_id)


MODEL: Final = ReadModel(
    "library",
    3,
    Path(__file__).with_name("schema.sql"),
    {
        LibraryDocumentEntered: written,
        LibraryDocumentCorrected: written,
        LibraryDocumentTextAttached: attached,
        LibraryDocumentEnded: ended,
        LibraryDocumentEndTakenBack: taken_back,
        LibraryDocumentWithdrawn: withdrawn,
        LibraryDocumentRestored: restored,
    },
)


async def files(connection: asyncpg.Connection, row: Mapping[str, Any]) -> list[FileRef]:
    """The files that hold the text of a document."""
    found = await connection.fetchval(FILES, row["ward_code"], row["document_id"])
    return list(read_back(found))
