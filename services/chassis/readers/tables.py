"""Tables written in sets: a projection says which rows an event changes, and a batch reads and writes each table once.

Changes wait in the batch. At its end the rows that they name are read by their keys, changed in memory in the order of the events,
and written with one statement; one event alone goes the same way. A row is changed by the records of one source only, a partition or
the local store: its checkpoint, moved before in the same transaction, keeps everybody else from the row between reading and writing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import Any, Final, Generic, NamedTuple, NewType, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.statement_batch import StatementBatch

R = TypeVar("R")
Key = tuple[Any, ...]
Values = tuple[Any, ...]
Json = NewType("Json", str)
"""Text that a column of type json holds."""

TYPES: Final[dict[Any, str]] = {
    str: "text",
    bool: "boolean",
    int: "bigint",
    Decimal: "numeric",
    datetime: "timestamptz",
    date: "date",
    UUID: "uuid",
}


class Column(NamedTuple):
    """The type of a column in PostgreSQL, and whether it may be NULL."""

    type: str
    null: bool

    @property
    def array(self) -> bool:
        return self.type.endswith("[]")


class Change(NamedTuple):
    """What one event does to one row: `made` when there is none, then `change`; nothing is done to a row that is not there."""

    table: Table[Any]
    key: Key
    made: Any
    change: Callable[[Any, EventEnvelope[Any]], None] | None
    recorded: EventEnvelope[Any] | None


class Table(Generic[R]):
    """A table whose rows have a `key`; `load` makes a row of the values of its columns, `dump` gives them, in the order of `columns`.

    A row has the columns of the key as attributes.
    """

    def __init__(
        self,
        name: str,
        columns: Mapping[str, Column],
        key: Sequence[str],
        load: Callable[[Values], R],
        dump: Callable[[R], Values],
    ) -> None:
        self._load, self._dump = load, dump
        self._key_of = _tuple_of(attrgetter, key)
        self._key_in = _tuple_of(itemgetter, [list(columns).index(each) for each in key])
        self._arrays = [number for number, column in enumerate(columns.values()) if column.array]
        self._columns = list(columns)
        self._copied = f"copied_{name}"
        self.name = name
        self.reading, self._insert, self._write = _statements(name, columns, key)
        self._stage, self._put = _copying(name, self._copied, columns, key)

    def insert(self, row: R) -> Change:
        """This row, unless there is one of its key."""
        return Change(self, self._key_of(row), row, None, None)

    def update(self, key: Key, recorded: EventEnvelope[Any], change: Callable[[R, EventEnvelope[Any]], None]) -> Change:
        """The row of this key changed, if there is one."""
        return Change(self, key, None, change, recorded)

    def upsert(self, made: R, recorded: EventEnvelope[Any], change: Callable[[R, EventEnvelope[Any]], None]) -> Change:
        """The row of this key changed, and `made` before when there is none."""
        return Change(self, self._key_of(made), made, change, recorded)

    async def write(self, connection: asyncpg.Connection, changes: Mapping[Key, Sequence[Change]]) -> None:
        """Reads, changes and writes the rows of these keys, each key's changes in order."""
        asked = [key for key, its in changes.items() if _asks(its)]
        before = await self._rows(connection, asked) if asked else {}
        inserted: list[Values] = []
        written: list[Values] = []
        for key, its in changes.items():
            was = before.get(key)
            row = None if was is None else self._load(was)
            for change in its:
                row = change.made if row is None else row
                if row is not None and change.change is not None:
                    change.change(row, change.recorded)  # type: ignore[arg-type]  # a change comes with its event
            if row is not None and (values := self._dump(row)) != was:
                (written if _asks(its) else inserted).append(values)
        for statement, rows in ((self._insert, inserted), (self._write, written)):
            if rows:
                await connection.execute(statement, *self._arguments(rows))

    async def rows(self, connection: asyncpg.Connection, keys: Sequence[Key]) -> dict[Key, R]:
        """The rows of these keys, as far as there are any."""
        return {key: self._load(values) for key, values in (await self._rows(connection, keys)).items()}

    async def copy(self, connection: asyncpg.Connection, rows: Iterable[R]) -> None:
        """Makes or replaces many rows, in the caller's transaction and by a role that may make tables.

        Through a table of its own: COPY is refused by tables under row-level security.
        """
        await connection.execute(self._stage)
        await connection.copy_records_to_table(self._copied, columns=self._columns, records=map(self._dump, rows))
        await connection.execute(self._put)

    async def _rows(self, connection: asyncpg.Connection, keys: Sequence[Key]) -> dict[Key, Values]:
        found = await connection.fetch(self.reading, *map(list, zip(*keys, strict=True)))
        return {self._key_in(row): tuple(row) for row in found}

    def _arguments(self, rows: Sequence[Values]) -> list[Sequence[Any]]:
        columns: list[Sequence[Any]] = [list(column) for column in zip(*rows, strict=True)]
        for number in self._arrays:
            columns[number] = [_literal(value) for value in columns[number]]
        return columns


