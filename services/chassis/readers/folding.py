"""Folding: a rebuild keeps the rows of a model in memory while it folds events, and copies each into its table once.

Only for models whose every change goes through `tables.py`: what a statement of its own would read or change stands in no table yet.
Nothing is written between two copies; where an event fails nothing was, and the events since are taken one batch after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Reader
from services.chassis.readers.tables import Change, InSets, Key, Table

HELD: Final = 200_000
"""Rows in memory before they are copied: of the tracking grid 1.2 kB each."""
COPIED: Final = 20_000
"""Rows of one statement, far from the minute that a projector's statement may take."""

Changes = Callable[[Any], Iterable[Change]]


def changes_of(model: Reader) -> Mapping[type, Changes] | None:
    """What each event changes; None for a model with statements of its own."""
    changes = {of: apply.changes for of, apply in model.apply.items() if isinstance(apply, InSets)}
    return changes if len(changes) == len(model.apply) else None


class Folding:
    """The rows that events made or changed since the last copy; `empty` when the tables hold none at the beginning."""

    def __init__(self, changes: Mapping[type, Changes], *, empty: bool) -> None:
        self._changes = changes
        self._empty = empty
        self._tables: dict[Table[Any], dict[Key, Any]] = {}

    @property
    def full(self) -> bool:
        """Whether it is time to copy."""
        return sum(map(len, self._tables.values())) >= HELD

    async def take(self, connection: asyncpg.Connection, told: Iterable[EventEnvelope[Any]]) -> None:
        """Changes rows by events in their order; rows that were copied before are read first."""
        changes = [change for recorded in told for change in self._changes[type(recorded.event)](recorded)]
        if not self._empty:
            await self._read(connection, changes)
        for of, key, made, change, recorded in changes:
            rows = self._tables.setdefault(of, {})
            row = rows.get(key)
            if row is None:
                if made is None:
                    continue
                rows[key] = row = made
            if change is not None:
                change(row, recorded)  # type: ignore[arg-type]  # a change comes with its event

    async def copy(self, connection: asyncpg.Connection) -> None:
        """Copies the rows into their tables, in the caller's transaction, and forgets them."""
        tables, self._tables = self._tables, {}
        self._empty = False
        for of, rows in tables.items():
            made = [row for row in rows.values() if row is not None]
            for start in range(0, len(made), COPIED):
                await of.copy(connection, made[start : start + COPIED])

    async def _read(self, connection: asyncpg.Connection, changes: Sequence[Change]) -> None:
        unknown: dict[Table[Any], dict[Key, None]] = {}
        for change in changes:
            if change.key not in self._tables.setdefault(change.table, {}):
                unknown.setdefault(change.table, {})[change.key] = None
        for of, keys in unknown.items():
            self._tables[of].update(keys)
            self._tables[of].update(await of.rows(connection, list(keys)))
