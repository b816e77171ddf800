"""Measure: lag, parked streams and the progress of loops, read when somebody scrapes and never on the way of a fact.

Lag counts what the database says: an API process can answer for a relay that has died.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import asyncpg
from prometheus_client import Counter

from services.chassis import metrics
from services.chassis.clock import real_now
from services.chassis.event_store.keys import KeyStore

RELAY: Final = """
WITH head AS (SELECT coalesce(max(position), 0) AS position FROM store.events)
SELECT head.position - relay.next + 1 AS waiting,
       coalesce(extract(epoch FROM store_now() - first.recorded_at), 0)::float8 AS seconds
FROM reading.relay AS relay CROSS JOIN head
LEFT JOIN store.events AS first ON first.position = relay.next
"""
READERS: Final = """
WITH head AS (SELECT coalesce(max(position), 0) AS position FROM store.events)
SELECT live.reader, head.position - checkpoint.next + 1 AS waiting,
       coalesce(extract(epoch FROM store_now() - first.recorded_at), 0)::float8 AS seconds
FROM reading.readers AS live
JOIN reading.checkpoint AS checkpoint
  ON checkpoint.reader = live.reader AND checkpoint.version = live.version AND checkpoint.source = 'store'
CROSS JOIN head
LEFT JOIN store.events AS first ON first.position = checkpoint.next
"""
PARKED: Final = """
SELECT live.reader, count(DISTINCT parked.stream_id) AS streams
FROM reading.readers AS live
LEFT JOIN reading.parked AS parked ON parked.reader = live.reader AND parked.version = live.version
GROUP BY live.reader
"""

FORGED: Final = """
SELECT live.reader, parked.source, count(*) AS records
FROM reading.readers AS live
JOIN reading.parked AS parked ON parked.reader = live.reader AND parked.version = live.version
WHERE parked.reason = 'forged' GROUP BY live.reader, parked.source
"""
RELIEF: Final = """
SELECT coalesce(max(extract(epoch FROM store_now() - recorded_at)), 0)::float8 FROM reading.relief WHERE confirmed_at IS NULL
"""


class Loop(Protocol):
    """A loop as its `facts` tell."""

    def facts(self) -> dict[str, Any]:
        """Name, state, whether it is alive, and counts since it began."""
        ...


COUNTS: Final[dict[str, Counter]] = {
    "records": metrics.RECORDS,
    "duplicates": metrics.DUPLICATES,
    "fenced": metrics.FENCED,
    "unknown_types": metrics.UNKNOWN,
    "parked": metrics.NEWLY_PARKED,
}


class Measures:
    """What a process shows besides its own requests and commands; remembers how far each loop was counted."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore, last_heard: str | None = None) -> None:
        self._pool = pool
        self._keys = keys
        self._last_heard = last_heard
        self._counted: dict[tuple[str, str], int] = {}

    async def take(self, loops: Sequence[Loop], offset: timedelta) -> None:
        """Reads everything once. Raises what asyncpg raises when the database is away."""
        self._loops(loops, real_now() + offset)
        metrics.CLOCK_OFFSET.set(offset.total_seconds())
        relay = await self._pool.fetchrow(RELAY)
        assert relay is not None  # the table has its one row from the first migration on
        metrics.RELAY_LAG_ROWS.set(relay["waiting"])
        metrics.RELAY_LAG_SECONDS.set(max(relay["seconds"], 0))
        for row in await self._pool.fetch(READERS):
            metrics.PROJECTION_LAG_EVENTS.labels(row["reader"]).set(row["waiting"])
            metrics.PROJECTION_LAG_SECONDS.labels(row["reader"]).set(max(row["seconds"], 0))
        metrics.RELIEF_UNCONFIRMED.set(max(await self._pool.fetchval(RELIEF), 0))
        metrics.ERASURE_UNFINISHED.set(max(await self._keys.unscrubbed_for(), 0))
        for row in await self._pool.fetch(PARKED):
            metrics.PARKED.labels(row["reader"]).set(row["streams"])
        metrics.FORGED.clear()
        for row in await self._pool.fetch(FORGED):
            metrics.FORGED.labels(row["reader"], row["source"]).set(row["records"])
        for row in await self._pool.fetch(self._last_heard) if self._last_heard else ():
            metrics.LAST_HEARD.labels(row["ward_code"], row["source"]).set(row["recorded_at"].timestamp())

    def _loops(self, loops: Sequence[Loop], now: datetime) -> None:
        for loop in loops:
            facts = loop.facts()
            name = facts["name"]
            if (behind := facts["behind"]) is not None:
                metrics.SUBSCRIPTION_LAG_RECORDS.labels(name).set(behind)
                metrics.SUBSCRIPTION_LAG_SECONDS.labels(name).set(_age(facts["last_recorded_at"], now) if behind else 0)
            metrics.LOOP_ALIVE.labels(name).set(facts["alive"])
            metrics.LOOP_STOPPED.labels(name).set(facts["state"] == "stopped")
            for fact, counter in COUNTS.items():
                seen, before = facts[fact], self._counted.get((name, fact), 0)
                if seen > before:
                    counter.labels(name).inc(seen - before)
                self._counted[name, fact] = seen


def _age(recorded_at: str | None, now: datetime) -> float:
    return max((now - datetime.fromisoformat(recorded_at)).total_seconds(), 0) if recorded_at else 0
