"""Read model `briefings`: what was held, and who attended."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.submissions.briefings.events import (
    AttendanceRecorded,
    AttendanceWithdrawn,
    BriefingCorrected,
    BriefingRecorded,
    BriefingWithdrawn,
)

WRITTEN: Final = """
INSERT INTO briefings (ward_code, briefing_id, kind, subject, held_on, documents, minutes_number, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, $7, false)
ON CONFLICT (ward_code, briefing_id) DO UPDATE
SET kind = $3, subject = $4, held_on = $5, documents = $6, minutes_number = $7
"""
WITHDRAWN: Final = "UPDATE briefings SET withdrawn = true WHERE ward_code = $1 AND briefing_id = $2"
ATTENDED: Final = """
INSERT INTO attendances (ward_code, attendance_id, briefing_id, person_id, unit_id, by_office, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, false)
ON CONFLICT (ward_code, attendance_id) DO UPDATE
SET unit_id = excluded.unit_id, by_office = excluded.by_office, withdrawn = false
"""
AWAY: Final = "UPDATE attendances SET withdrawn = true WHERE ward_code = $1 AND attendance_id = $2"


async def written(
    connection: asyncpg.Connection, recorded: EventEnvelope[BriefingRecorded | BriefingCorrected]
) -> None:
    """What was held."""
    content = recorded.event.content
    what = (content.kind, content.subject, content.held_on, list(content.documents), content.minutes_number)
    await connection.execute(WRITTEN, recorded.ward_code, recorded.event.briefing_id, *what)


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[BriefingWithdrawn]) -> None:
    """It was not."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.briefing_id)


async def attended(connection: asyncpg.Connection, recorded: EventEnvelope[AttendanceRecorded]) -> None:
    """Somebody was there."""
    event = recorded.event
    who = (event.attendance_id, event.briefing_id, event.person_id, event.unit_id, event.by_office)
    await connection.execute(ATTENDED, recorded.ward_code, *who)


async def away(connection: asyncpg.Connection, recorded: EventEnvelope[AttendanceWithdrawn]) -> None:
    """They were not."""
    await connection.execute(AWAY, recorded.ward_code, recorded.event.attendance_id)


MODEL: Final = ReadModel(
    "briefings",
    1,
    Path(__file__).with_name("schema.sql"),
    {
        BriefingRecorded: written,
        BriefingCorrected: written,
        BriefingWithdrawn: withdrawn,
        AttendanceRecorded: attended,
        AttendanceWithdrawn: away,
    },
)
