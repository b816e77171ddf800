"""StatementBatch: the statements of a batch, run together instead of one round trip each.

`apply` writes with `execute` and needs no answer, so its statements wait; those with the same text go to the server in one
`executemany`. Statements of one stream keep their order; between streams `apply` commutes (that is its contract), so a
statement may join an earlier group of the same text unless its own stream has written in a later one. Whatever reads makes
everything that waits happen first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg


class StatementBatch:
    """Stands for a connection inside one transaction; the end of the batch calls `flush`."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._groups: list[tuple[str, list[Sequence[Any]]]] = []
        self._newest: dict[str, int] = {}
        """The newest group of each statement's text."""
        self._last: dict[str, int] = {}
        """The last group in which each stream wrote."""
        self.stream_id = ""
        """The stream whose record is being applied."""

    async def execute(self, query: str, *args: Any) -> str:
        """Lets a statement wait; what it says of rows is not known yet."""
        group = self._newest.get(query, -1)
        if group < self._last.get(self.stream_id, 0):
            group = len(self._groups)
            self._groups.append((query, []))
            self._newest[query] = group
        self._groups[group][1].append(args)
        self._last[self.stream_id] = group
        return ""

    async def flush(self) -> None:
        """Runs what waits, group by group."""
        groups, self._groups = self._groups, []
        self._newest.clear()
        self._last.clear()
        for query, rows in groups:
            await self._connection.executemany(query, rows)

    async def executemany(self, command: str, args: Iterable[Sequence[Any]]) -> None:
        """A group of its own kind, in its place."""
        for row in args:
            await self.execute(command, *row)

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]:
        """Reads, after everything that waits."""
        await self.flush()
        return await self._connection.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        """Reads one row, after everything that waits."""
        await self.flush()
        return await self._connection.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        """Reads one value, after everything that waits."""
        await self.flush()
        return await self._connection.fetchval(query, *args)
