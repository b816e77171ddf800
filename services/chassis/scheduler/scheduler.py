"""Scheduler: one leader fires what is due; a second one that believes it leads changes nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

import asyncpg

from services.chassis.commands import COMMANDS, CommandEnvelope, Reply, derived
from services.chassis.loops import Loop
from services.chassis.pool import PLANNED_ONCE
from services.chassis.readers.failures import WAITING
from services.chassis.scheduler.timers import AGAIN, Entry, Skipped, Timers
from services.chassis.telemetry import current_traceparent, span

LEADER_LOCK = 7210453
TAKE_LEAD = "SELECT pg_try_advisory_lock($1)"
DUE = """
SELECT key, due_at, kind, ward_code, payload::text AS payload FROM reading.agenda
WHERE state = 'waiting' AND due_at <= $1 AND kind = ANY ($2::text[]) AND (due_at, key) > ($3, $4)
ORDER BY due_at, key LIMIT $5
"""
"""Kinds of a newer release are left to it. What cannot be settled yet is passed, or a page of it would keep the rest from being seen."""
PAGE = 200
BEGIN = (datetime.min.replace(tzinfo=UTC), "")
"""Before the first entry."""
SETTLE = """
UPDATE reading.agenda SET state = $3, settled_at = $4, detail = $5 WHERE key = $1 AND due_at = $2 AND state = 'waiting'
"""


class Scheduler:
    """Fires the timers of one service."""

    def __init__(
        self,
        timers: Timers,
        *,
        dsn: str,
        service: str,
        now: Callable[[], datetime],
        handle: Callable[[CommandEnvelope], Awaitable[Reply]],
        loop: Loop,
    ) -> None:
        self._timers = timers
        self._dsn = dsn
        self._service = service
        self._now = now
        self._handle = handle
        self._loop = loop
        self._connection: asyncpg.Connection | None = None
        self._passed = BEGIN

    async def step(self) -> bool:
        """Fires the next page of what is due; False when nothing was settled and nothing more is due, or another process leads."""
        connection = await self._lead()
        if connection is None:
            return False
        now = self._now()
        rows = await connection.fetch(DUE, now, list(self._timers.fire), *self._passed, PAGE)
        full = len(rows) == PAGE
        self._passed = (rows[-1]["due_at"], rows[-1]["key"]) if full else BEGIN
        any_settled = False
        for row in rows:
            entry = Entry(row["key"], row["due_at"], row["kind"], row["ward_code"], json.loads(row["payload"]))
            settled = await self._fire(connection, entry, now)
            if settled is not None:
                await connection.execute(SETTLE, entry.key, entry.due_at, settled[0], now, settled[1])
                self._loop.records += 1
                any_settled = True
            self._loop.beat()
        return full or any_settled

    def renew(self) -> None:
        """Gives up the connection and with it the lead."""
        self._passed = BEGIN
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _lead(self) -> asyncpg.Connection | None:
        if self._connection is None or self._connection.is_closed():
            connection = await asyncpg.connect(self._dsn, timeout=5, command_timeout=10, server_settings=PLANNED_ONCE)
            if not await connection.fetchval(TAKE_LEAD, LEADER_LOCK):
                await connection.close(timeout=2)
                await asyncio.sleep(1)
                return None
            self._connection = connection
        return self._connection

    async def _fire(self, connection: asyncpg.Connection, entry: Entry, now: datetime) -> tuple[str, str | None] | None:
        kind = self._timers.fire[entry.kind]
        if kind.skip_after is not None and now - entry.due_at > kind.skip_after:
            return "skipped", f"overdue by {now - entry.due_at}"
        if kind.look is not None:
            match await kind.look(connection, entry, now):
                case Skipped(reason=reason):
                    return "skipped", reason
                case Entry() as looked_up:
                    entry = looked_up
        key = ":".join(["timers", entry.key, entry.due_at.isoformat(), *filter(None, [entry.payload.get(AGAIN)])])
        with span(f"fire {entry.kind}", root=True, attributes={"thidua.command": entry.kind}):
            issued = derived(
                kind.build(entry, now),
                actor=f"system:{self._service}.scheduler",
                key=key,
                cause=None,
                correlation_id=uuid5(COMMANDS, key),
                trace=current_traceparent(),
            )
            try:
                reply: Any = await self._handle(issued)
            except WAITING:
                return None  # its thing has not arrived here yet: looked at again
        return ("refused", reply.refusal) if reply.refusal else ("fired", None)
