"""A connection that dies around a statement: nobody knows whether it was committed, so the append is settled, never failed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis.errors import Unavailable
from services.chassis.event_store.append import Append, Appender, NewEvent
from services.chassis.event_store.connection import LOST, Connection
from services.chassis.http.consistency import caught_up
from services.chassis.pool import open_pool
from services.chassis.runtime import Runtime
from tests.support.chassis import WARD, running


@pytest_asyncio.fixture
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, "lost_connections") as opened:
        yield opened


class Dying(Connection):
    """Executes its first statement and then fails as asyncpg does when the server has gone that very moment."""

    failures = 1

    async def call(self, statement: Callable[[asyncpg.Connection], Awaitable[Any]]) -> Any:
        async def failing(connection: asyncpg.Connection) -> Any:
            answer = await statement(connection)
            if self.failures:
                self.failures -= 1
                raise asyncpg.InternalClientError("cannot switch to another state")
            return answer

        return await super().call(failing)


def append(key: str) -> Append:
    stream = f"note-{uuid4()}"
    event = NewEvent(stream, uuid4(), "note-struck", 1, WARD, '{"a":1}', "{}")
    return Append("t", key, b"b", stream, (event,), ((stream, 0),))


async def test_an_append_whose_answer_was_lost_inside_asyncpg_is_settled(runtime: Runtime) -> None:
    """Found by kill -9 of the postmaster: asyncpg raised InternalClientError, and a caller was told 500."""
    appender = Appender(runtime.dsn("writer"), epoch=1)
    appender._connection = Dying(runtime.dsn("writer"), bound=10)
    outcome = await appender.append(append("k-1"))
    await appender.close()
    assert (outcome.verdict, outcome.position) == ("known", 1)
    assert await runtime.projector.fetchval("SELECT count(*) FROM store.events") == 1


async def test_the_next_statement_has_a_connection_of_its_own(runtime: Runtime) -> None:
    connection = Dying(runtime.dsn("writer"), bound=10)
    connection.failures = 0
    pid = await connection.call(lambda c: c.fetchval("SELECT pg_backend_pid()"))
    connection.failures = 1
    with pytest.raises(LOST):
        await connection.call(lambda c: c.fetchval("SELECT 1"))
    assert await connection.call(lambda c: c.fetchval("SELECT pg_backend_pid()")) != pid
    await connection.close()


async def test_whoever_waits_for_a_read_model_is_told_that_the_database_is_away() -> None:
    pool = await open_pool("postgresql://127.0.0.1:1/nobody")
    with pytest.raises(Unavailable):
        await caught_up(pool, ("notes",), 1)
    await pool.close()
