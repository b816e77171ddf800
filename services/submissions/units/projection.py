"""Read model `units`: a ward's units with their dated codes, names and kinds, and who goes on in their place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import search_key, sort_key
from services.submissions.units.decider import profile_of
from services.submissions.units.events import (
    Profile,
    UnitChangeCalledOff,
    UnitChanged,
    UnitChangePlanned,
    UnitClosed,
    UnitCodeChanged,
    UnitEndCorrected,
    UnitProfilesCorrected,
    UnitRegistered,
    UnitRegistrationCorrected,
    UnitReopened,
    UnitSucceeded,
    UnitWithdrawn,
)

REGISTERED: Final = """
INSERT INTO units (ward_code, unit_id, name, kind, began_on, parent_id, priorities, sort_key, search_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
CALLED: Final = """
UPDATE units SET name = $3, kind = $4, parent_id = $5, priorities = $6, sort_key = $7, search_key = $8
WHERE ward_code = $1 AND unit_id = $2
"""
PROFILE: Final = """
INSERT INTO unit_profiles (ward_code, unit_id, valid_from, name, kind, parent_id, priorities) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
PLANNED: Final = """
INSERT INTO unit_changes (ward_code, unit_id, valid_from, name, kind, parent_id, priorities) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ward_code, unit_id) DO UPDATE SET valid_from = $3, name = $4, kind = $5, parent_id = $6, priorities = $7
"""
"""Older stores planned a second change where one was coming: the later one replaced it."""
COME: Final = "DELETE FROM unit_changes WHERE ward_code = $1 AND unit_id = $2 AND valid_from = $3"
CALLED_OFF: Final = "DELETE FROM unit_changes WHERE ward_code = $1 AND unit_id = $2"
FORGOTTEN: Final = "DELETE FROM unit_profiles WHERE ward_code = $1 AND unit_id = $2"
SUCCESSOR: Final = "INSERT INTO unit_successors (ward_code, unit_id, successor_id) VALUES ($1, $2, $3)"
UNSUCCEEDED: Final = "DELETE FROM unit_successors WHERE ward_code = $1 AND unit_id = $2"
BEGAN: Final = "UPDATE units SET began_on = $3 WHERE ward_code = $1 AND unit_id = $2"
FIRST_CODE: Final = """
UPDATE unit_codes SET valid_from = $3, code = $4 WHERE ward_code = $1 AND unit_id = $2
AND valid_from = (SELECT min(valid_from) FROM unit_codes WHERE ward_code = $1 AND unit_id = $2)
"""
WITHDRAWN: Final = "UPDATE units SET closed_on = began_on, withdrawn = true WHERE ward_code = $1 AND unit_id = $2"
CODES_FREED: Final = "DELETE FROM unit_codes WHERE ward_code = $1 AND unit_id = $2"
CODE: Final = "INSERT INTO unit_codes (ward_code, unit_id, valid_from, code) VALUES ($1, $2, $3, $4)"
CLOSED: Final = "UPDATE units SET closed_on = $3 WHERE ward_code = $1 AND unit_id = $2"

PAGE: Final = """
SELECT u.ward_code, u.unit_id, u.name, u.kind, u.began_on, u.closed_on, c.code
FROM units u
LEFT JOIN LATERAL (
    SELECT k.code FROM unit_codes k
    WHERE k.ward_code = u.ward_code AND k.unit_id = u.unit_id AND k.valid_from <= $1
    ORDER BY k.valid_from DESC LIMIT 1
) c ON true
WHERE ($2::text IS NULL OR u.ward_code = $2) AND ($3::text IS NULL OR u.kind = $3) AND (u.ward_code, u.unit_id) > ($4, $5)
ORDER BY u.ward_code, u.unit_id LIMIT $6
"""
CODES: Final = """
SELECT valid_from, code FROM unit_codes WHERE ward_code = $1 AND unit_id = $2 ORDER BY valid_from
"""
PROFILES: Final = """
SELECT valid_from, name, kind, parent_id, priorities FROM unit_profiles WHERE ward_code = $1 AND unit_id = $2 ORDER BY valid_from
"""
ONE: Final = "SELECT ward_code, unit_id, name, kind, began_on, closed_on FROM units WHERE unit_id = $1"


async def registered(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> None:
    """A unit was entered."""
    event, ward = recorded.event, recorded.ward_code
    profile = profile_of(event)
    called = (profile.parent_id, list(profile.priorities), *_keys(profile))
    await connection.execute(REGISTERED, ward, event.unit_id, event.name, event.kind, event.valid_from, *called)
    await connection.execute(CODE, ward, event.unit_id, event.valid_from, event.code)
    await _write(connection, ward, event.unit_id, profile)


async def changed(connection: asyncpg.Connection, recorded: EventEnvelope[UnitChanged]) -> None:
    """A unit is called or classed otherwise."""
    event, ward = recorded.event, recorded.ward_code
    await _write(connection, ward, event.unit_id, event.profile)
    await _call(connection, ward, event.unit_id, event.profile)
    await connection.execute(COME, ward, event.unit_id, event.profile.valid_from)


async def planned(connection: asyncpg.Connection, recorded: EventEnvelope[UnitChangePlanned]) -> None:
    """A unit will be called or classed otherwise."""
    await _write(connection, recorded.ward_code, recorded.event.unit_id, recorded.event.profile, PLANNED)


async def called_off(connection: asyncpg.Connection, recorded: EventEnvelope[UnitChangeCalledOff]) -> None:
    """It will not."""
    await connection.execute(CALLED_OFF, recorded.ward_code, recorded.event.unit_id)


async def profiles_corrected(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitProfilesCorrected | UnitRegistrationCorrected]
) -> None:
    """How a unit was called is written anew."""
    event, ward = recorded.event, recorded.ward_code
    await connection.execute(FORGOTTEN, ward, event.unit_id)
    for profile in event.profiles:
        await _write(connection, ward, event.unit_id, profile)
    await _call(connection, ward, event.unit_id, event.profiles[-1])


async def registration_corrected(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistrationCorrected]
) -> None:
    """What was mistyped is written anew: the first code and the first day, too."""
    event, ward = recorded.event, recorded.ward_code
    await profiles_corrected(connection, recorded)
    began = event.profiles[0].valid_from
    await connection.execute(BEGAN, ward, event.unit_id, began)
    await connection.execute(FIRST_CODE, ward, event.unit_id, began, event.code)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[UnitWithdrawn]) -> None:
    """A unit was registered by mistake: it never lived, and its codes are free."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.unit_id)
    await connection.execute(CALLED_OFF, recorded.ward_code, recorded.event.unit_id)
    await connection.execute(CODES_FREED, recorded.ward_code, recorded.event.unit_id)


