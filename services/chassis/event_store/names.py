"""Names: the ids by which an event is looked for that cannot be read off its row.

Under which id an event is published follows from its stored id and cannot be turned back, and what the first event of a stream names
stands somewhere in its data. Both are noted behind the append, so that it costs a command nothing; whoever asks notes the rest first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.publishing import Publishing
from thidua_contracts.envelope import contract_name, event_id_for

PAGE: Final = 2000
TAKE: Final = "SELECT next, public FROM reading.named FOR UPDATE"
AGAIN: Final = "TRUNCATE reading.names"
EVENTS: Final = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, data::text AS data
FROM store.events WHERE position >= $1 ORDER BY position LIMIT $2
"""
NOTE: Final = (
    "INSERT INTO reading.names (name, position) SELECT n, p FROM unnest($1::bigint[], $2::bigint[]) AS t (n, p)"
)
MOVE: Final = "UPDATE reading.named SET next = $1, public = $2"
FIND: Final = "SELECT position FROM reading.names WHERE name = ANY ($1::bigint[])"


class Names:
    """What the events of one service are called elsewhere."""

    def __init__(self, publishing: Publishing) -> None:
        self._publishing = publishing
        self._contracts: dict[str, tuple[str, ...]] = {}

    async def note(self, connection: asyncpg.Connection) -> bool:
        """Notes the next events, up to `PAGE`; True when there may be more. A type that is new among the published begins anew."""
        async with connection.transaction():
            row = await connection.fetchrow(TAKE)
            assert row is not None  # the migration puts it there
            first, public = row["next"], {*row["public"], *self._publishing.public}
            if public != set(row["public"]):
                await connection.execute(AGAIN)
                first = 1
            rows = await connection.fetch(EVENTS, first, PAGE)
            noted = [(_number(name), row["position"]) for row in rows for name in {*self.public_ids(row), *_named(row)}]
            await connection.execute(NOTE, [name for name, _ in noted], [position for _, position in noted])
            await connection.execute(MOVE, rows[-1]["position"] + 1 if rows else first, sorted(public))
        return len(rows) == PAGE

    async def find(self, connection: asyncpg.Connection, names: Iterable[UUID]) -> list[int]:
        """Positions of the events that may be called so, of all that are stored: eight bytes of an id were compared."""
        while await self.note(connection):
            pass
        return [row["position"] for row in await connection.fetch(FIND, [_number(name) for name in names])]

    def public_ids(self, row: asyncpg.Record) -> tuple[UUID, ...]:
        """The CloudEvents ids of a stored event: its type alone decides how many there are."""
        event_type, event_id = row["event_type"], row["event_id"]
        if event_type not in self._publishing.public:
            return ()
        if event_type not in self._contracts:
            event = self._publishing.registry.decode(event_type, row["schema_version"], row["data"], event_id)
            self._contracts[event_type] = tuple(
                dict.fromkeys(contract_name(contract.type) for contract in self._publishing.map(event))
            )
        return tuple(event_id_for(name, event_id) for name in self._contracts[event_type])


def things(data: Mapping[str, object]) -> Iterable[tuple[str, UUID]]:
    """Kind and id of the things that an event names in fields called `<kind>_id`; no other value is looked at."""
    for name, value in data.items():
        if name.endswith("_id") and isinstance(value, str):
            try:
                yield name.removesuffix("_id"), UUID(value)
            except ValueError:
                continue


def _named(row: asyncpg.Record) -> Iterable[UUID]:
    """What the first event of a stream names, but for the thing that the stream is about."""
    if row["stream_version"] == 1:
        for _, thing in things(json.loads(row["data"])):
            if not row["stream_id"].endswith(str(thing)):
                yield thing


def _number(name: UUID) -> int:
    return int.from_bytes(name.bytes[:8], signed=True)
