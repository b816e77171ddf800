"""Process manager `asking-for-aims`: a ward's call asks each of its units, also units of later days, while it holds.

It only says which unit and which year are to be looked at again; `decide_bring` says what follows: asked, another day, or asked no
more. A unit that begins later than the call has a week from its registration, if that is later than the call's own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager
from services.submissions.aims.commands import BringAims
from services.submissions.aims.events import AimsCalled, AimsCalledOff, AimsCallMoved
from services.submissions.units.events import (
    UnitClosed,
    UnitEndCorrected,
    UnitRegistered,
    UnitReopened,
    UnitSucceeded,
    UnitWithdrawn,
)

JOINED_LATER: Final = timedelta(days=7)
"""How long a unit of a later day has for what was called for before it."""
UNITS: Final = "SELECT unit_id FROM asking_units WHERE ward_code = $1 ORDER BY unit_id"
CALLS: Final = "SELECT year FROM asking_calls WHERE ward_code = $1 ORDER BY year"
REMEMBER_UNIT: Final = "INSERT INTO asking_units (ward_code, unit_id) VALUES ($1, $2)"
REMEMBER_CALL: Final = "INSERT INTO asking_calls (ward_code, year) VALUES ($1, $2) ON CONFLICT DO NOTHING"


def bring(recorded: EventEnvelope[Any], unit_id: UUID, year: int, earliest: date | None = None) -> Issue:
    """The command that looks at a unit and a year again."""
    command = BringAims(
        ward_code=recorded.ward_code, at=recorded.recorded_at, unit_id=unit_id, year=year, earliest=earliest
    )
    return Issue(f"bring {unit_id} {year}", command)


async def called(
    connection: asyncpg.Connection, recorded: EventEnvelope[AimsCalled | AimsCallMoved | AimsCalledOff]
) -> Sequence[Issue]:
    """Every unit of the ward."""
    rows = await connection.fetch(UNITS, recorded.ward_code)
    return [bring(recorded, row["unit_id"], recorded.event.year) for row in rows]


async def unit_began(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> Sequence[Issue]:
    """Every call of its ward, with a week for a new unit."""
    earliest = local_date(recorded.recorded_at) + JOINED_LATER
    return await _every_call(connection, recorded, earliest)


async def unit_changed(
    connection: asyncpg.Connection,
    recorded: EventEnvelope[UnitReopened | UnitEndCorrected | UnitClosed | UnitSucceeded | UnitWithdrawn],
) -> Sequence[Issue]:
    """Every call of its ward."""
    return await _every_call(connection, recorded)


async def _every_call(
    connection: asyncpg.Connection, recorded: EventEnvelope[Any], earliest: date | None = None
) -> list[Issue]:
    rows = await connection.fetch(CALLS, recorded.ward_code)
    return [bring(recorded, recorded.event.unit_id, row["year"], earliest) for row in rows]


async def remember_unit(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> None:
    """Who is asked."""
    await connection.execute(REMEMBER_UNIT, recorded.ward_code, recorded.event.unit_id)


async def remember_call(connection: asyncpg.Connection, recorded: EventEnvelope[AimsCalled]) -> None:
    """For which years."""
    await connection.execute(REMEMBER_CALL, recorded.ward_code, recorded.event.year)


MANAGER: Final = ProcessManager(
    "asking-for-aims",
    1,
    react={
        AimsCalled: called,
        AimsCallMoved: called,
        AimsCalledOff: called,
        UnitRegistered: unit_began,
        UnitReopened: unit_changed,
        UnitEndCorrected: unit_changed,
        UnitClosed: unit_changed,
        UnitSucceeded: unit_changed,
        UnitWithdrawn: unit_changed,
    },
    schema=Path(__file__).with_name("asking.sql"),
    apply={UnitRegistered: remember_unit, AimsCalled: remember_call},
)
