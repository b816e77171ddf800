"""Read model `wards`: names and lineage of wards from day to day, as submissions told them; whoever reads decisions may know them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel, Subscription
from services.chassis.text.ordering import search_key
from thidua_contracts.submissions.ward_days_corrected_v1 import WardDaysCorrected
from thidua_contracts.submissions.ward_ended_v1 import WardEnded
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed
from thidua_contracts.submissions.ward_withdrawn_v1 import WardWithdrawn
from thidua_contracts.topics import SUBMISSIONS

NAMED: Final = """
INSERT INTO ward_names (ward_code, valid_from, name, search) VALUES ($1, $2, $3, $4)
ON CONFLICT (ward_code, valid_from) DO UPDATE SET name = $3, search = $4
"""

BEGUN_ANEW: Final = """
UPDATE ward_names n SET valid_from = $2
WHERE ward_code = $1 AND valid_from = (SELECT min(valid_from) FROM ward_names WHERE ward_code = $1) AND NOT EXISTS (
    SELECT FROM ward_names o WHERE o.ward_code = $1 AND o.valid_from > n.valid_from AND o.valid_from <= $2
)
"""
"""The first name's day; older stores began wards on or after the day of another name: the first then stays before it."""
GOES_OVER: Final = """
INSERT INTO ward_lineage (ward_code, successor, on_day) SELECT $1::text, after, $3::date FROM unnest($2::text[]) AS after
ON CONFLICT (ward_code, successor) DO UPDATE SET on_day = excluded.on_day
"""
ENDED_ANEW: Final = "UPDATE ward_lineage SET on_day = $2 WHERE ward_code = $1"
ENDLESS: Final = "DELETE FROM ward_lineage WHERE ward_code = $1"
WITHDRAWN: Final = "DELETE FROM ward_names WHERE ward_code = $1"


async def registered(connection: asyncpg.Connection, recorded: EventEnvelope[WardRegistered | WardRenamed]) -> None:
    """A ward has this name from a day on."""
    event = recorded.event
    await connection.execute(NAMED, event.ward_code, event.valid_from, event.name, search_key(event.name))


async def ended(connection: asyncpg.Connection, recorded: EventEnvelope[WardEnded]) -> None:
    """A ward goes over into others."""
    event = recorded.event
    await connection.execute(GOES_OVER, event.ward_code, list(event.successors), event.ended_on)


async def corrected(connection: asyncpg.Connection, recorded: EventEnvelope[WardDaysCorrected]) -> None:
    """A ward begins, and goes over, on other days."""
    event = recorded.event
    await connection.execute(BEGUN_ANEW, event.ward_code, event.valid_from)
    if event.ended_on is None:
        await connection.execute(ENDLESS, event.ward_code)
    else:
        await connection.execute(ENDED_ANEW, event.ward_code, event.ended_on)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[WardWithdrawn]) -> None:
    """A ward does not begin."""
    await connection.execute(WITHDRAWN, recorded.event.ward_code)


MODEL: Final = ReadModel(
    "wards",
    2,
    Path(__file__).with_name("wards.sql"),
    {
        WardRegistered: registered,
        WardRenamed: registered,
        WardEnded: ended,
        WardDaysCorrected: corrected,
        WardWithdrawn: withdrawn,
    },
)
SUBSCRIPTION: Final = Subscription(name="wards", topics=(SUBMISSIONS,), reader=MODEL)
