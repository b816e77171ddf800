"""The clock that adds the database's offset."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.chassis.clock import StoreClock, real_now

AT = datetime(2024, 5, 14, tzinfo=UTC)


class Database:
    """Answers one question the way the store does, and can be away."""

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset
        self.away = False

    async def fetchval(self, query: str) -> Any:
        assert query == "SELECT store_clock_offset()"
        if self.away:
            raise ConnectionResetError
        return self.offset


def test_real_time_is_in_utc() -> None:
    assert real_now().tzinfo is UTC


async def test_the_store_clock_is_real_time_plus_the_offset() -> None:
    clock = StoreClock(real=lambda: AT)
    assert clock.now() == AT
    await clock.poll(Database(timedelta(days=3)))  # type: ignore[arg-type]
    assert clock.now() == AT + timedelta(days=3)


async def test_without_the_database_the_last_offset_stays() -> None:
    clock, database = StoreClock(real=lambda: AT), Database(timedelta(days=3))
    await clock.poll(database)  # type: ignore[arg-type]
    database.away = True
    with pytest.raises(ConnectionResetError):
        await clock.poll(database)  # type: ignore[arg-type]
    assert clock.now() == AT + timedelta(days=3)
