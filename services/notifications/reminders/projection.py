"""Read model `reminders`: which reports are waited for, and when their units were last reminded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.notifications.reminders.events import ReminderRaised, RemindersCancelled, RemindersPlanned, UnitReminded

PLANNED: Final = """
INSERT INTO reminders (ward_code, report_id, unit_id, facts, due_at, waited_for) VALUES ($1, $2, $3, $4, $5, true)
ON CONFLICT (ward_code, report_id) DO UPDATE
SET facts = excluded.facts, due_at = excluded.due_at, waited_for = true,
    reminded_at = CASE WHEN reminders.waited_for THEN reminders.reminded_at END
"""
CANCELLED: Final = "UPDATE reminders SET waited_for = false WHERE ward_code = $1 AND report_id = $2"
REMINDED: Final = "UPDATE reminders SET reminded_at = $3 WHERE ward_code = $1 AND report_id = $2"


async def planned(connection: asyncpg.Connection, recorded: EventEnvelope[RemindersPlanned]) -> None:
    """Waited for, for the first time, again, or longer."""
    event = recorded.event
    facts = json.dumps(dict(event.facts), ensure_ascii=False)
    await connection.execute(PLANNED, recorded.ward_code, event.report_id, event.unit_id, facts, event.due_at)


async def cancelled(connection: asyncpg.Connection, recorded: EventEnvelope[RemindersCancelled]) -> None:
    """Waited for no more."""
    await connection.execute(CANCELLED, recorded.ward_code, recorded.event.report_id)


async def reminded(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReminderRaised] | EventEnvelope[UnitReminded]
) -> None:
    """The unit was reminded, by the system or by the clerk."""
    await connection.execute(REMINDED, recorded.ward_code, recorded.event.report_id, recorded.recorded_at)


MODEL: Final = ReadModel(
    name="reminders",
    version=1,
    schema=Path(__file__).with_name("schema.sql"),
    apply={
        RemindersPlanned: planned,
        RemindersCancelled: cancelled,
        ReminderRaised: reminded,
        UnitReminded: reminded,
    },
)
