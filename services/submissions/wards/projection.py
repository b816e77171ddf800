"""Read model `wards`: the register of wards with their names and lineage, and which wards a mandate may read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.decider import CITY
from services.chassis.errors import NotFound
from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.lookup import Mandate
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import search_key, sort_key
from services.submissions.wards.events import (
    WardDaysCorrected,
    WardEnded,
    WardRegistered,
    WardRenamed,
    WardWithdrawn,
)

REGISTERED: Final = """
INSERT INTO wards (ward_code, code, name, kind, valid_from, source, document_number, sort_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
NAMED: Final = """
INSERT INTO ward_names (ward_code, valid_from, name, kind, document_number, search_key) VALUES ($1, $2, $3, $4, $5, $6)
"""
RENAMED: Final = "UPDATE wards SET name = $2, kind = $3, sort_key = $4 WHERE ward_code = $1"
GOES_OVER: Final = """
INSERT INTO ward_lineage (ward_code, successor, on_day, document_number)
SELECT before, after, $3::date, $4::text FROM unnest($1::text[]) AS before, unnest($2::text[]) AS after
ON CONFLICT (ward_code, successor) DO UPDATE SET on_day = excluded.on_day, document_number = excluded.document_number
"""
ENDED: Final = "UPDATE wards SET ended_on = $2 WHERE ward_code = $1"
NAMED_ANEW: Final = """
UPDATE ward_names n SET valid_from = $2
WHERE ward_code = $1 AND valid_from = (SELECT min(valid_from) FROM ward_names WHERE ward_code = $1) AND NOT EXISTS (
    SELECT FROM ward_names o WHERE o.ward_code = $1 AND o.valid_from > n.valid_from AND o.valid_from <= $2
)
"""
"""The first name's day; older stores began wards on or after the day of another name: the first then stays before it."""
BEGUN_ANEW: Final = """
UPDATE ward_lineage l SET on_day = $2 FROM wards w WHERE w.ward_code = $1 AND l.successor = $1 AND l.on_day = w.valid_from
"""
ENDED_ANEW: Final = "UPDATE ward_lineage SET on_day = $2 WHERE ward_code = $1"
ENDLESS: Final = "DELETE FROM ward_lineage WHERE ward_code = $1"
DAYS: Final = "UPDATE wards SET valid_from = $2, ended_on = $3 WHERE ward_code = $1"
WITHDRAWN: Final = (
    "DELETE FROM ward_lineage WHERE successor = $1",
    "DELETE FROM ward_names WHERE ward_code = $1",
    "DELETE FROM wards WHERE ward_code = $1",
)

EVERY: Final = "SELECT ward_code FROM wards UNION SELECT ward_code FROM mandates ORDER BY ward_code"
"""The wards, and the blocs for which somebody holds a mandate."""
CALLED: Final = """
SELECT name FROM ward_names
WHERE ward_code = $1 ORDER BY valid_from > (public.store_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
      abs(valid_from - (public.store_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) LIMIT 1
"""
"""What holds today; before the ward's first day its first name."""
ANCESTORS: Final = """
WITH RECURSIVE today (day) AS (SELECT (public.store_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
ended (ward_code, taken) AS (
    SELECT l.successor, l.ward_code FROM today, ward_lineage l LEFT JOIN wards p ON p.ward_code = l.ward_code
    WHERE l.on_day <= today.day AND (p.ended_on <= today.day OR NOT EXISTS (
        SELECT FROM mandates m WHERE m.ward_code = l.ward_code AND m.role IN ('clerk', 'chairman')
        AND m.relieved_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= today.day)
    ))
),
line (ward_code) AS (
    SELECT taken FROM ended WHERE ward_code = $1
    UNION
    SELECT e.taken FROM ended e JOIN line ON e.ward_code = line.ward_code
)
SELECT ward_code FROM line ORDER BY ward_code
"""
"""What a ward took over and is no more; in old stores, where no end was recorded, what nobody runs any more."""


async def registered(connection: asyncpg.Connection, recorded: EventEnvelope[WardRegistered]) -> None:
    """A ward begins."""
    event, key = recorded.event, list(sort_key(recorded.event.name))
    named = (event.name, event.kind, event.valid_from)
    await connection.execute(REGISTERED, event.ward, event.code, *named, event.source, event.document_number, key)
    await _named(connection, event)
    await connection.execute(GOES_OVER, list(event.predecessors), [event.ward], event.valid_from, event.document_number)


async def renamed(connection: asyncpg.Connection, recorded: EventEnvelope[WardRenamed]) -> None:
    """A ward is called otherwise from a day on."""
    event = recorded.event
    await _named(connection, event)
    await connection.execute(RENAMED, event.ward, event.name, event.kind, list(sort_key(event.name)))


async def _named(connection: asyncpg.Connection, event: WardRegistered | WardRenamed) -> None:
    found = search_key(event.name)
    await connection.execute(NAMED, event.ward, event.valid_from, event.name, event.kind, event.document_number, found)


async def ended(connection: asyncpg.Connection, recorded: EventEnvelope[WardEnded]) -> None:
    """A ward goes over into others."""
    event = recorded.event
    await connection.execute(ENDED, event.ward, event.ended_on)
    await connection.execute(GOES_OVER, [event.ward], list(event.successors), event.ended_on, event.document_number)


async def corrected(connection: asyncpg.Connection, recorded: EventEnvelope[WardDaysCorrected]) -> None:
    """A ward's days are others, and with them those of its first name and of its lineage."""
    event = recorded.event
    await connection.execute(NAMED_ANEW, event.ward, event.valid_from)
    await connection.execute(BEGUN_ANEW, event.ward, event.valid_from)
    if event.ended_on is None:
        await connection.execute(ENDLESS, event.ward)
    else:
        await connection.execute(ENDED_ANEW, event.ward, event.ended_on)
    await connection.execute(DAYS, event.ward, event.valid_from, event.ended_on)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[WardWithdrawn]) -> None:
    """A ward does not begin."""
    for statement in WITHDRAWN:
        await connection.execute(statement, recorded.event.ward)


MODEL: Final = ReadModel(
    "wards",
    3,
    Path(__file__).with_name("schema.sql"),
    {
        WardRegistered: registered,
        WardRenamed: renamed,
        WardEnded: ended,
        WardDaysCorrected: corrected,
        WardWithdrawn: withdrawn,
    },
)


async def readable_wards(connection: asyncpg.Connection, mandate: Mandate) -> list[str]:
    """A city mandate reads every ward; a ward's mandate reads the ward and those it took over, once they have ended."""
    rows = (
        await connection.fetch(EVERY)
        if mandate.ward_code == CITY
        else await connection.fetch(ANCESTORS, mandate.ward_code)
    )
    return [row["ward_code"] for row in rows]


async def name_of(connection: asyncpg.Connection, ward_code: str) -> str:
    """What the ward is called. Raises NotFound for a code that no ward has."""
    name: str | None = await connection.fetchval(CALLED, ward_code)
    if name is None:
        raise NotFound("ward")
    return name
