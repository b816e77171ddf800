"""Read model `aims`: the titles that each unit, and who of it, aimed at in a year, as they were accepted last."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel, Subscription
from thidua_contracts.submissions.aims_acceptance_taken_back_v1 import AimsAcceptanceTakenBack
from thidua_contracts.submissions.aims_accepted_v1 import AimsAccepted
from thidua_contracts.submissions.aims_withdrawn_v1 import AimsWithdrawn
from thidua_contracts.topics import SUBMISSIONS

NOT_REGISTERED: Final = "DELETE FROM aimed_units WHERE ward_code = $1 AND unit_id = $2 AND year = $3"
FORGOTTEN: Final = "DELETE FROM aimed_titles WHERE ward_code = $1 AND unit_id = $2 AND year = $3"
REGISTERED: Final = "INSERT INTO aimed_units (ward_code, unit_id, year) VALUES ($1, $2, $3)"
AIMED: Final = """
INSERT INTO aimed_titles (ward_code, unit_id, year, subject_id, title)
SELECT $1, $2, $3, one.subject_id, one.title FROM unnest($4::uuid[], $5::text[]) AS one(subject_id, title)
"""
OF: Final = """
SELECT EXISTS (SELECT FROM aimed_titles t
               WHERE t.ward_code = $1 AND t.year = $3 AND t.subject_id = $4 AND t.title = $5) AS aimed,
       EXISTS (SELECT FROM aimed_units u WHERE u.ward_code = $1 AND u.unit_id = $2 AND u.year = $3) AS registered
"""


async def holds(
    connection: asyncpg.Connection, recorded: EventEnvelope[AimsAccepted | AimsAcceptanceTakenBack]
) -> None:
    """What was accepted, or what holds again, takes the place of what was."""
    event = recorded.event
    which = (recorded.ward_code, UUID(event.unit_id), event.year)
    await connection.execute(NOT_REGISTERED, *which)
    await connection.execute(FORGOTTEN, *which)
    if event.titles is None:
        return
    await connection.execute(REGISTERED, *which)
    subjects, titles = [UUID(one.subject_id) for one in event.titles], [one.title for one in event.titles]
    await connection.execute(AIMED, *which, subjects, titles)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[AimsWithdrawn]) -> None:
    """What was accepted holds no more."""
    event = recorded.event
    if event.nothing_holds:
        which = (recorded.ward_code, UUID(event.unit_id), event.year)
        await connection.execute(NOT_REGISTERED, *which)
        await connection.execute(FORGOTTEN, *which)


MODEL: Final = ReadModel(
    "aims",
    1,
    Path(__file__).with_name("aims.sql"),
    {AimsAccepted: holds, AimsAcceptanceTakenBack: holds, AimsWithdrawn: withdrawn},
)
SUBSCRIPTION: Final = Subscription(name="aims", topics=(SUBMISSIONS,), reader=MODEL)


async def aimed(
    connection: asyncpg.Connection, *, ward_code: str, unit_id: UUID, year: int, subject_id: UUID, title: str
) -> bool | None:
    """Whether somebody aimed at a title when the year began; None where the unit has registered nothing that was accepted."""
    row = await connection.fetchrow(OF, ward_code, unit_id, year, subject_id, title)
    assert row is not None
    if row["aimed"]:
        return True
    return False if row["registered"] else None
