"""Read model `archive`: the lists of files of each ward, and what is in each file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.submissions.archive.events import (
    FileClosed,
    FileCorrected,
    FileHandedOver,
    FileListed,
    FileReopened,
    FileWithdrawn,
    HandOverTakenBack,
    PapersFiled,
    PaperTakenOut,
)

WRITTEN: Final = """
INSERT INTO archive_files (ward_code, file_id, year, code, title, retention, withdrawn) VALUES ($1, $2, $3, $4, $5, $6, false)
ON CONFLICT (ward_code, file_id) DO UPDATE SET code = $4, title = $5, retention = $6, withdrawn = false
"""
WITHDRAWN: Final = "UPDATE archive_files SET withdrawn = true WHERE ward_code = $1 AND file_id = $2"
FILED: Final = """
INSERT INTO archive_papers (ward_code, file_id, paper_id, kind, filed_on)
SELECT $1, $2, paper_id, kind, $5 FROM unnest($3::uuid[], $4::text[]) AS new (paper_id, kind)
"""
OUT: Final = "DELETE FROM archive_papers WHERE ward_code = $1 AND file_id = $2 AND paper_id = $3"
CLOSED: Final = "UPDATE archive_files SET closed_on = $3, hand_over_by = $4 WHERE ward_code = $1 AND file_id = $2"
HANDED_OVER: Final = """
UPDATE archive_files SET handed_over_on = $3, document_number = $4 WHERE ward_code = $1 AND file_id = $2
"""


async def written(connection: asyncpg.Connection, recorded: EventEnvelope[FileListed | FileCorrected]) -> None:
    """What the list says of it."""
    entry = recorded.event.entry
    said = (entry.year, entry.code, entry.title, entry.retention)
    await connection.execute(WRITTEN, recorded.ward_code, recorded.event.file_id, *said)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[FileWithdrawn]) -> None:
    """It is on no list."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.file_id)


async def filed(connection: asyncpg.Connection, recorded: EventEnvelope[PapersFiled]) -> None:
    """More is in it."""
    event = recorded.event
    ids, kinds = [one.paper_id for one in event.papers], [one.kind for one in event.papers]
    await connection.execute(FILED, recorded.ward_code, event.file_id, ids, kinds, event.filed_on)


async def taken_out(connection: asyncpg.Connection, recorded: EventEnvelope[PaperTakenOut]) -> None:
    """Less is in it."""
    await connection.execute(OUT, recorded.ward_code, recorded.event.file_id, recorded.event.paper.paper_id)


async def closed(connection: asyncpg.Connection, recorded: EventEnvelope[FileClosed]) -> None:
    """Its work has ended."""
    event = recorded.event
    await connection.execute(CLOSED, recorded.ward_code, event.file_id, event.closed_on, event.hand_over_by)


async def reopened(connection: asyncpg.Connection, recorded: EventEnvelope[FileReopened]) -> None:
    """Its work goes on."""
    await connection.execute(CLOSED, recorded.ward_code, recorded.event.file_id, None, None)


async def handed_over(connection: asyncpg.Connection, recorded: EventEnvelope[FileHandedOver]) -> None:
    """The archive has it."""
    event = recorded.event
    told = (event.handed_over_on, event.document_number)
    await connection.execute(HANDED_OVER, recorded.ward_code, event.file_id, *told)


async def taken_back(connection: asyncpg.Connection, recorded: EventEnvelope[HandOverTakenBack]) -> None:
    """The archive does not have it."""
    await connection.execute(HANDED_OVER, recorded.ward_code, recorded.event.file_id, None, None)


MODEL: Final = ReadModel(
    "archive",
    1,
    Path(__file__).with_name("schema.sql"),
    {
        FileListed: written,
        FileCorrected: written,
        FileWithdrawn: withdrawn,
        PapersFiled: filed,
        PaperTakenOut: taken_out,
        FileClosed: closed,
        FileReopened: reopened,
        FileHandedOver: handed_over,
        HandOverTakenBack: taken_back,
    },
)
