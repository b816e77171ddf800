"""Standing still: who has more to do and does nothing. Whatever moves is not a finding, however far behind it is.

What a stopped reader has taken agrees with what it should have taken, so nothing else here can see that it has stopped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Final

import asyncpg

from deploy.verify.findings import Verdict

PATIENCE: Final = 10.0
"""Seconds within which whoever has more to do takes a step: a loop rests for a quarter of a second, a batch takes less than one."""
LOOK_EVERY: Final = 0.25

PLACES: Final = """
SELECT c.reader, c.source, c.next FROM reading.checkpoint c
JOIN reading.readers r ON r.reader = c.reader AND r.version = c.version
"""
UNSENT: Final = "SELECT next FROM reading.relay WHERE next <= (SELECT max(position) FROM store.events)"
DUE: Final = (
    "SELECT count(*) FROM reading.agenda WHERE state = 'waiting' AND due_at < store_now() - interval '1 minute'"
)
"""Due for longer than a scheduler that runs ever lets anything wait."""

PARKED: Final = """
SELECT p.reader, p.stream_id, count(*) AS records, (array_agg(concat_ws(': ', p.reason, p.error) ORDER BY p.seq))[1] AS why
FROM reading.parked p JOIN reading.readers r ON r.reader = p.reader AND r.version = p.version
GROUP BY p.reader, p.stream_id ORDER BY p.reader, p.stream_id
"""

Place = tuple[str, str]
"""A reader and one of its sources."""


async def check_parked(now: asyncpg.Connection, verdict: Verdict, within: float) -> None:
    """Names each stream that a reader has set aside; not one that heals by itself in these seconds."""
    still, until = await _parked(now), time.monotonic() + within
    while still and time.monotonic() < until:
        await asyncio.sleep(LOOK_EVERY)
        there = await _parked(now)
        still = {place: there[place] for place in still if place in there}
    for (reader, stream), row in still.items():
        verdict.find("parked", f"{reader}/{stream}", f"stands still: {row['records']} records are parked: {row['why']}")


async def _parked(now: asyncpg.Connection) -> dict[Place, asyncpg.Record]:
    return {(row["reader"], row["stream_id"]): row for row in await now.fetch(PARKED)}


async def check_standing(now: asyncpg.Connection, behind: Mapping[Place, int], verdict: Verdict, within: float) -> None:
    """Names each reader of `behind` (where it stood, with more to read), the relay and the scheduler, if they do nothing."""
    relayed = await now.fetchval(UNSENT)
    due = await now.fetchval(DUE)
    still, until = dict(behind), time.monotonic() + within
    while still or relayed or due:
        there = {(row["reader"], row["source"]): row["next"] for row in await now.fetch(PLACES)}
        still = {place: at for place, at in still.items() if there.get(place, 0) == at}
        relayed = relayed if await now.fetchval(UNSENT) == relayed else None
        due = due if await now.fetchval(DUE) >= due else 0
        if time.monotonic() > until:
            break
        await asyncio.sleep(LOOK_EVERY)
    for (reader, source), at in sorted(still.items()):
        verdict.find("standing", reader, f"does not go on at {at} of {source}, although more is there")
    if relayed:
        verdict.find("standing", "relay", f"does not go on at {relayed}, although more is stored")
    if due:
        verdict.find("standing", "scheduler", f"{due} timers are due and none fires")
