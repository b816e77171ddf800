"""Read models `award-units`, names of units for lists and which wards there are, and `award-members`, who belongs to which unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import asyncpg

from services.awards.subjects.events import MembershipsCopied, PersonCopied, SubjectErased, UnitCopied
from services.chassis.decider import CITY
from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.lookup import Mandate
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import search_key

UNIT: Final = """
INSERT INTO award_units (ward_code, unit_id, name, kind, search) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ward_code, unit_id) DO UPDATE SET name = $3, kind = $4, search = $5
"""
WARD: Final = "INSERT INTO award_wards (ward_code) VALUES ($1) ON CONFLICT DO NOTHING"
ANCESTORS: Final = """
WITH RECURSIVE today (day) AS (SELECT (public.store_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
line (ward_code) AS (
    SELECT l.ward_code FROM read.ward_lineage l, today WHERE l.successor = $1 AND l.on_day <= today.day
    UNION
    SELECT l.ward_code FROM line JOIN read.ward_lineage l ON l.successor = line.ward_code, today WHERE l.on_day <= today.day
)
SELECT ward_code FROM line ORDER BY ward_code
"""
WARDS: Final = "SELECT ward_code FROM read.award_wards ORDER BY ward_code"


async def copied(connection: asyncpg.Connection, recorded: EventEnvelope[UnitCopied]) -> None:
    """A unit has this name."""
    event = recorded.event
    await connection.execute(UNIT, recorded.ward_code, event.unit_id, event.name, event.kind, search_key(event.name))
    await connection.execute(WARD, recorded.ward_code)


async def readable_wards(connection: asyncpg.Connection, mandate: Mandate) -> Sequence[str]:
    """A mandate of the city reads every ward, a ward's mandate its own and those that went over into it."""
    if mandate.ward_code != CITY:
        rows = await connection.fetch(ANCESTORS, mandate.ward_code)
        return [mandate.ward_code, *(row["ward_code"] for row in rows)]
    return [CITY, *(row["ward_code"] for row in await connection.fetch(WARDS))]


TOLD: Final = """
INSERT INTO award_members (ward_code, person_id, member_from, unit_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (ward_code, person_id, member_from) DO UPDATE SET unit_id = $4
"""
FORGOTTEN: Final = "DELETE FROM award_members WHERE ward_code = $1 AND person_id = $2"


async def belongs(connection: asyncpg.Connection, recorded: EventEnvelope[PersonCopied]) -> None:
    """Somebody belongs to a unit, or to none, from a day on; without one since ever."""
    event = recorded.event
    since = event.member_from or date.min
    await connection.execute(TOLD, recorded.ward_code, event.person_id, since, event.unit_id)


async def corrected(connection: asyncpg.Connection, recorded: EventEnvelope[MembershipsCopied]) -> None:
    """Where somebody belonged was told anew."""
    event = recorded.event
    await connection.execute(FORGOTTEN, recorded.ward_code, event.person_id)
    for one in event.memberships:
        await connection.execute(TOLD, recorded.ward_code, event.person_id, one.member_from or date.min, one.unit_id)


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> None:
    """Nothing new is told of somebody who was erased; the ids that stay name nobody."""
    await connection.execute(FORGOTTEN, recorded.ward_code, recorded.event.person_id)


MEMBERS: Final = ReadModel(
    "award-members",
    1,
    Path(__file__).with_name("members.sql"),
    {PersonCopied: belongs, MembershipsCopied: corrected, SubjectErased: erased},
)
MODEL: Final = ReadModel("award-units", 4, Path(__file__).with_name("units.sql"), {UnitCopied: copied})
