"""Timers: durable rows (due at, command key) planned from own events, fired as commands by one leader.

Firing twice is harmless: the command's key names the entry and its due time. After a downtime an entry whose kind has
`skip_after` is recorded as skipped, not sent in a flood.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Apply, ProcessManager

PUT = """
INSERT INTO reading.agenda (key, due_at, kind, ward_code, payload) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, kind = excluded.kind, ward_code = excluded.ward_code,
    payload = excluded.payload, state = 'waiting', settled_at = NULL, detail = NULL
"""
CANCEL = "UPDATE reading.agenda SET state = 'cancelled' WHERE key = $1 AND state = 'waiting'"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be done at a time; an entry with the same key replaces it, also one that was fired."""

    key: str
    due_at: datetime
    kind: str
    ward_code: str
    payload: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Takes a waiting entry off the agenda."""

    key: str


@dataclass(frozen=True, slots=True)
class Kind:
    """How entries of a kind become commands; overdue by more than `skip_after` they are recorded as skipped."""

    build: Callable[[Entry, datetime], Any]
    skip_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Timers:
    """What a service plans from its own events, and how it is fired."""

    plan: Mapping[type, Callable[[EventEnvelope[Any]], Sequence[Entry | Cancel]]]
    fire: Mapping[str, Kind]


def planner(timers: Timers) -> ProcessManager:
    """The reader of the own store that keeps the agenda's rows."""

    def keeping(plan: Callable[[EventEnvelope[Any]], Sequence[Entry | Cancel]]) -> Apply:
        async def apply(connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> None:
            for item in plan(recorded):
                match item:
                    case Entry():
                        payload = json.dumps(dict(item.payload), ensure_ascii=False)
                        await connection.execute(PUT, item.key, item.due_at, item.kind, item.ward_code, payload)
                    case Cancel():
                        await connection.execute(CANCEL, item.key)

        return apply

    return ProcessManager("agenda", 1, react={}, apply={cls: keeping(plan) for cls, plan in timers.plan.items()})
