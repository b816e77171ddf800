"""Read model `people`: who the subjects are, and in which unit since when. Erasure blanks it; a rebuild finds no key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.personal import Erased
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import beginnings, full_name_key, search_key
from services.submissions.people.events import (
    PersonAddressChanged,
    PersonMoved,
    PersonNameCorrected,
    PersonRegistered,
    SubjectErased,
)

REGISTERED: Final = """
INSERT INTO people (ward_code, person_id, kind, full_name, email, unit_id, member_from, direct_worker, sort_key, search_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
MEMBERSHIP: Final = """
INSERT INTO memberships (ward_code, person_id, member_from, unit_id, direct_worker) VALUES ($1, $2, $3, $4, $5)
"""
MOVED: Final = """
UPDATE people SET member_from = $3, unit_id = $4, direct_worker = $5 WHERE ward_code = $1 AND person_id = $2
"""
NAMED: Final = (
    "UPDATE people SET full_name = $3, sort_key = $4, search_key = $5 WHERE ward_code = $1 AND person_id = $2"
)
ADDRESSED: Final = "UPDATE people SET email = $3 WHERE ward_code = $1 AND person_id = $2"
ERASED_NOW: Final = """
UPDATE people SET full_name = NULL, email = NULL, sort_key = $3, search_key = $4, erased = true
WHERE ward_code = $1 AND person_id = $2
"""

RESOLVE: Final = """
SELECT person_id, ward_code, kind, full_name, unit_id, direct_worker, erased FROM people
WHERE person_id = ANY ($1::uuid[]) AND ($2::uuid IS NULL OR unit_id = $2) ORDER BY person_id
"""
RESOLVE_UNITS: Final = """
SELECT unit_id, ward_code, name FROM units WHERE unit_id = ANY ($1::uuid[]) ORDER BY unit_id
"""
PAGE: Final = """
SELECT ward_code, person_id, kind, full_name, unit_id, member_from, direct_worker, erased FROM people
WHERE ($1::text IS NULL OR ward_code = $1) AND ($2::uuid IS NULL OR unit_id = $2) AND (ward_code, person_id) > ($3, $4)
ORDER BY ward_code, person_id LIMIT $5
"""
FOUND: Final = """
SELECT p.ward_code, p.person_id, p.kind, p.full_name, p.unit_id, p.member_from, p.direct_worker, coalesce(u.name, '') AS unit
FROM people p LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = p.unit_id
WHERE p.full_name IS NOT NULL AND p.search_key LIKE ALL ($1::text[]) AND ($2::text IS NULL OR p.ward_code = $2)
  AND ($3::uuid IS NULL OR p.unit_id = $3) AND (cardinality($4::text[]) = 0 OR p.kind = ANY ($4))
  AND ($5::uuid[] IS NULL OR p.person_id = ANY ($5))
ORDER BY p.sort_key, p.person_id LIMIT $6
"""
ONE: Final = """
SELECT ward_code, person_id, kind, full_name, email, unit_id, member_from, direct_worker, erased FROM people
WHERE person_id = $1 AND ($2::uuid IS NULL OR unit_id = $2)
"""


def plain(value: str | Erased | None) -> str | None:
    """The value as it stands in a row: nothing once its key is gone."""
    return None if isinstance(value, Erased) else value


def keys_of(name: str | None) -> tuple[list[str], str]:
    """The place among names and what is searched; whoever has no name any more comes last and is not found."""
    return (list(full_name_key(name)), search_key(name)) if name is not None else (["~"], "")


async def registered(connection: asyncpg.Connection, recorded: EventEnvelope[PersonRegistered]) -> None:
    """Somebody became a subject."""
    event, ward = recorded.event, recorded.ward_code
    name, member = plain(event.full_name), (event.unit_id, event.member_from, event.direct_worker)
    await connection.execute(
        REGISTERED, ward, event.person_id, event.kind, name, plain(event.email), *member, *keys_of(name)
    )
    await connection.execute(MEMBERSHIP, ward, event.person_id, event.member_from, event.unit_id, event.direct_worker)


async def moved(connection: asyncpg.Connection, recorded: EventEnvelope[PersonMoved]) -> None:
    """Somebody belongs to another unit, or leads now."""
    event = recorded.event
    membership = (recorded.ward_code, event.person_id, event.member_from, event.unit_id, event.direct_worker)
    await connection.execute(MOVED, *membership)
    await connection.execute(MEMBERSHIP, *membership)


async def named(connection: asyncpg.Connection, recorded: EventEnvelope[PersonNameCorrected]) -> None:
    """A name is written rightly."""
    name = plain(recorded.event.full_name)
    await connection.execute(NAMED, recorded.ward_code, recorded.event.person_id, name, *keys_of(name))


async def addressed(connection: asyncpg.Connection, recorded: EventEnvelope[PersonAddressChanged]) -> None:
    """Somebody gets mail elsewhere."""
    await connection.execute(ADDRESSED, recorded.ward_code, recorded.event.person_id, plain(recorded.event.email))


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> None:
    """Somebody is forgotten."""
    await connection.execute(ERASED_NOW, recorded.ward_code, recorded.event.person_id, *keys_of(None))


MODEL: Final = ReadModel(
    "people",
    3,
    Path(__file__).with_name("schema.sql"),
    {
        PersonRegistered: registered,
        PersonMoved: moved,
        PersonNameCorrected: named,
        PersonAddressChanged: addressed,
        SubjectErased: erased,
    },
)


async def resolve(
    connection: asyncpg.Connection, subject_ids: Sequence[UUID], unit_id: UUID | None
) -> dict[UUID, dict[str, Any]]:
    """Who these subjects are: people and households, and units as collectives; a unit head sees the own people only."""
    found: dict[UUID, dict[str, Any]] = {}
    for row in await connection.fetch(RESOLVE, list(subject_ids), unit_id):
        found[row["person_id"]] = {
            "subject_id": row["person_id"],
            "ward_code": row["ward_code"],
            "kind": row["kind"],
            "name": row["full_name"],
            "unit_id": row["unit_id"],
            "direct_worker": row["direct_worker"],
            "erased": row["erased"],
        }
    for row in await connection.fetch(RESOLVE_UNITS, list(subject_ids)):
        found[row["unit_id"]] = {
            "subject_id": row["unit_id"],
            "ward_code": row["ward_code"],
            "kind": "collective",
            "name": row["name"],
            "unit_id": row["unit_id"],
            "direct_worker": None,
            "erased": False,
        }
    return found


async def page(
    connection: asyncpg.Connection, *, ward_code: str | None, unit_id: UUID | None, after: tuple[str, UUID], limit: int
) -> list[dict[str, Any]]:
    """People in the order of ward and id."""
    return [dict(row) for row in await connection.fetch(PAGE, ward_code, unit_id, *after, limit)]


async def found(
    connection: asyncpg.Connection,
    name: str,
    *,
    ward_code: str | None = None,
    unit_id: UUID | None,
    kinds: Sequence[str] = (),
    ids: Sequence[UUID] | None = None,
    limit: int,
) -> list[dict[str, Any]]:
    """People whose name has a word for each of these beginnings, marks or none, in the order of names; each with the unit's name."""
    wanted = [f"%{word}%" for word in beginnings(name)]
    rows = await connection.fetch(FOUND, wanted, ward_code, unit_id, list(kinds), ids, limit)
    return [dict(row) for row in rows]


async def one(connection: asyncpg.Connection, person_id: UUID, unit_id: UUID | None) -> dict[str, Any] | None:
    """Somebody; None when not among the readable wards, or not of this unit."""
    row = await connection.fetchrow(ONE, person_id, unit_id)
    return None if row is None else dict(row)
