"""One dedicated connection, opened when needed and opened again after it was lost; it never crosses a task."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

T = TypeVar("T")

LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # a statement begun in the moment in which the server dies: asyncpg's own state is then off
    asyncpg.InternalClientError,
    TimeoutError,
    asyncpg.CannotConnectNowError,
)
"""What a lost connection looks like: whether the statement was committed is then not known."""
OUTDATED = (asyncpg.UndefinedColumnError, asyncpg.UndefinedTableError)
"""A read model has the tables of another release: it waits for its rebuild, and nothing is lost."""


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
                if self._connection is None or self._connection.is_closed():
                    self._connection = await asyncpg.connect(self._dsn, timeout=5)
                return await statement(self._connection)
        except LOST:
            await self.close()
            raise

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
