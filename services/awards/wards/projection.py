"""Read model `wards`: the names of wards from day to day, as submissions told them; whoever reads decisions may know them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel, Subscription
from services.chassis.text.ordering import search_key
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.topics import SUBMISSIONS

NAMED: Final = """
INSERT INTO ward_names (ward_code, valid_from, name, search) VALUES ($1, $2, $3, $4)
ON CONFLICT (ward_code, valid_from) DO UPDATE SET name = $3, search = $4
"""


async def registered(connection: asyncpg.Connection, recorded: EventEnvelope[WardRegistered]) -> None:
    """A ward has this name from a day on."""
    event = recorded.event
    await connection.execute(NAMED, event.ward_code, event.valid_from, event.name, search_key(event.name))


MODEL: Final = ReadModel("wards", 1, Path(__file__).with_name("wards.sql"), {WardRegistered: registered})
SUBSCRIPTION: Final = Subscription(name="wards", topics=(SUBMISSIONS,), reader=MODEL)
