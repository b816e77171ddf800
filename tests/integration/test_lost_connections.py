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
from services.chassis.event_store.connection import LOST, Connection, ConnectionLost
from services.chassis.http.consistency import caught_up
from services.chassis.pool import held, open_pool
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


@pytest.mark.parametrize("statement", ["SELECT 1", "SELECT $1::int, $2::int"])
async def test_a_statement_that_takes_other_arguments_is_no_lost_connection(runtime: Runtime, statement: str) -> None:
    asked: Callable[[asyncpg.Connection], Awaitable[Any]] = lambda c: c.fetchval(statement, 1)  # noqa: E731 - a type
    connection = Connection(runtime.dsn("writer"), bound=10)
    for failing in (runtime.api.fetchval(statement, 1), connection.call(asked), of_a_unit_of_work(runtime, asked)):
        with pytest.raises(asyncpg.InterfaceError, match="the server expects"):
            await failing
    await connection.close()
    assert not issubclass(asyncpg.InterfaceError, LOST)


async def of_a_unit_of_work(runtime: Runtime, asked: Callable[[asyncpg.Connection], Awaitable[Any]]) -> Any:
    async with held(runtime.api) as connection, connection.transaction():
        return await asked(connection)


async def test_whatever_asyncpg_says_of_a_closed_connection_is_a_lost_one(runtime: Runtime) -> None:
    async def closed(connection: asyncpg.Connection) -> Any:
        connection.terminate()
        return await connection.fetchval("SELECT 1")

    connection = Connection(runtime.dsn("writer"), bound=10)
    with pytest.raises(ConnectionLost):
        await connection.call(closed)
    with pytest.raises(ConnectionLost):
        await of_a_unit_of_work(runtime, closed)
    pool = await open_pool(runtime.dsn("api"))
    await pool.close()
    with pytest.raises(ConnectionLost):
        await pool.fetchval("SELECT 1")


async def test_whoever_waits_for_a_read_model_is_told_that_the_database_is_away() -> None:
    pool = await open_pool("postgresql://127.0.0.1:1/nobody")
    with pytest.raises(Unavailable):
        await caught_up(pool, ("notes",), 1)
    await pool.close()
