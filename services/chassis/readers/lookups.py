"""Lookups: what the reactions of a round ask of the database, asked at once.

The reactions run side by side on one connection. Whatever all of them ask by the same lookup goes to the server as one query; anything
else they ask is asked one after the other. Nothing in a round depends on anything else in it, so their order does not matter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

Rows = Sequence[asyncpg.Record]


class Lookup:
    """A query for many keys: it takes an array for each part of the key, and its rows say as `n` which key they are of, from 1 on."""

    def __init__(self, query: str) -> None:
        self.query = query

    async def rows(self, connection: asyncpg.Connection, *key: Any) -> Rows:
        """The rows of one key."""
        if isinstance(connection, Asking):
            return await connection.rows(self, key)
        [rows] = await self.all(connection, [key])
        return rows

    async def all(self, connection: asyncpg.Connection, keys: Sequence[tuple[Any, ...]]) -> Sequence[Rows]:
        """The rows of each of these keys."""
        found: list[list[asyncpg.Record]] = [[] for _ in keys]
        for row in await connection.fetch(self.query, *map(list, zip(*keys, strict=True))):
            found[row["n"] - 1].append(row)
        return found


class Asking:
    """Stands for a connection that several reactions read from at the same time, within the life of a group of tasks."""

    def __init__(self, connection: asyncpg.Connection, group: asyncio.TaskGroup) -> None:
        self._connection = connection
        self._group = group
        self._free = asyncio.Lock()
        self._asked: dict[Lookup, list[tuple[tuple[Any, ...], asyncio.Future[Rows]]]] = {}
        self._sending: asyncio.Task[None] | None = None

    async def rows(self, lookup: Lookup, key: tuple[Any, ...]) -> Rows:
        """The rows of one key, asked for together with what others ask."""
        answer: asyncio.Future[Rows] = asyncio.get_running_loop().create_future()
        self._asked.setdefault(lookup, []).append((key, answer))
        if self._sending is None:
            self._sending = self._group.create_task(self._send())  # it begins once all that can ask now have asked
        return await answer

    async def fetch(self, query: str, *args: Any) -> Rows:
        """Reads rows."""
        async with self._free:
            return await self._connection.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        """Reads one row."""
        async with self._free:
            return await self._connection.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        """Reads one value."""
        async with self._free:
            return await self._connection.fetchval(query, *args)

    async def _send(self) -> None:
        asked, self._asked, self._sending = self._asked, {}, None
        for lookup, asking in asked.items():
            try:
                async with self._free:
                    found = await lookup.all(self._connection, [key for key, _ in asking])
            except Exception as error:
                for _, answer in asking:
                    answer.set_exception(error)
            else:
                for (_, answer), rows in zip(asking, found, strict=True):
                    answer.set_result(rows)
