"""Clock: the only way a process learns what time it is, and that its store has something new.

The clock of a deployment is real. Only the local stack moves it, by the offset in each service's database; the append
function uses the same offset, so that the edge, the scheduler and the store agree within one poll.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import asyncpg

from services.chassis.event_store.connection import LOST

POLL_SECONDS: Final = 0.2
POLL: Final = "SELECT store_clock_offset(), (SELECT coalesce(max(position), 0) FROM store.events)"


class Clock(Protocol):
    """Tells the time as an aware datetime in UTC."""

    def now(self) -> datetime:
        """Now, in UTC."""
        ...


def real_now() -> datetime:
    """The machine's own time, in UTC; tokens are judged by it, also when the deployment plays another year."""
    return datetime.now(UTC)


class StoreClock:
    """Real time plus the offset of the service's database, read every 200 ms. It ticks when that was moved or the store has grown.

    Between two polls it is at most that much behind a moved clock. While the database is away it goes on with the last
    offset it knew: a deployment's offset is zero and stays zero. Loops at rest wait for a tick: one question for all of them.
    """

    def __init__(self, real: Callable[[], datetime] = real_now) -> None:
        self._real = real
        self.offset = timedelta()
        self.head = 0
        """The position of the last event of the store."""
        self.ticks = 0
        self._tick = asyncio.Event()

    def now(self) -> datetime:
        """Real time plus the offset."""
        return self._real() + self.offset

    async def poll(self, connection: asyncpg.Connection | asyncpg.Pool) -> timedelta:
        """Asks once; a process does this before it serves anything."""
        row = await connection.fetchrow(POLL)
        assert row is not None
        offset, head = row[0] or timedelta(), row[1]
        if (offset, head) != (self.offset, self.head):
            self.offset, self.head = offset, head
            self.ticks += 1
            self._tick.set()
            self._tick = asyncio.Event()
        return self.offset

    async def ticked(self, since: int, within: float) -> None:
        """Returns as soon as it has ticked more often than `since`, or after so many seconds."""
        if self.ticks == since:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._tick.wait()

    async def run(self, pool: asyncpg.Pool, beat: Callable[[], None]) -> None:
        """Polls until cancelled, with a beat after each poll; while the database is away the last offset goes on."""
        while True:
            with suppress(*LOST, asyncpg.PostgresError):
                await self.poll(pool)
            beat()
            await asyncio.sleep(POLL_SECONDS)
