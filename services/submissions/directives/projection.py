"""Read model `directives`: what was distributed, and each unit's reading of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.submissions.directives.events import (
    DirectiveDeadlineMoved,
    DirectiveDistributed,
    DirectiveRecalled,
    DirectiveRestored,
    ReadingAsked,
    ReadingConfirmed,
    ReadingDeadlineMoved,
    ReadingRecalled,
    ReadingReleased,
    ReadingRestored,
    ReadingTakenBack,
)

DISTRIBUTED: Final = """
INSERT INTO directives (ward_code, directive_id, document_id, title, number, purpose, distributed_on, read_by, units,
    categories, recalled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false)
"""
MOVED: Final = "UPDATE directives SET read_by = $3 WHERE ward_code = $1 AND directive_id = $2"
RECALLED: Final = """
UPDATE directives SET recalled = true, recalled_on = $3, recalled_for = $4 WHERE ward_code = $1 AND directive_id = $2
"""
RESTORED: Final = """
UPDATE directives SET recalled = false, recalled_on = NULL, recalled_for = NULL WHERE ward_code = $1 AND directive_id = $2
"""
ASKED: Final = """
INSERT INTO directive_readings (ward_code, reading_id, directive_id, unit_id, read_by, released)
VALUES ($1, $2, $3, $4, $5, false)
ON CONFLICT (ward_code, reading_id) DO UPDATE SET read_by = excluded.read_by, released = false
"""
READING_MOVED: Final = "UPDATE directive_readings SET read_by = $3 WHERE ward_code = $1 AND reading_id = $2"
READ: Final = """
UPDATE directive_readings SET read_on = $3, by_office = $4 WHERE ward_code = $1 AND reading_id = $2
"""
RELEASED: Final = "UPDATE directive_readings SET released = $3 WHERE ward_code = $1 AND reading_id = $2"
UNIT_OF: Final = "SELECT unit_id FROM directive_readings WHERE reading_id = $1"
DOCUMENT_OF: Final = "SELECT document_id FROM directives WHERE directive_id = $1"


async def distributed(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveDistributed]) -> None:
    """It goes to units."""
    event = recorded.event
    what = (event.document_id, event.title, event.number, event.purpose)
    whom = (event.distributed_on, event.read_by, list(event.units), list(event.categories))
    await connection.execute(DISTRIBUTED, recorded.ward_code, event.directive_id, *what, *whom)


async def moved(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveDeadlineMoved]) -> None:
    """Until another day."""
    event = recorded.event
    await connection.execute(MOVED, recorded.ward_code, event.directive_id, event.read_by)


async def recalled(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveRecalled]) -> None:
    """It holds no longer."""
    event, day = recorded.event, local_date(recorded.recorded_at)
    await connection.execute(RECALLED, recorded.ward_code, event.directive_id, day, event.reason)


async def restored(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveRestored]) -> None:
    """It holds as before."""
    await connection.execute(RESTORED, recorded.ward_code, recorded.event.directive_id)


async def asked(connection: asyncpg.Connection, recorded: EventEnvelope[ReadingAsked]) -> None:
    """A unit has it to read."""
    event = recorded.event
    which = (event.reading_id, event.directive_id, event.unit_id)
    await connection.execute(ASKED, recorded.ward_code, *which, event.read_by)


async def reading_moved(connection: asyncpg.Connection, recorded: EventEnvelope[ReadingDeadlineMoved]) -> None:
    """It has until another day."""
    event = recorded.event
    await connection.execute(READING_MOVED, recorded.ward_code, event.reading_id, event.read_by)


async def confirmed(connection: asyncpg.Connection, recorded: EventEnvelope[ReadingConfirmed]) -> None:
    """It has read it."""
    event = recorded.event
    await connection.execute(READ, recorded.ward_code, event.reading_id, event.read_on, event.by_office)


async def taken_back(connection: asyncpg.Connection, recorded: EventEnvelope[ReadingTakenBack]) -> None:
    """It has not."""
    await connection.execute(READ, recorded.ward_code, recorded.event.reading_id, None, None)


async def released(connection: asyncpg.Connection, recorded: EventEnvelope[ReadingReleased | ReadingRecalled]) -> None:
    """It need not."""
    await connection.execute(RELEASED, recorded.ward_code, recorded.event.reading_id, True)


async def reading_restored(connection: asyncpg.Connection, recorded: EventEnvelope[ReadingRestored]) -> None:
    """It is to be read, or was, as before."""
    await connection.execute(RELEASED, recorded.ward_code, recorded.event.reading_id, False)


MODEL: Final = ReadModel(
    "directives",
    2,
    Path(__file__).with_name("schema.sql"),
    {
        DirectiveDistributed: distributed,
        DirectiveDeadlineMoved: moved,
        DirectiveRecalled: recalled,
        DirectiveRestored: restored,
        ReadingAsked: asked,
        ReadingDeadlineMoved: reading_moved,
        ReadingConfirmed: confirmed,
        ReadingTakenBack: taken_back,
        ReadingReleased: released,
        ReadingRecalled: released,
        ReadingRestored: reading_restored,
    },
)


async def unit_of(connection: asyncpg.Connection, reading_id: UUID) -> UUID | None:
    """The unit of a reading; None when it is not among the readable wards."""
    found: UUID | None = await connection.fetchval(UNIT_OF, reading_id)
    return found


async def document_of(connection: asyncpg.Connection, directive_id: UUID) -> UUID | None:
    """The document of a directive; None when it is not among the readable wards."""
    found: UUID | None = await connection.fetchval(DOCUMENT_OF, directive_id)
    return found
