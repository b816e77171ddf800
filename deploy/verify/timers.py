"""Timers (table `reading.agenda`) against what events plan: their rows are changed by the scheduler too, so states are compared by rule."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg

from deploy.verify.findings import Verdict
from services.chassis.readers.record import Record
from services.chassis.scheduler.timers import Entry, Schedule

ROWS = "SELECT key, due_at, kind, ward_code, payload::text AS payload, state FROM reading.agenda"


async def check_timers(
    connection: asyncpg.Connection, plans: Mapping[type, Schedule], pages: AsyncIterator[list[Record]], verdict: Verdict
) -> None:
    """Every planned entry is there as planned; a cancelled one never waits, and only a cancelled one is cancelled."""
    planned: dict[str, tuple[Entry, bool]] = {}
    async for records in pages:
        for record in records:
            if record.event_class is None or record.event_class not in plans:
                continue
            recorded: Any = record.decode()
            for item in plans[record.event_class](recorded):
                if isinstance(item, Entry):
                    planned[item.key] = (item, True)
                elif item.key in planned:
                    planned[item.key] = (planned[item.key][0], False)
    there = {row["key"]: row for row in await connection.fetch(ROWS)}
    for key in sorted(planned.keys() | there.keys()):
        if key not in there or key not in planned:
            verdict.find("agenda", key, "the entry is missing" if key not in there else "no event planned it")
            continue
        entry, wanted = planned[key]
        row = there[key]
        listed = (row["due_at"], row["kind"], row["ward_code"], json.loads(row["payload"]))
        if listed != (entry.due_at, entry.kind, entry.ward_code, dict(entry.payload)):
            verdict.find("agenda", key, "differs from what was planned")
        if row["state"] == ("cancelled" if wanted else "waiting"):
            verdict.find("agenda", key, f"is {row['state']}, its events say otherwise")
        verdict.count("agenda")
