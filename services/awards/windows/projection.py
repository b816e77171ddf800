"""Read model `windows`: which unit may propose for which year."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.awards.windows.events import Event, WindowClosed, WindowOpened
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel

WRITE: Final = """
INSERT INTO unit_windows (ward_code, window_id, unit_id, year, report_id, open) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (ward_code, window_id) DO UPDATE SET report_id = $5, open = $6
"""


async def write(connection: asyncpg.Connection, recorded: EventEnvelope[Event]) -> None:
    """The window after an event."""
    event = recorded.event
    now_open = isinstance(event, WindowOpened)
    await connection.execute(
        WRITE, recorded.ward_code, event.window_id, event.unit_id, event.year, event.report_id, now_open
    )


MODEL: Final = ReadModel(
    "windows", 1, Path(__file__).with_name("windows.sql"), {WindowOpened: write, WindowClosed: write}
)
