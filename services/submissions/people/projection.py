"""Read model `people`: who the subjects are, and where they belong, day by day. Erasure blanks it; a rebuild finds no key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.personal import in_clear
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import beginnings, full_name_key, search_key
from services.submissions.people.decider import membership
from services.submissions.people.events import (
    Membership,
    MembershipsCorrected,
    PersonAddressChanged,
    PersonLeft,
    PersonMoved,
    PersonNameCorrected,
    PersonRegistered,
    SubjectErased,
)
from services.submissions.people.memberships import last_year, months_in, years_in_a_row
from thidua_contracts.codes import Category, Post

REGISTERED: Final = """
INSERT INTO people (ward_code, person_id, kind, full_name, email, sort_key, search_key) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
MEMBERSHIP: Final = """
INSERT INTO memberships (ward_code, person_id, member_from, found_from, until, unit_id, direct_worker, category, posts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
ENDED: Final = "UPDATE memberships SET until = $3 WHERE ward_code = $1 AND person_id = $2 AND until IS NULL"
FORGOTTEN: Final = "DELETE FROM memberships WHERE ward_code = $1 AND person_id = $2"
NAMED: Final = (
    "UPDATE people SET full_name = $3, sort_key = $4, search_key = $5 WHERE ward_code = $1 AND person_id = $2"
)
ADDRESSED: Final = "UPDATE people SET email = $3 WHERE ward_code = $1 AND person_id = $2"
ERASED_NOW: Final = """
UPDATE people SET full_name = NULL, email = NULL, sort_key = $3, search_key = $4, erased = true
WHERE ward_code = $1 AND person_id = $2
"""

# Each membership is looked up by its person: so the plan is the index's also where nothing is known of the tables yet.
RESOLVE: Final = """
SELECT p.person_id, p.ward_code, p.kind, p.full_name, m.unit_id, m.direct_worker, p.erased
FROM people p CROSS JOIN LATERAL (
    SELECT b.unit_id, b.direct_worker FROM memberships b
     WHERE b.ward_code = p.ward_code AND b.person_id = p.person_id
       AND b.found_from <= $3 AND coalesce(b.until > $3, true) OFFSET 0
) m
WHERE p.person_id = ANY ($1::uuid[]) AND ($2::uuid IS NULL OR m.unit_id = $2) ORDER BY p.person_id
"""
RESOLVE_UNITS: Final = """
SELECT unit_id, ward_code, name FROM units WHERE unit_id = ANY ($1::uuid[]) ORDER BY unit_id
"""
NAME: Final = "SELECT full_name FROM people WHERE person_id = $1"
PAGE: Final = """
SELECT p.ward_code, p.person_id, p.kind, p.full_name, m.unit_id, m.member_from, m.direct_worker, m.category, m.posts, p.erased
FROM people p CROSS JOIN LATERAL (
    SELECT b.unit_id, b.member_from, b.direct_worker, b.category, b.posts FROM memberships b
     WHERE b.ward_code = p.ward_code AND b.person_id = p.person_id
       AND b.found_from <= $6 AND coalesce(b.until > $6, true) OFFSET 0
) m
WHERE ($1::text IS NULL OR p.ward_code = $1) AND ($2::uuid IS NULL OR m.unit_id = $2) AND (p.ward_code, p.person_id) > ($3, $4)
ORDER BY p.ward_code, p.person_id LIMIT $5
"""
FOUND: Final = """
SELECT p.ward_code, p.person_id, p.kind, p.full_name, m.unit_id, m.member_from, m.direct_worker, coalesce(u.name, '') AS unit
FROM people p CROSS JOIN LATERAL (
    SELECT b.unit_id, b.member_from, b.direct_worker FROM memberships b
     WHERE b.ward_code = p.ward_code AND b.person_id = p.person_id
       AND b.found_from <= $7 AND coalesce(b.until > $7, true) OFFSET 0
) m
LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = m.unit_id
WHERE p.full_name IS NOT NULL AND p.search_key LIKE ALL ($1::text[]) AND ($2::text IS NULL OR p.ward_code = $2)
  AND ($3::uuid IS NULL OR m.unit_id = $3) AND (cardinality($4::text[]) = 0 OR p.kind = ANY ($4))
  AND CASE WHEN $5::uuid[] IS NULL THEN $8::boolean OR m.unit_id IS NOT NULL ELSE p.person_id = ANY ($5) END
ORDER BY (SELECT count(*) FROM unnest($1::text[]) AS word WHERE p.search_key || ' ' NOT LIKE left(word, -1) || ' %'),
         p.sort_key, p.person_id LIMIT $6
