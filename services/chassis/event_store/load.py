"""Grouped loads: the streams and the command keys of many commands in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.commands import Reply
from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST, Connection
from services.chassis.event_store.grouping import Group

LOAD = """
SELECT s.n, e.stream_version, e.event_id, e.event_type, e.schema_version, e.ward_code, e.data::text, NULL::bytea, 0::bigint
FROM unnest($1::text[]) WITH ORDINALITY AS s (stream_id, n)
CROSS JOIN LATERAL (
    SELECT stream_version, event_id, event_type, schema_version, ward_code, data
    FROM store.events WHERE stream_id = s.stream_id ORDER BY stream_version
) e
UNION ALL
SELECT -k.n, c.stream_version, NULL, c.stream_id, 0::smallint, c.refusal, NULL, c.body_hash, c.position
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS k (actor, key, n)
CROSS JOIN LATERAL (
    SELECT stream_id, stream_version, position, body_hash, refusal
    FROM store.commands WHERE actor = k.actor AND key = k.key
) c
"""


@dataclass(slots=True)
class Wanted:
    """What one command needs: its streams, and its key to know whether it was done before."""

    streams: tuple[str, ...]
    actor: str
    key: str


@dataclass(slots=True)
class LoadedEvent:
    """An event of a loaded stream, as stored."""

    version: int
    event_id: UUID
    event_type: str
    schema_version: int
    ward_code: str
    data: str


@dataclass(slots=True)
class Loaded:
    """The events of each wanted stream in version order, and what is known of the key (its reply and body hash)."""

    streams: dict[str, list[LoadedEvent]]
    known: tuple[Reply, bytes] | None


TOGETHER: Final = 32
"""Commands of one load. All that wait would march together from load to append, and Python and PostgreSQL stand still in turn: with
32 of 64 at once 5812 and 5507 commands a second were handled, with all of them 4270 and 4361, in turns; with 16, 4369."""


class Loader:
    """The loading task of a process."""

    def __init__(self, dsn: str, *, most: int = TOGETHER, capacity: int = 4096, patience: float = 10) -> None:
        self._connection = Connection(dsn, bound=patience)
        self._group = Group(
            self._load,
            most=most,
            weight=lambda wanted: len(wanted.streams),
            heaviest=512,
            capacity=capacity,
            patience=patience,
        )

    async def load(self, wanted: Wanted) -> Loaded:
        """What is stored now; `Overloaded` or `Unavailable`."""
        return await self._group.ask(wanted)

    async def close(self) -> None:
        await self._group.close()
        await self._connection.close()

    async def _load(self, group: Sequence[Wanted]) -> Sequence[Loaded | Exception]:
        ids = list(dict.fromkeys(stream_id for wanted in group for stream_id in wanted.streams))
        actors, keys = [wanted.actor for wanted in group], [wanted.key for wanted in group]
        for last_try in (False, True):
            try:
                rows = await self._connection.call(lambda connection: connection.fetch(LOAD, ids, actors, keys))
                break
            except (*LOST, asyncpg.PostgresError):
                if last_try:
                    return [Unavailable()] * len(group)
        streams: dict[str, list[LoadedEvent]] = {stream_id: [] for stream_id in ids}
        known: dict[int, tuple[Reply, bytes]] = {}
        for n, version, event_id, event_type, schema_version, ward_code, data, body_hash, position in rows:
            if n > 0:
                streams[ids[n - 1]].append(LoadedEvent(version, event_id, event_type, schema_version, ward_code, data))
            else:  # a key: its stream and refusal travel in the columns of type and ward
                known[-n - 1] = (Reply(event_type, version, position, repeated=True, refusal=ward_code), body_hash)
        for events in streams.values():
            events.sort(key=lambda event: event.version)
        return [
            Loaded({stream_id: streams[stream_id] for stream_id in wanted.streams}, known.get(number))
            for number, wanted in enumerate(group)
        ]
