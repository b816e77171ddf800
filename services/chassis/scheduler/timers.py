"""Timers: durable rows (due at, command key) planned from events, fired as commands by one leader.

Firing twice is harmless: the command's key names the entry, its due time and `AGAIN`. After a downtime an entry whose kind has
`skip_after` is recorded as skipped, not sent in a flood.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.statement_batch import StatementBatch

PUT = """
INSERT INTO reading.agenda (key, due_at, kind, ward_code, payload) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, kind = excluded.kind, ward_code = excluded.ward_code,
    payload = excluded.payload, state = 'waiting', settled_at = NULL, detail = NULL
"""
CANCEL = "UPDATE reading.agenda SET state = 'cancelled' WHERE key = ANY ($1::text[]) AND state = 'waiting'"


AGAIN = "again"
"""In a payload: the event that asks a second time for what may have been fired at that very due time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be done at a time; an entry with the same key replaces it, also one that was fired, which is fired again if
    its due time or its `AGAIN` is another.
    """

    key: str
    due_at: datetime
    kind: str
    ward_code: str
    payload: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancels a waiting timer."""

    key: str


Schedule = Callable[[EventEnvelope[Any]], Sequence[Entry | Cancel]]
"""The timers that an event sets or cancels."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why an entry whose time has come is not fired."""

    reason: str


@dataclass(frozen=True, slots=True)
class Kind:
    """How entries of a kind become commands; overdue by more than `skip_after` they are recorded as skipped.

    `look` reads, at the time of firing, what the command needs to know of its thing, or why it is not wanted any more.
    """

    build: Callable[[Entry, datetime], Any]
    skip_after: timedelta | None = None
    look: Callable[[asyncpg.Connection, Entry, datetime], Awaitable[Entry | Skipped]] | None = None


@dataclass(frozen=True, slots=True)
class Timers:
    """What a service plans from its own events, and how its entries are fired; a process manager may plan more from others'."""

    plan: Mapping[type, Schedule]
    fire: Mapping[str, Kind]

    def __add__(self, other: Timers) -> Timers:
        """The timers of both; an event may plan only one of them."""
        if both := self.plan.keys() & other.plan.keys() or self.fire.keys() & other.fire.keys():
            raise ValueError(f"planned twice: {both}")
        return Timers({**self.plan, **other.plan}, {**self.fire, **other.fire})


async def keep(connection: asyncpg.Connection, items: Sequence[Entry | Cancel]) -> None:
    """Stores the timers that were planned, in the table `reading.agenda` (its name is older than the word)."""
    for item in items:
        match item:
            case Entry():
                payload = json.dumps(dict(item.payload), ensure_ascii=False)
                await connection.execute(PUT, item.key, item.due_at, item.kind, item.ward_code, payload)
            case Cancel():
                if isinstance(connection, StatementBatch):
                    connection.gather(_cancel, [item.key])
                else:
                    await _cancel(connection, [item.key])


async def _cancel(connection: asyncpg.Connection, keys: Sequence[str]) -> None:
    await connection.execute(CANCEL, keys)
