"""StreamTable: a read model whose rows are the fold of a stream with the decider's own `evolve`; no projection is written.

For things whose page shows what their state holds and no names; words about the thing stand in it as `erasure.words.shown` gives them,
until an event blanks them. The stored state is named after its class: whoever
renames a state class or changes its fields counts the table's version up, and rebuilds. The capability of the chassis' README
rests on it; today's services join streams in their lists and write their projections by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from services.chassis.decider import StreamType
from services.chassis.event_envelope import EventEnvelope
from services.chassis.kit.derived_sql import quoted
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.tables import Change, Column, InSets, Table, Values, columns_of


@dataclass(slots=True)
class Folded:
    """A stream and its state so far."""

    ward_code: str
    stream_id: str
    state: Any


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
    shown = columns_of(row)
    adapters = {state.__name__: TypeAdapter(state) for state in states}
    if len(adapters) != len(states):
        raise TypeError(f"{name}: two states of one name")
    columns = {
        "ward_code": Column("text", null=False),
        "stream_id": Column("text", null=False),
        key: Column("uuid", null=False),
        "state": Column("json", null=False),
        **shown,
    }

    def load(values: Values) -> Folded:
        kind, fields = json.loads(values[3])
        return Folded(values[0], values[1], adapters[kind].validate_python(fields))

    def dump(folded: Folded) -> Values:
        kind = type(folded.state).__name__
        identity = UUID(folded.stream_id.removeprefix(f"{stream.name}-"))
        stored = json.dumps([kind, adapters[kind].dump_python(folded.state, mode="json")])
        shows_it = shows(folded.state)
        return folded.ward_code, folded.stream_id, identity, stored, *(getattr(shows_it, each) for each in shown)

    kept = Table(name, columns, ("ward_code", "stream_id"), load, dump)

    def evolve(folded: Folded, recorded: EventEnvelope[Any]) -> None:
        folded.state = stream.evolve(folded.state, recorded.event)

    def changes(recorded: EventEnvelope[Any]) -> tuple[Change]:
        blank = Folded(recorded.ward_code, recorded.stream_id, stream.initial_state)
        return (kept.upsert(blank, recorded, evolve),)

    return ReadModel(name, version, _ddl(quoted(name), columns, key), dict.fromkeys(events, InSets(changes)))


def _ddl(table: str, columns: Mapping[str, Column], key: str) -> str:
    lines = "".join(f"    {quoted(name)} {of.type}{'' if of.null else ' NOT NULL'},\n" for name, of in columns.items())
    return (
        f"CREATE TABLE {table} (\n{lines}    PRIMARY KEY (ward_code, stream_id),\n    UNIQUE (ward_code, {quoted(key)})\n);\n"
        f"SELECT guard_by_ward('{table}');\n"
    )
