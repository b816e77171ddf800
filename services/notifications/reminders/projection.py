"""Read model `reminders`: when the unit of a report was last reminded, by the system or by the clerk."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.notifications.reminders.events import ReminderRaised, UnitReminded

REMINDED: Final = """
INSERT INTO reminders (ward_code, report_id, reminded_at) VALUES ($1, $2, $3)
ON CONFLICT (ward_code, report_id) DO UPDATE SET reminded_at = excluded.reminded_at
"""


async def reminded(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReminderRaised] | EventEnvelope[UnitReminded]
) -> None:
    """The unit was reminded."""
    await connection.execute(REMINDED, recorded.ward_code, recorded.event.report_id, recorded.recorded_at)


MODEL: Final = ReadModel(
    name="reminders",
    version=2,
    schema=Path(__file__).with_name("schema.sql"),
    apply={ReminderRaised: reminded, UnitReminded: reminded},
)
