"""Stored events as a trace sees them: when, where, caused by what; of their data only the ids of other things."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.chassis.event_store.names import Names, things
from services.chassis.service import Service

LIMIT = 5000
"""Events that one question fetches: a trace of more is not read by anybody."""

# each id is asked of an index of its own: with OR, or an order before the limit, PostgreSQL may walk the whole store instead
SEEDS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE position = ANY (ARRAY (
    SELECT position FROM store.events WHERE event_id = $2
    UNION SELECT position FROM store.events WHERE stream_id = $1
    UNION SELECT position FROM store.events WHERE metadata ->> 'command' = $1
    UNION SELECT position FROM store.events WHERE metadata ->> 'correlation' = $1
    UNION SELECT e.position FROM store.events first JOIN store.events e ON e.stream_id = first.stream_id
        WHERE first.stream_version = 1 AND right(first.stream_id, 37) = '-' || $1
)) ORDER BY position LIMIT $3
"""
OF_CORRELATIONS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE position = ANY (ARRAY (
    SELECT position FROM store.events WHERE metadata ->> 'correlation' = ANY ($1::text[])
)) ORDER BY position LIMIT $2
"""
OF_STREAMS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE position = ANY (ARRAY (
    SELECT position FROM store.events WHERE stream_id = ANY ($1::text[])
)) ORDER BY position LIMIT $2
"""
AT = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE position = ANY ($1::bigint[]) ORDER BY position LIMIT $2
"""

Place = tuple[str, UUID]
"""Service and event id: what names an event in all stores."""


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event; `public_ids` are the CloudEvents ids under which others know it. `things` are the ids its data names."""

    service: str
    position: int
    stream_id: str
    stream_version: int
    event_id: UUID
    event_type: str
    ward_code: str
    recorded_at: datetime
    command: str
    correlation: str
    causation: UUID | None
    actor: str
    traceparent: str | None
    public_ids: tuple[UUID, ...]
    things: tuple[tuple[str, str], ...]

    @property
    def place(self) -> Place:
        """Its name in all stores."""
        return self.service, self.event_id

    @property
    def system(self) -> str:
        """The part of the system that acted, or `person`: who it was is nobody's business here."""
        return self.actor.removeprefix("system:") if self.actor.startswith("system:") else "person"


class Store:
    """The events of one service, asked as the owner of its database."""

    def __init__(self, service: Service, connection: asyncpg.Connection) -> None:
        self.name = service.name
        self._names = Names(service.publishing)
        self._connection = connection

    async def seeds(self, wanted: str) -> list[Event]:
        """The events that an id may mean: event, command, correlation, stream, or the thing that a stream is about."""
        return self._events(await self._connection.fetch(SEEDS, wanted, uuid_of(wanted), LIMIT))

    async def published_as(self, public_id: UUID) -> list[Event]:
        """The event that others know by this CloudEvents id."""
        return [event for event in await self._called(public_id) if public_id in event.public_ids]

    async def of_correlations(self, correlations: Iterable[str]) -> list[Event]:
        """All events of these matters."""
        return self._events(await self._connection.fetch(OF_CORRELATIONS, sorted(correlations), LIMIT))

    async def of_streams(self, streams: Iterable[str]) -> list[Event]:
        """All events of these streams."""
        return self._events(await self._connection.fetch(OF_STREAMS, sorted(streams), LIMIT))

    async def beginning_with(self, ids: Iterable[str]) -> list[Event]:
        """First events of streams whose data name one of these ids."""
        wanted = {found for each in ids if (found := uuid_of(each)) is not None}
        if not wanted:
            return []
        return [
            event
            for event in await self._called(*wanted)
            if event.stream_version == 1 and wanted & {UUID(key) for _, key in event.things}
        ]

    async def _called(self, *names: UUID) -> list[Event]:
        positions = await self._names.find(self._connection, names)
        return self._events(await self._connection.fetch(AT, positions, LIMIT))

    def _events(self, rows: list[asyncpg.Record]) -> list[Event]:
        return [self._event(row) for row in rows]

    def _event(self, row: asyncpg.Record) -> Event:
        about = json.loads(row["metadata"])
        return Event(
            service=self.name,
            position=row["position"],
            stream_id=row["stream_id"],
            stream_version=row["stream_version"],
            event_id=row["event_id"],
            event_type=row["event_type"],
            ward_code=row["ward_code"],
            recorded_at=row["recorded_at"],
            command=about["command"],
            correlation=about["correlation"],
            causation=UUID(about["causation"]) if about["causation"] else None,
            actor=about["actor"],
            traceparent=about["traceparent"],
            public_ids=self._names.public_ids(row),
            things=tuple(sorted({(kind, str(key)) for kind, key in things(json.loads(row["data"]))})),
        )


def uuid_of(text: str) -> UUID | None:
    """The id that a text is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
