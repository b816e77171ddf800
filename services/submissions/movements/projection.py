"""Read model `movements`: what was launched, and who takes part."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.submissions.movements.events import (
    HouseholdsCounted,
    HouseholdsTakenBack,
    MovementAmended,
    MovementContent,
    MovementJoined,
    MovementLaunched,
    MovementLeft,
    MovementRestored,
    MovementReviewed,
    MovementReviewWithdrawn,
    MovementWithdrawn,
)

LAUNCHED: Final = """
INSERT INTO movements (ward_code, movement_id, plan_id, code, name, kind, goals, subjects, criteria, slogan, parent, starts_on,
                       ends_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
AMENDED: Final = """
UPDATE movements SET kind = $3, goals = $4, subjects = $5, criteria = $6, slogan = $7, parent = $8, starts_on = $9, ends_on = $10
WHERE ward_code = $1 AND movement_id = $2
"""
VERSION: Final = """
INSERT INTO movement_versions (ward_code, movement_id, version, said_on, criteria, document_number)
VALUES ($1, $2, $3, $4, $5, $6)
"""
REVIEWED: Final = """
INSERT INTO movement_reviews (ward_code, movement_id, held_on, kind, document_number) VALUES ($1, $2, $3, $4, $5)
"""
UNREVIEWED: Final = "DELETE FROM movement_reviews WHERE ward_code = $1 AND movement_id = $2 AND held_on = $3"
JOINED: Final = "INSERT INTO participations (ward_code, movement_id, unit_id, joined_at) VALUES ($1, $2, $3, $4)"
WITHDRAWN: Final = "UPDATE movements SET withdrawn = $3 WHERE ward_code = $1 AND movement_id = $2"
LEFT: Final = "DELETE FROM participations WHERE ward_code = $1 AND movement_id = $2 AND unit_id = $3"

COUNTED: Final = """
INSERT INTO movement_households (ward_code, movement_id, unit_id, counted_on, households, of_all)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (ward_code, movement_id, unit_id, counted_on) DO UPDATE SET households = excluded.households, of_all = excluded.of_all
"""
UNCOUNTED: Final = """
DELETE FROM movement_households WHERE ward_code = $1 AND movement_id = $2 AND unit_id = $3 AND counted_on = $4
"""

SAID: Final = """
SELECT m.ward_code, m.movement_id, m.plan_id, m.code, m.name, m.kind, m.goals, m.subjects, m.criteria, m.slogan, m.parent,
       m.starts_on, m.ends_on, m.withdrawn,
       (SELECT count(*) FROM participations p WHERE p.ward_code = m.ward_code AND p.movement_id = m.movement_id) AS units
FROM movements m
"""
PAGE: Final = f"""{SAID}
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
        *_said(event.content),
    )
    await _version(connection, recorded, event.content, 1, None)


def _said(content: MovementContent) -> tuple[Any, ...]:
    return (
        content.kind,
        list(content.goals),
        list(content.subjects),
        list(content.criteria),
        content.slogan,
        content.parent,
        content.starts_on,
        content.ends_on,
    )


async def _version(
    connection: asyncpg.Connection,
    recorded: EventEnvelope[Any],
    content: MovementContent,
    version: int,
    document_number: str | None,
) -> None:
    said_on, criteria = local_date(recorded.recorded_at), list(content.criteria)
    await connection.execute(
        VERSION, recorded.ward_code, recorded.event.movement_id, version, said_on, criteria, document_number
    )


async def amended(connection: asyncpg.Connection, recorded: EventEnvelope[MovementAmended]) -> None:
    """It asks something else."""
    event = recorded.event
    await connection.execute(AMENDED, recorded.ward_code, event.movement_id, *_said(event.content))
    await _version(connection, recorded, event.content, event.version, event.document_number)


async def reviewed(connection: asyncpg.Connection, recorded: EventEnvelope[MovementReviewed]) -> None:
    """What came of it was reviewed."""
    event = recorded.event
    await connection.execute(
        REVIEWED, recorded.ward_code, event.movement_id, event.held_on, event.kind, event.document_number
    )


async def unreviewed(connection: asyncpg.Connection, recorded: EventEnvelope[MovementReviewWithdrawn]) -> None:
    """It was not."""
    await connection.execute(UNREVIEWED, recorded.ward_code, recorded.event.movement_id, recorded.event.held_on)


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


async def counted(connection: asyncpg.Connection, recorded: EventEnvelope[HouseholdsCounted]) -> None:
    """So many households took part on a day."""
    event = recorded.event
    await connection.execute(
        COUNTED,
        recorded.ward_code,
        event.movement_id,
        event.unit_id,
        event.counted_on,
        event.households,
        event.of_all,
    )


async def uncounted(connection: asyncpg.Connection, recorded: EventEnvelope[HouseholdsTakenBack]) -> None:
    """Nobody has counted on that day."""
    event = recorded.event
    await connection.execute(UNCOUNTED, recorded.ward_code, event.movement_id, event.unit_id, event.counted_on)


MODEL: Final = ReadModel(
    "movements",
    5,
    Path(__file__).with_name("schema.sql"),
    {
        MovementLaunched: launched,
        MovementAmended: amended,
        MovementReviewed: reviewed,
        MovementReviewWithdrawn: unreviewed,
        MovementWithdrawn: withdrawn,
        MovementRestored: restored,
        MovementJoined: joined,
        MovementLeft: left,
        HouseholdsCounted: counted,
        HouseholdsTakenBack: uncounted,
    },
)


async def page(
    connection: asyncpg.Connection, *, ward_code: str | None, plan_id: UUID | None, after: tuple[str, UUID], limit: int
) -> list[dict[str, Any]]:
    """Movements in the order of ward and id, each with its number of units."""
    return [dict(row) for row in await connection.fetch(PAGE, ward_code, plan_id, *after, limit)]


async def one(connection: asyncpg.Connection, movement_id: UUID) -> dict[str, Any] | None:
    """A movement; None when it is not among the readable wards."""
    row = await connection.fetchrow(f"{SAID} WHERE m.movement_id = $1", movement_id)
    return dict(row) if row is not None else None


async def launched_here(connection: asyncpg.Connection, movement_id: UUID) -> bool:
    """Whether there is this movement among the readable wards."""
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM movements WHERE movement_id = $1)", movement_id))


async def participants(
    connection: asyncpg.Connection, movement_id: UUID, *, after: UUID, limit: int
) -> list[dict[str, Any]]:
    """The units of a movement in the order of their ids."""
    return [dict(row) for row in await connection.fetch(PARTICIPANTS, movement_id, after, limit)]