async def _write(
    connection: asyncpg.Connection, ward: str, unit_id: UUID, profile: Profile, statement: str = PROFILE
) -> None:
    called = (profile.name, profile.kind, profile.parent_id, list(profile.priorities))
    await connection.execute(statement, ward, unit_id, profile.valid_from, *called)


async def _call(connection: asyncpg.Connection, ward: str, unit_id: UUID, profile: Profile) -> None:
    called = (profile.name, profile.kind, profile.parent_id, list(profile.priorities))
    await connection.execute(CALLED, ward, unit_id, *called, *_keys(profile))


def _keys(profile: Profile) -> tuple[list[str], str]:
    return list(sort_key(profile.name)), search_key(profile.name)


async def code_changed(connection: asyncpg.Connection, recorded: EventEnvelope[UnitCodeChanged]) -> None:
    """A unit has another code from a day on."""
    event = recorded.event
    await connection.execute(CODE, recorded.ward_code, event.unit_id, event.valid_from, event.code)


async def closed(connection: asyncpg.Connection, recorded: EventEnvelope[UnitClosed | UnitEndCorrected]) -> None:
    """A unit ends, or ends on another day."""
    await connection.execute(CLOSED, recorded.ward_code, recorded.event.unit_id, recorded.event.closed_on)


async def succeeded(connection: asyncpg.Connection, recorded: EventEnvelope[UnitSucceeded]) -> None:
    """A unit ends, and others go on in its place."""
    event, ward = recorded.event, recorded.ward_code
    await connection.execute(CLOSED, ward, event.unit_id, event.closed_on)
    for successor in event.successors:
        await connection.execute(SUCCESSOR, ward, event.unit_id, successor)


async def reopened(connection: asyncpg.Connection, recorded: EventEnvelope[UnitReopened]) -> None:
    """A unit does not end."""
    await connection.execute(UNSUCCEEDED, recorded.ward_code, recorded.event.unit_id)
    await connection.execute(CLOSED, recorded.ward_code, recorded.event.unit_id, None)


MODEL: Final = ReadModel(
    "units",
    5,
    Path(__file__).with_name("schema.sql"),
    {
        UnitRegistered: registered,
        UnitRegistrationCorrected: registration_corrected,
        UnitWithdrawn: withdrawn,
        UnitChanged: changed,
        UnitChangePlanned: planned,
        UnitChangeCalledOff: called_off,
        UnitProfilesCorrected: profiles_corrected,
        UnitCodeChanged: code_changed,
        UnitClosed: closed,
        UnitSucceeded: succeeded,
        UnitEndCorrected: closed,
        UnitReopened: reopened,
    },
)


async def page(
    connection: asyncpg.Connection,
    *,
    as_of: date,
    ward_code: str | None,
    kind: str | None,
    after: tuple[str, UUID],
    limit: int,
) -> list[dict[str, Any]]:
    """Units in the order of ward and id, each with the code that holds on `as_of`."""
    return [dict(row) for row in await connection.fetch(PAGE, as_of, ward_code, kind, *after, limit)]


async def one(connection: asyncpg.Connection, unit_id: UUID) -> dict[str, Any] | None:
    """A unit with all its codes, oldest first; None when it is not among the readable wards."""
    row = await connection.fetchrow(ONE, unit_id)
    if row is None:
        return None
    dated = await connection.fetch(CODES, row["ward_code"], unit_id)
    return {**row, "codes": [dict(code) for code in dated]}


async def codes(connection: asyncpg.Connection, ward_code: str, unit_id: UUID) -> list[str]:
    """Every code of a unit, oldest first."""
    return [row["code"] for row in await connection.fetch(CODES, ward_code, unit_id)]


async def profiles(connection: asyncpg.Connection, ward_code: str, unit_id: UUID) -> list[dict[str, Any]]:
    """How a unit was called and classed, oldest first."""
    return [dict(row) for row in await connection.fetch(PROFILES, ward_code, unit_id)]
