"""StreamTable: a read model whose rows are the fold of a stream with the decider's own `evolve`; no projection is written.

For things whose page shows what their state holds and nothing personal. The stored state is named after its class: whoever
renames a state class or changes its fields counts the table's version up, and rebuilds. The capability of the chassis' README
rests on it; today's services join streams in their lists and write their projections by hand.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.chassis.decider import StreamType
from services.chassis.event_envelope import EventEnvelope
from services.chassis.kit.derived_sql import quoted
from services.chassis.readers.definition import ReadModel

TYPES: Final[dict[Any, str]] = {
    str: "text",
    bool: "boolean",
    int: "bigint",
    Decimal: "numeric",
    datetime: "timestamptz",
    date: "date",
    UUID: "uuid",
}


def stream_table(
    name: str,
    version: int,
    *,
    stream: StreamType[Any],
    states: Sequence[type[Any]],
    events: Sequence[type[Any]],
    key: str,
    row: type[Any],
    shows: Callable[[Any], Any],
) -> ReadModel:
    """The read model: table `name` with the columns of the dataclass `row`, which `shows` makes of a state, and the key.

    `key` names the column of what follows the stream's name in its id, a UUID. Raises TypeError for a field that has no column.
    """
    columns = _columns(row)
    adapters = {state.__name__: TypeAdapter(state) for state in states}
    if len(adapters) != len(states):
        raise TypeError(f"{name}: two states of one name")
    table = quoted(name)
    names = ["ward_code", "stream_id", key, "state", *columns]
    listed = ", ".join(quoted(each) for each in names)
    marks = ", ".join(f"${place}" for place in range(1, len(names) + 1))
    changes = ", ".join(f"{quoted(each)} = excluded.{quoted(each)}" for each in ("state", *columns))
    held = f"SELECT state::text FROM {table} WHERE ward_code = $1 AND stream_id = $2"  # noqa: S608 - names of our own
    keep = (
        f"INSERT INTO {table} ({listed}) VALUES ({marks}) "  # noqa: S608 - names of our own
        f"ON CONFLICT (ward_code, stream_id) DO UPDATE SET {changes}"
    )

    async def apply(connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> None:
        kept = await connection.fetchval(held, recorded.ward_code, recorded.stream_id)
        state = stream.initial_state
        if kept is not None:
            kind, fields = json.loads(kept)
            state = adapters[kind].validate_python(fields)
        state = stream.evolve(state, recorded.event)
        stored = json.dumps([type(state).__name__, adapters[type(state).__name__].dump_python(state, mode="json")])
        shown = shows(state)
        identity = UUID(recorded.stream_id.removeprefix(f"{stream.name}-"))
        values = (getattr(shown, each) for each in columns)
        await connection.execute(keep, recorded.ward_code, recorded.stream_id, identity, stored, *values)

    return ReadModel(name, version, _ddl(table, key, columns), dict.fromkeys(events, apply))


def _columns(row: type[Any]) -> dict[str, str]:
    hints, columns = get_type_hints(row), {}
    for each in dataclasses.fields(row):
        hint, empty = hints[each.name], " NOT NULL"
        if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
            [hint], empty = [arg for arg in get_args(hint) if arg is not NoneType], ""
        kind = next((TYPES[cls] for cls in TYPES if isinstance(hint, type) and issubclass(hint, cls)), None)
        if kind is None:
            raise TypeError(f"{row.__name__}.{each.name}: no column holds {hint}")
        columns[each.name] = kind + empty
    return columns


def _ddl(table: str, key: str, columns: dict[str, str]) -> str:
    lines = "".join(f"    {quoted(name)} {kind},\n" for name, kind in columns.items())
    return (
        f"CREATE TABLE {table} (\n    ward_code text NOT NULL,\n    stream_id text NOT NULL,\n    {quoted(key)} uuid NOT NULL,\n"
        f"    state json NOT NULL,\n{lines}    PRIMARY KEY (ward_code, stream_id),\n    UNIQUE (ward_code, {quoted(key)})\n);\n"
        f"SELECT guard_by_ward('{table}');\n"
    )
