"""The read model `mandates`: who holds what, as the API needs it to choose a mandate before a command or a query.

A relief may be recorded before its grant; the two events fill different columns, so their order does not matter. A
write does not rest on this copy: the command handler checks the mandate's own stream.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.mandates import MandateGranted, MandateRelieved
from services.chassis.readers.definition import ReadModel

GRANTED: Final = """
INSERT INTO mandates (mandate_id, ward_code, principal, role, unit_id, valid_from, valid_to)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (mandate_id) DO UPDATE SET principal = $3, role = $4, unit_id = $5, valid_from = $6, valid_to = $7
"""
RELIEVED: Final = """
INSERT INTO mandates (mandate_id, ward_code, relieved_at) VALUES ($1, $2, $3)
ON CONFLICT (mandate_id) DO UPDATE SET relieved_at = $3
"""


async def granted(connection: asyncpg.Connection, recorded: EventEnvelope[MandateGranted]) -> None:
    """A principal holds a mandate."""
    event = recorded.event
    await connection.execute(
        GRANTED,
        event.mandate_id,
        event.ward_code,
        event.principal,
        event.role,
        event.unit_id,
        event.valid_from,
        event.valid_to,
    )


async def relieved(connection: asyncpg.Connection, recorded: EventEnvelope[MandateRelieved]) -> None:
    """A mandate has ended before its day."""
    event = recorded.event
    await connection.execute(RELIEVED, event.mandate_id, event.ward_code, event.relieved_at)


MODEL: Final = ReadModel(
    "mandates", 1, Path(__file__).with_name("mandate_model.sql"), {MandateGranted: granted, MandateRelieved: relieved}
)
