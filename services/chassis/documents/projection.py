"""Read model `document_templates`: the files that wards have put in place of the standard template."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.documents.events import StandardRestored, TemplateReplaced
from services.chassis.documents.standard import standard
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel

REPLACED: Final = """
INSERT INTO document_templates (ward_code, name, file, replaced_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (ward_code, name) DO UPDATE SET file = $3, replaced_at = $4
"""
RESTORED: Final = "DELETE FROM document_templates WHERE ward_code = $1 AND name = $2"
FILE: Final = "SELECT file FROM document_templates WHERE ward_code = $1 AND name = $2"
OWN: Final = "SELECT name, replaced_at FROM document_templates WHERE ward_code = $1"


async def replaced(connection: asyncpg.Connection, recorded: EventEnvelope[TemplateReplaced]) -> None:
    """A ward drafts in a file of its own."""
    file = base64.b64decode(recorded.event.file)
    await connection.execute(REPLACED, recorded.ward_code, recorded.event.name, file, recorded.recorded_at)


async def restored(connection: asyncpg.Connection, recorded: EventEnvelope[StandardRestored]) -> None:
    """A ward drafts in the standard template."""
    await connection.execute(RESTORED, recorded.ward_code, recorded.event.name)


MODEL: Final = ReadModel(
    "document_templates",
    1,
    Path(__file__).with_name("schema.sql"),
    {TemplateReplaced: replaced, StandardRestored: restored},
)


async def template(connection: asyncpg.Connection, ward_code: str, name: str) -> bytes:
    """The template in which a ward drafts papers of this kind."""
    file: bytes | None = await connection.fetchval(FILE, ward_code, name)
    return standard() if file is None else file


async def own(connection: asyncpg.Connection, ward_code: str) -> Mapping[str, datetime]:
    """The kinds for which a ward has a template of its own, each with the time since when."""
    return {row["name"]: row["replaced_at"] for row in await connection.fetch(OWN, ward_code)}
