"""Read model `wards`: the register of wards, and which wards a mandate may read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.decider import CITY
from services.chassis.errors import NotFound
from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.lookup import Mandate
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import sort_key
from services.submissions.wards.events import WardRegistered

REGISTERED: Final = """
INSERT INTO wards (ward_code, name, kind, valid_from, predecessors, sort_key) VALUES ($1, $2, $3, $4, $5, $6)
"""
EVERY: Final = "SELECT ward_code FROM wards UNION SELECT ward_code FROM mandates ORDER BY ward_code"
"""The wards, and the blocs for which somebody holds a mandate."""
EVERY_WARD: Final = """
SELECT ward_code, name, kind, valid_from, predecessors FROM wards ORDER BY ward_code LIMIT 1000
"""
NAMED: Final = "SELECT name FROM wards WHERE ward_code = $1"
ANCESTORS: Final = """
WITH RECURSIVE today (day) AS (SELECT (public.store_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
ended (ward_code, taken) AS (
    SELECT w.ward_code, p.code FROM today, wards w, unnest(w.predecessors) AS p (code)
    WHERE w.valid_from <= today.day AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.ward_code = p.code AND m.role IN ('clerk', 'chairman')
        AND m.relieved_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= today.day)
    )
),
line (ward_code) AS (
    SELECT taken FROM ended WHERE ward_code = $1
    UNION
    SELECT e.taken FROM ended e JOIN line ON e.ward_code = line.ward_code
)
SELECT ward_code FROM line ORDER BY ward_code
"""
"""What a ward took over and nobody runs any more: a ward that has a clerk or a chairman of its own is read by nobody else."""


async def registered(connection: asyncpg.Connection, recorded: EventEnvelope[WardRegistered]) -> None:
    """A ward began to use the system."""
    event = recorded.event
    took_over, key = list(event.predecessors), list(sort_key(event.name))
    await connection.execute(REGISTERED, event.code, event.name, event.kind, event.valid_from, took_over, key)


MODEL: Final = ReadModel("wards", 2, Path(__file__).with_name("schema.sql"), {WardRegistered: registered})


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
    name: str | None = await connection.fetchval(NAMED, ward_code)
    if name is None:
        raise NotFound("ward")
    return name
