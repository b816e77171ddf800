"""One dedicated connection, opened when needed and opened again after it was lost; it never crosses a task."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import asyncpg

T = TypeVar("T")


class ConnectionLost(ConnectionError):
    """A statement was to run on a connection, or in a pool, that is closed already."""


LOST = (
    OSError,  # and with it ConnectionLost
    asyncpg.PostgresConnectionError,
    # a statement begun in the moment in which the server dies: asyncpg's own state is then off
    asyncpg.InternalClientError,
    TimeoutError,
    asyncpg.CannotConnectNowError,
)
"""What a lost connection looks like: whether the statement was committed is then not known."""
OUTDATED = (asyncpg.UndefinedColumnError, asyncpg.UndefinedTableError)
"""A read model has the tables of another release: it waits for its rebuild, and nothing is lost."""
ARGUMENTS: Final = re.compile(r"\barguments?\b")
"""What asyncpg says of a statement that was given others than it takes: by the class by which it also says that a connection is gone."""


@contextmanager
def closed_is_lost() -> Iterator[None]:
    """Raises ConnectionLost where asyncpg says by an InterfaceError that the connection is closed, released, or in no state to be used.

    Of a statement with other arguments than it takes the error stays what it is: a mistake of ours, which asking again does not mend.
    """
    try:
        yield
    except asyncpg.InterfaceError as error:
        if ARGUMENTS.search(str(error)):
            raise
        raise ConnectionLost(str(error)) from error


class Connection:
    """A connection of one task, with a bound on each call: a call that hangs longer counts as a lost connection."""

    def __init__(self, dsn: str, *, bound: float) -> None:
        self._dsn = dsn
        self._bound = bound
        self._connection: asyncpg.Connection | None = None

    async def call(self, statement: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        """Runs one statement; one of `LOST` when the connection failed before, during or after it."""
        try:
            async with asyncio.timeout(self._bound):
                with closed_is_lost():
                    return await self._run(statement)
        except (*LOST, asyncpg.InterfaceError):  # of another of these its state may be off
            await self.close()
            raise

    async def _run(self, statement: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._dsn, timeout=5)
        return await statement(self._connection)

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
