"""Read model `initiatives`: what was recognised, and which nomination rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.initiatives.events import (
    InitiativeRecognised,
    InitiativeReleased,
    InitiativeUsed,
    InitiativeWithdrawn,
)
from services.chassis.event_envelope import EventEnvelope
from services.chassis.files.files import read_back, stored
from services.chassis.files.reference import FileRef
from services.chassis.readers.definition import ReadModel

RECOGNISED: Final = """
INSERT INTO initiatives (ward_code, initiative_id, name, authors, document_number, recognised_on, evidence)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
USED: Final = """
UPDATE initiatives SET used_by = array_append(used_by, $3::uuid) WHERE ward_code = $1 AND initiative_id = $2
"""
RELEASED: Final = """
UPDATE initiatives SET used_by = array_remove(used_by, $3::uuid) WHERE ward_code = $1 AND initiative_id = $2
"""
EVIDENCE: Final = "SELECT evidence::text FROM initiatives WHERE ward_code = $1 AND initiative_id = $2"
WITHDRAWN: Final = "UPDATE initiatives SET withdrawn = true WHERE ward_code = $1 AND initiative_id = $2"
PAGE: Final = """
SELECT ward_code, initiative_id, name, authors, document_number, recognised_on, used_by, withdrawn FROM initiatives
WHERE ($1::text IS NULL OR ward_code = $1) AND (ward_code, initiative_id) > ($2, $3) ORDER BY ward_code, initiative_id LIMIT $4
"""


async def recognised(connection: asyncpg.Connection, recorded: EventEnvelope[InitiativeRecognised]) -> None:
    """It is there."""
    event = recorded.event
    paper = (event.document_number, event.recognised_on, stored(event.evidence))
    await connection.execute(
        RECOGNISED, recorded.ward_code, event.initiative_id, event.name, list(event.authors), *paper
    )


async def used(connection: asyncpg.Connection, recorded: EventEnvelope[InitiativeUsed]) -> None:
    """A nomination rests on it."""
    await connection.execute(USED, recorded.ward_code, recorded.event.initiative_id, recorded.event.nomination_id)


async def released(connection: asyncpg.Connection, recorded: EventEnvelope[InitiativeReleased]) -> None:
    """That nomination does not any more."""
    await connection.execute(RELEASED, recorded.ward_code, recorded.event.initiative_id, recorded.event.nomination_id)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[InitiativeWithdrawn]) -> None:
    """It was recorded by mistake."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.initiative_id)


MODEL: Final = ReadModel(
    "initiatives",
    2,
    Path(__file__).with_name("initiatives.sql"),
    {
        InitiativeRecognised: recognised,
        InitiativeUsed: used,
        InitiativeReleased: released,
        InitiativeWithdrawn: withdrawn,
    },
)


async def evidence(connection: asyncpg.Connection, row: Mapping[str, Any]) -> tuple[FileRef, ...]:
    """The files of an initiative."""
    return read_back(await connection.fetchval(EVIDENCE, row["ward_code"], row["initiative_id"]))


async def page(
    connection: asyncpg.Connection, *, ward_code: str | None, after: tuple[str, UUID], limit: int
) -> list[asyncpg.Record]:
    """Initiatives in the order of ward and id."""
    return await connection.fetch(PAGE, ward_code, *after, limit)
