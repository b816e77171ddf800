"""The clock that adds the database's offset."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.chassis.clock import POLL, StoreClock, real_now

AT = datetime(2024, 5, 14, tzinfo=UTC)


class Database:
    """Answers one question the way the store does, and can be away."""

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset
        self.away = False
        self.head = 0

    async def fetchrow(self, query: str) -> Any:
        assert query == POLL
        if self.away:
            raise ConnectionResetError
        return self.offset, self.head


def test_real_time_is_in_utc() -> None:
    assert real_now().tzinfo is UTC


async def test_the_store_clock_is_real_time_plus_the_offset() -> None:
    clock = StoreClock(real=lambda: AT)
    assert clock.now() == AT
    await clock.poll(Database(timedelta(days=3)))  # type: ignore[arg-type]
    assert clock.now() == AT + timedelta(days=3)


async def test_the_clock_outlives_a_connection_that_asyncpg_has_lost_track_of() -> None:
    """Without it the offset would stand still for as long as the process lives."""
    clock, polled = StoreClock(real=lambda: AT), asyncio.Event()

    class Dying(Database):
        async def fetchrow(self, query: str) -> Any:
            if not polled.is_set():
                polled.set()
                raise asyncpg.InternalClientError("cannot switch to another state")
            return await super().fetchrow(query)

    beats: list[datetime] = []
    twice = asyncio.Event()

    def beat() -> None:
        beats.append(clock.now())
        if len(beats) == 2:
            twice.set()

    task = asyncio.create_task(clock.run(Dying(timedelta(days=3)), beat))  # type: ignore[arg-type]
    await asyncio.wait_for(twice.wait(), 10)
    task.cancel()
    assert beats == [AT, AT + timedelta(days=3)], "a lost connection is no reason to call the process dead"


async def test_without_the_database_the_last_offset_stays() -> None:
    clock, database = StoreClock(real=lambda: AT), Database(timedelta(days=3))
    await clock.poll(database)  # type: ignore[arg-type]
    database.away = True
    with pytest.raises(ConnectionResetError):
        await clock.poll(database)  # type: ignore[arg-type]
    assert clock.now() == AT + timedelta(days=3)


@pytest.mark.parametrize("what", ["head", "offset"])
async def test_whoever_rests_is_woken_when_the_store_has_grown_or_its_clock_was_moved(what: str) -> None:
    clock, database = StoreClock(real=lambda: AT), Database(timedelta(days=3))
    await clock.poll(database)  # type: ignore[arg-type]
    resting = asyncio.create_task(clock.ticked(clock.ticks, 3600.0))
    await clock.poll(database)  # type: ignore[arg-type]
    await asyncio.sleep(0)
    assert not resting.done(), "nothing is new"
    setattr(database, what, 7 if what == "head" else timedelta(days=4))
    await clock.poll(database)  # type: ignore[arg-type]
    await asyncio.wait_for(resting, 10)


async def test_what_came_while_somebody_looked_is_not_waited_for() -> None:
    clock, database = StoreClock(real=lambda: AT), Database(timedelta())
    seen = clock.ticks
    database.head = 7
    await clock.poll(database)  # type: ignore[arg-type]
    await asyncio.wait_for(clock.ticked(seen, 3600.0), 10)


async def test_a_rest_ends_without_a_tick() -> None:
    clock = StoreClock(real=lambda: AT)
    await asyncio.wait_for(clock.ticked(clock.ticks, 0.01), 10)
