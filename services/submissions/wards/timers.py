"""Timers of wards: on the day on which a ward is no more, its mandates end; whoever goes on gets one from the successor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import start_of_day
from services.chassis.event_envelope import EventEnvelope
from services.chassis.scheduler.timers import AGAIN, Cancel, Entry, Kind, Skipped, Timers
from services.submissions.mandates.commands import EndMandates
from services.submissions.wards.events import WardDaysCorrected, WardEnded

KIND: Final = "end-mandates"
HELD: Final = """
SELECT mandate_id FROM read.mandates WHERE ward_code = $1 AND role IS NOT NULL AND relieved_at IS NULL
ORDER BY mandate_id LIMIT 5000
"""


def key(ward: str) -> str:
    """One entry per ward."""
    return f"{KIND} {ward}"


def _entry(ward: str, ended_on: date, **payload: str) -> Entry:
    return Entry(key(ward), start_of_day(ended_on), KIND, ward, payload)


def ended(recorded: EventEnvelope[WardEnded]) -> Sequence[Entry]:
    """The first moment at which the ward is no more."""
    return [_entry(recorded.event.ward, recorded.event.ended_on)]


def corrected(recorded: EventEnvelope[WardDaysCorrected]) -> Sequence[Entry | Cancel]:
    """Another moment, which may be one that was fired before, or none."""
    event = recorded.event
    if event.ended_on is None:
        return [Cancel(key(event.ward))]
    return [_entry(event.ward, event.ended_on, **{AGAIN: str(recorded.event_id)})]


async def look(connection: asyncpg.Connection, entry: Entry, _: datetime) -> Entry | Skipped:
    """The entry with the mandates that are still held there."""
    rows = await connection.fetch(HELD, entry.ward_code)
    if not rows:
        return Skipped("nobody holds a mandate there")
    return replace(entry, payload={**entry.payload, "mandates": " ".join(str(row["mandate_id"]) for row in rows)})


def end_mandates(entry: Entry, now: datetime) -> EndMandates:
    """The command of an entry that is due."""
    held = tuple(UUID(one) for one in entry.payload["mandates"].split())
    return EndMandates(ward_code=entry.ward_code, at=now, mandates=held)


TIMERS: Final = Timers(
    plan={WardEnded: ended, WardDaysCorrected: corrected}, fire={KIND: Kind(end_mandates, look=look)}
)
