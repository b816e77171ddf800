"""Timers (table `reading.agenda`) against what events plan: their rows are changed by the scheduler too, so states are compared by rule."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from deploy.verify.findings import Verdict
from services.chassis.readers.record import Record
from services.chassis.scheduler.timers import Cancel, Entry, Schedule
from services.chassis.sweeping import TIMERS_KEPT

TABLE = """
CREATE TEMPORARY TABLE verify_timers (
    key text COLLATE "C" PRIMARY KEY, due_at timestamptz, kind text, ward_code text, payload json, wanted boolean
) ON COMMIT DROP
"""
PLAN = """
INSERT INTO verify_timers (key, due_at, kind, ward_code, payload, wanted) VALUES ($1, $2, $3, $4, $5, true)
ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, kind = excluded.kind, ward_code = excluded.ward_code,
    payload = excluded.payload, wanted = true
"""
CANCEL = "UPDATE verify_timers SET wanted = false WHERE key = $1"
COMPARED = """
SELECT coalesce(p.key, a.key) AS key, p.key IS NOT NULL AS planned, a.key IS NOT NULL AS there, a.state, p.wanted,
       p.due_at < store_now() - $1::interval AS may_be_pruned,
       (p.due_at, p.kind, p.ward_code, p.payload::jsonb) IS NOT DISTINCT FROM
           (a.due_at, a.kind, a.ward_code, a.payload::jsonb) AS same
FROM verify_timers p FULL JOIN reading.agenda a ON a.key = p.key ORDER BY 1
"""


async def plan(connection: asyncpg.Connection, plans: Mapping[type, Schedule], records: Sequence[Record]) -> None:
    """Notes what these records plan and cancel, in their order."""
    for record in records:
        if record.event_class is None or record.event_class not in plans:
            continue
        recorded: Any = record.decode()
        for item in plans[record.event_class](recorded):
            match item:
                case Entry():
                    payload = json.dumps(dict(item.payload))
                    await connection.execute(PLAN, item.key, item.due_at, item.kind, item.ward_code, payload)
                case Cancel():
                    await connection.execute(CANCEL, item.key)


async def check_timers(connection: asyncpg.Connection, verdict: Verdict) -> None:
    """Every planned entry is there as planned; a cancelled one never waits, and only a cancelled one is cancelled.

    One that was due so long ago that it may have been pruned may be missing.
    """
    async for row in connection.cursor(COMPARED, TIMERS_KEPT, prefetch=1000):
        if not row["planned"]:
            verdict.find("agenda", row["key"], "no event planned it")
        elif not row["there"]:
            if not row["may_be_pruned"]:
                verdict.find("agenda", row["key"], "the entry is missing")
        else:
            if not row["same"]:
                verdict.find("agenda", row["key"], "differs from what was planned")
            if row["state"] == ("cancelled" if row["wanted"] else "waiting"):
                verdict.find("agenda", row["key"], f"is {row['state']}, its events say otherwise")
            verdict.count("agenda")