"""
"""Whoever has the words as they were asked stands before those whose words only begin so."""
ONE: Final = """
SELECT p.ward_code, p.person_id, p.kind, p.full_name, p.email, m.unit_id, m.member_from, m.direct_worker, m.category, m.posts,
       p.erased
FROM people p CROSS JOIN LATERAL (
    SELECT b.unit_id, b.member_from, b.direct_worker, b.category, b.posts FROM memberships b
     WHERE b.ward_code = p.ward_code AND b.person_id = p.person_id
       AND b.found_from <= $3 AND coalesce(b.until > $3, true) OFFSET 0
) m
WHERE p.person_id = $1 AND ($2::uuid IS NULL OR m.unit_id = $2)
"""
PAST: Final = """
SELECT m.person_id, m.member_from, m.unit_id, m.direct_worker, m.category, m.posts FROM memberships m
WHERE m.ward_code = $1 AND m.person_id = ANY ($2::uuid[]) ORDER BY m.person_id, m.member_from
"""
CHARGED: Final = """
SELECT p.person_id, p.full_name, m.posts, m.member_from
FROM memberships m JOIN people p ON p.ward_code = m.ward_code AND p.person_id = m.person_id
WHERE m.unit_id = $1 AND m.member_from <= $2 AND coalesce(m.until > $2, true) AND cardinality(m.posts) > 0
ORDER BY m.member_from, p.person_id LIMIT 100
"""
MEMBERS: Final = """
SELECT p.ward_code, p.person_id, p.kind, p.full_name, p.erased, p.sort_key, m.member_from, m.direct_worker, m.category, m.posts
FROM people p JOIN memberships m ON m.ward_code = p.ward_code AND m.person_id = p.person_id
WHERE m.unit_id = $1 AND m.member_from <= $2 AND coalesce(m.until > $2, true) AND (p.ward_code, p.person_id) > ($3, $4)
ORDER BY p.ward_code, p.person_id LIMIT $5
"""


def keys_of(name: str | None) -> tuple[list[str], str]:
    """The place among names and what is searched; whoever has no name any more comes last and is not found."""
    return (list(full_name_key(name)), search_key(name)) if name is not None else (["~"], "")


async def registered(connection: asyncpg.Connection, recorded: EventEnvelope[PersonRegistered]) -> None:
    """Somebody became a subject."""
    event, ward = recorded.event, recorded.ward_code
    name = in_clear(event.full_name)
    await connection.execute(REGISTERED, ward, event.person_id, event.kind, name, in_clear(event.email), *keys_of(name))
    await _write(connection, ward, event.person_id, membership(event), date.min, None)


async def moved(connection: asyncpg.Connection, recorded: EventEnvelope[PersonMoved]) -> None:
    """Somebody belongs to another unit, or leads now."""
    await _next(connection, recorded, membership(recorded.event))


async def left(connection: asyncpg.Connection, recorded: EventEnvelope[PersonLeft]) -> None:
    """Somebody belongs to no unit."""
    await _next(connection, recorded, Membership(member_from=recorded.event.left_on, unit_id=None))


async def corrected(connection: asyncpg.Connection, recorded: EventEnvelope[MembershipsCorrected]) -> None:
    """Where somebody belonged is written anew."""
    event, ward = recorded.event, recorded.ward_code
    await connection.execute(FORGOTTEN, ward, event.person_id)
    ends = [each.member_from for each in event.memberships[1:]]
    for place, (each, until) in enumerate(zip(event.memberships, [*ends, None], strict=True)):
        await _write(connection, ward, event.person_id, each, each.member_from if place else date.min, until)


async def _next(
    connection: asyncpg.Connection, recorded: EventEnvelope[PersonMoved | PersonLeft], new: Membership
) -> None:
    await connection.execute(ENDED, recorded.ward_code, recorded.event.person_id, new.member_from)
    await _write(connection, recorded.ward_code, recorded.event.person_id, new, new.member_from, None)


async def _write(
    connection: asyncpg.Connection, ward: str, person_id: UUID, new: Membership, found_from: date, until: date | None
) -> None:
    capacity = (new.direct_worker, new.category, list(new.posts))
    await connection.execute(MEMBERSHIP, ward, person_id, new.member_from, found_from, until, new.unit_id, *capacity)


async def named(connection: asyncpg.Connection, recorded: EventEnvelope[PersonNameCorrected]) -> None:
    """A name is written rightly."""
    name = in_clear(recorded.event.full_name)
    await connection.execute(NAMED, recorded.ward_code, recorded.event.person_id, name, *keys_of(name))


async def addressed(connection: asyncpg.Connection, recorded: EventEnvelope[PersonAddressChanged]) -> None:
    """Somebody gets mail elsewhere."""
    await connection.execute(ADDRESSED, recorded.ward_code, recorded.event.person_id, in_clear(recorded.event.email))


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> None:
    """Somebody is forgotten."""
    await connection.execute(ERASED_NOW, recorded.ward_code, recorded.event.person_id, *keys_of(None))


MODEL: Final = ReadModel(
    "people",
    4,
    Path(__file__).with_name("schema.sql"),
    {
        PersonRegistered: registered,
        PersonMoved: moved,
        PersonLeft: left,
        MembershipsCorrected: corrected,
        PersonNameCorrected: named,
        PersonAddressChanged: addressed,
        SubjectErased: erased,
    },
)


async def resolve(
    connection: asyncpg.Connection, subject_ids: Sequence[UUID], unit_id: UUID | None, today: date
) -> dict[UUID, dict[str, Any]]:
    """Who these subjects are: people and households, and units as collectives; a unit head sees the own people only."""
    found: dict[UUID, dict[str, Any]] = {}
    for row in await connection.fetch(RESOLVE, list(subject_ids), unit_id, today):
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


async def name_of(connection: asyncpg.Connection, person_id: UUID) -> str | None:
    """What a person or household is called; None for nobody of these wards, and for whoever was erased."""
    name: str | None = await connection.fetchval(NAME, person_id)
    return name


async def page(
    connection: asyncpg.Connection,
    *,
    today: date,
    ward_code: str | None,
    unit_id: UUID | None,
    after: tuple[str, UUID],
    limit: int,
) -> list[dict[str, Any]]:
    """People in the order of ward and id, each where they belong today."""
    return [dict(row) for row in await connection.fetch(PAGE, ward_code, unit_id, *after, limit, today)]


async def found(
    connection: asyncpg.Connection,
    name: str,
    *,
    today: date,
    ward_code: str | None = None,
    unit_id: UUID | None,
    kinds: Sequence[str] = (),
    ids: Sequence[UUID] | None = None,
    left: bool = False,
    limit: int,
) -> list[dict[str, Any]]:
    """People of some unit, or those with these ids, whose name has a word for each of these beginnings, marks or none.

    Those who are called as it was asked first, then in the order of names, each with the unit's name; `left`: also who has left
    and is in no unit.
    """
    wanted = [f"%{word}%" for word in beginnings(name)]
    rows = await connection.fetch(FOUND, wanted, ward_code, unit_id, list(kinds), ids, limit, today, left)
    return [dict(row) for row in rows]


async def one(
    connection: asyncpg.Connection, person_id: UUID, unit_id: UUID | None, today: date
) -> dict[str, Any] | None:
    """Somebody; None when not among the readable wards, or not of this unit today."""
    row = await connection.fetchrow(ONE, person_id, unit_id, today)
    return None if row is None else dict(row)


async def past(connection: asyncpg.Connection, ward_code: str, people: Sequence[UUID]) -> dict[UUID, list[Membership]]:
    """The memberships of these people, in the order of their days."""
    told: dict[UUID, list[Membership]] = {}
    for row in await connection.fetch(PAST, ward_code, list(people)):
        told.setdefault(row["person_id"], []).append(
            Membership(
                member_from=row["member_from"],
                unit_id=row["unit_id"],
                direct_worker=row["direct_worker"],
                category=Category(row["category"]) if row["category"] else None,
                posts=tuple(map(Post, row["posts"])),
            )
        )
    return told


async def members(
    connection: asyncpg.Connection, unit_id: UUID, day: date, *, after: tuple[str, UUID], limit: int
) -> list[dict[str, Any]]:
    """Who belonged to a unit on a day, in the order of ids, each with the months of that year and the years in a row there."""
    rows = [dict(row) for row in await connection.fetch(MEMBERS, unit_id, day, *after, limit)]
    told = await past(connection, rows[0]["ward_code"], [row["person_id"] for row in rows]) if rows else {}
    for row in rows:
        memberships = told[row["person_id"]]
        row["months"] = months_in(memberships, unit_id, day.year, day + timedelta(days=1))
        row["years"] = years_in_a_row(memberships, unit_id, last_year(day))
    return rows


async def unit_names(connection: asyncpg.Connection, unit_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these units are called."""
    return {row["unit_id"]: row["name"] for row in await connection.fetch(RESOLVE_UNITS, list(unit_ids))}


async def charged(connection: asyncpg.Connection, unit_id: UUID, today: date) -> list[dict[str, Any]]:
    """Who holds a post in a unit today, the longest there first."""
    return [dict(row) for row in await connection.fetch(CHARGED, unit_id, today)]
