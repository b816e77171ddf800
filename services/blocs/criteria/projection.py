"""Criteria sheets in all their versions, from the local store."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg
from pydantic import TypeAdapter

from services.blocs.criteria.events import ConfirmationWithdrawn, CriteriaConfirmed, CriteriaIssued
from services.blocs.criteria.sheet import Sheet
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel

SHEET: Final[TypeAdapter[Sheet]] = TypeAdapter(Sheet)


async def issued(connection: asyncpg.Connection, recorded: EventEnvelope[CriteriaIssued]) -> None:
    event = recorded.event
    await connection.execute(
        """
        INSERT INTO criteria_sheets (ward_code, year, version, sheet, document_number, document_signed_on, issued_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        event.bloc_code,
        event.year,
        event.version,
        SHEET.dump_json(event.sheet).decode(),
        event.document.number,
        event.document.signed_on,
        event.issued_by,
    )


async def confirmed(connection: asyncpg.Connection, recorded: EventEnvelope[CriteriaConfirmed]) -> None:
    event = recorded.event
    await connection.execute(
        """
        UPDATE criteria_sheets SET confirmed_by = $4, confirmed_signed_on = $5
        WHERE ward_code = $1 AND year = $2 AND version = $3
        """,
        event.bloc_code,
        event.year,
        event.version,
        event.document.number,
        event.document.signed_on,
    )


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[ConfirmationWithdrawn]) -> None:
    event = recorded.event
    await connection.execute(
        """
        UPDATE criteria_sheets SET confirmed_by = NULL, confirmed_signed_on = NULL
        WHERE ward_code = $1 AND year = $2 AND version = $3
        """,
        event.bloc_code,
        event.year,
        event.version,
    )


MODEL = ReadModel(
    name="criteria",
    version=2,
    schema=Path(__file__).parent / "schema.sql",
    apply={CriteriaIssued: issued, CriteriaConfirmed: confirmed, ConfirmationWithdrawn: withdrawn},
)