def table(name: str, row: type[R], key: Sequence[str]) -> Table[R]:
    """The table of a dataclass whose fields are its columns. Raises TypeError for a field that no column holds."""
    columns = columns_of(row)
    return Table(name, columns, key, lambda values: row(*values), attrgetter(*columns))


@dataclasses.dataclass(frozen=True, slots=True)
class InSets:
    """The `apply` of an event that changes rows: they wait where a batch is gathered, and are written at once elsewhere."""

    changes: Callable[[Any], Iterable[Change]]

    async def __call__(self, connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> None:
        if isinstance(connection, StatementBatch):
            connection.gather(write, self.changes(recorded))
        else:
            await write(connection, self.changes(recorded))


async def write(connection: asyncpg.Connection, changes: Iterable[Change]) -> None:
    """Writes changes, each table's at once; tables in the order in which they first come."""
    tables: dict[Table[Any], dict[Key, list[Change]]] = {}
    for change in changes:
        tables.setdefault(change.table, {}).setdefault(change.key, []).append(change)
    for each, by_key in tables.items():
        await each.write(connection, by_key)


def _asks(changes: Sequence[Change]) -> bool:
    """Whether what becomes of the row depends on what it is; otherwise it need not be read."""
    return any(change.change is not None for change in changes)


def _tuple_of(getter: Callable[..., Any], of: Sequence[Any]) -> Callable[[Any], Key]:
    """What a getter gets, as a tuple also where it is one value."""
    get = getter(*of)
    return get if of[1:] else lambda row: (get(row),)


def columns_of(row: type[Any]) -> dict[str, Column]:
    """The columns that hold the fields of a dataclass. Raises TypeError for a field that none holds."""
    hints = get_type_hints(row)
    return {each.name: _column(hints[each.name], f"{row.__name__}.{each.name}") for each in dataclasses.fields(row)}


def _column(hint: Any, name: str) -> Column:
    null = get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)
    if null:
        [hint] = [arg for arg in get_args(hint) if arg is not NoneType]
    if hint is Json:
        return Column("json", null)
    if get_origin(hint) is tuple and get_args(hint)[1:] == (Ellipsis,):
        return Column(_column(get_args(hint)[0], name).type + "[]", null)
    fits = [TYPES[cls] for cls in TYPES if isinstance(hint, type) and issubclass(hint, cls)]
    if not fits:
        raise TypeError(f"{name}: no column holds {hint}")
    return Column(fits[0], null)


def _statements(name: str, columns: Mapping[str, Column], key: Sequence[str]) -> tuple[str, str, str]:
    """Reads rows by their keys; makes those that are not there; makes or replaces them. Of declared names alone.

    Each key is looked up by itself, so that the plan is the index's also where nothing is known of the table yet.
    """
    keys, listed = _listed(key), _listed(columns)
    given = _unnested("text" if of.array else of.type for of in columns.values())
    rows = ", ".join(f'n."{each}"::{of.type}' if of.array else f'n."{each}"' for each, of in columns.items())
    fits = " AND ".join(f't."{each}" = k."{each}"' for each in key)
    read = (
        f"SELECT {_listed(columns, 'r.')} FROM {_unnested(columns[each].type for each in key)} AS k ({keys}) "  # noqa: S608 - declared names
        f'CROSS JOIN LATERAL (SELECT {_listed(columns, "t.")} FROM "{name}" AS t WHERE {fits} OFFSET 0) AS r'
    )
    begin = f'INSERT INTO "{name}" ({listed}) SELECT {rows} FROM {given} AS n ({listed}) '  # noqa: S608 - the same
    return read, f"{begin}ON CONFLICT ({keys}) DO NOTHING", begin + _replacing(columns, key)


def _copying(name: str, copied: str, columns: Iterable[str], key: Sequence[str]) -> tuple[str, str]:
    """Makes the table that rows are copied into; puts them from there to where they belong, and takes it away."""
    listed = _listed(columns)
    stage = f'CREATE UNLOGGED TABLE "{copied}" AS SELECT {listed} FROM "{name}" WITH NO DATA'  # noqa: S608 - declared names
    put = f'INSERT INTO "{name}" ({listed}) SELECT {listed} FROM "{copied}" {_replacing(columns, key)}'  # noqa: S608 - the same
    return stage, f'{put}; DROP TABLE "{copied}"'


def _replacing(columns: Iterable[str], key: Sequence[str]) -> str:
    changes = ", ".join(f'"{each}" = excluded."{each}"' for each in columns if each not in key)
    return f"ON CONFLICT ({_listed(key)}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"


def _listed(names: Iterable[str], of: str = "") -> str:
    return ", ".join(f'{of}"{each}"' for each in names)


def _unnested(types: Iterable[str]) -> str:
    return f"unnest({', '.join(f'${place}::{each}[]' for place, each in enumerate(types, start=1))})"


def _literal(values: Sequence[Any] | None) -> str | None:
    """An array as PostgreSQL writes it: `unnest` would take an array of arrays apart to the last element."""
    if values is None:
        return None
    return f"{{{','.join('NULL' if each is None else _quoted(str(each)) for each in values)}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
