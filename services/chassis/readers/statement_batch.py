"""StatementBatch: the statements of a batch, run together instead of one round trip each.

`apply` writes with `execute` and needs no answer, so its statements wait; those with the same text go to the server in one
`executemany`. Statements of one stream keep their order; between streams `apply` commutes (that is its contract), so a
statement may join an earlier group of the same text unless its own stream has written in a later one. Changes of rows
(`tables.py`) are a group of their own in the same order. Nothing reads here: an `apply` that does is taken record by record.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import asyncpg

Write = Callable[[asyncpg.Connection, list[Any]], Awaitable[None]]
"""Writes at once what has waited for it."""


class StatementBatch:
    """Stands for a connection inside one transaction; the end of the batch calls `flush`."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._groups: list[tuple[str | Write, list[Any]]] = []
        self._newest: dict[str | Write, int] = {}
        """The newest group of each statement's text, or of what is written otherwise."""
        self._last: dict[str, int] = {}
        """The last group in which each stream wrote."""
        self.stream_id = ""
        """The stream whose record is being applied."""

    async def execute(self, query: str, *args: Any) -> str:
        """Lets a statement wait; what it says of rows is not known yet."""
        self.gather(query, [args])
        return ""

    def gather(self, of: str | Write, what: Iterable[Any]) -> None:
        """Lets something wait in a group: the rows of a statement, or what a function writes."""
        group = self._newest.get(of, -1)
        if group < self._last.get(self.stream_id, 0):
            group = len(self._groups)
            self._groups.append((of, []))
            self._newest[of] = group
        self._groups[group][1].extend(what)
        self._last[self.stream_id] = group

    async def flush(self) -> None:
        """Runs what waits, group by group."""
        groups, self._groups = self._groups, []
        self._newest.clear()
        self._last.clear()
        for of, waiting in groups:
            if isinstance(of, str):
                await self._connection.executemany(of, waiting)
            else:
                await of(self._connection, waiting)
