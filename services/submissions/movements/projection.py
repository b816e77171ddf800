"""Read model `movements`: what was launched, and who takes part."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.submissions.movements.events import (
    MovementJoined,
    MovementLaunched,
    MovementLeft,
    MovementRestored,
    MovementWithdrawn,
)

LAUNCHED: Final = """
INSERT INTO movements (ward_code, movement_id, plan_id, code, name, starts_on, ends_on) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
JOINED: Final = "INSERT INTO participations (ward_code, movement_id, unit_id, joined_at) VALUES ($1, $2, $3, $4)"
WITHDRAWN: Final = "UPDATE movements SET withdrawn = $3 WHERE ward_code = $1 AND movement_id = $2"
LEFT: Final = "DELETE FROM participations WHERE ward_code = $1 AND movement_id = $2 AND unit_id = $3"

PAGE: Final = """
SELECT m.ward_code, m.movement_id, m.plan_id, m.code, m.name, m.starts_on, m.ends_on, m.withdrawn,
       (SELECT count(*) FROM participations p WHERE p.ward_code = m.ward_code AND p.movement_id = m.movement_id) AS units
FROM movements m
WHERE ($1::text IS NULL OR m.ward_code = $1) AND ($2::uuid IS NULL OR m.plan_id = $2)
  AND (m.ward_code, m.movement_id) > ($3, $4)
ORDER BY m.ward_code, m.movement_id LIMIT $5
"""
PARTICIPANTS: Final = """
SELECT p.ward_code, p.unit_id, u.name, p.joined_at FROM participations p
LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = p.unit_id
WHERE p.movement_id = $1 AND p.unit_id > $2 ORDER BY p.unit_id LIMIT $3
"""


async def launched(connection: asyncpg.Connection, recorded: EventEnvelope[MovementLaunched]) -> None:
    """A movement runs."""
    event = recorded.event
    await connection.execute(
        LAUNCHED,
        recorded.ward_code,
        event.movement_id,
        event.plan_id,
        event.code,
        event.name,
        event.starts_on,
        event.ends_on,
    )


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[MovementWithdrawn]) -> None:
    """It was a mistake."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.movement_id, True)


async def restored(connection: asyncpg.Connection, recorded: EventEnvelope[MovementRestored]) -> None:
    """It was none."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.movement_id, False)


async def joined(connection: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> None:
    """A unit takes part."""
    event = recorded.event
    await connection.execute(JOINED, recorded.ward_code, event.movement_id, event.unit_id, recorded.recorded_at)


async def left(connection: asyncpg.Connection, recorded: EventEnvelope[MovementLeft]) -> None:
    """A unit takes part no more."""
    await connection.execute(LEFT, recorded.ward_code, recorded.event.movement_id, recorded.event.unit_id)


MODEL: Final = ReadModel(
    "movements",
    3,
    Path(__file__).with_name("schema.sql"),
    {
        MovementLaunched: launched,
        MovementWithdrawn: withdrawn,
        MovementRestored: restored,
        MovementJoined: joined,
        MovementLeft: left,
    },
)


async def page(
    connection: asyncpg.Connection, *, ward_code: str | None, plan_id: UUID | None, after: tuple[str, UUID], limit: int
) -> list[dict[str, Any]]:
    """Movements in the order of ward and id, each with its number of units."""
    return [dict(row) for row in await connection.fetch(PAGE, ward_code, plan_id, *after, limit)]


async def launched_here(connection: asyncpg.Connection, movement_id: UUID) -> bool:
    """Whether there is this movement among the readable wards."""
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM movements WHERE movement_id = $1)", movement_id))


async def participants(
    connection: asyncpg.Connection, movement_id: UUID, *, after: UUID, limit: int
) -> list[dict[str, Any]]:
    """The units of a movement in the order of their ids."""
    return [dict(row) for row in await connection.fetch(PARTICIPANTS, movement_id, after, limit)]
