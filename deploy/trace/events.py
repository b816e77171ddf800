"""Stored events as a trace sees them: when, where, caused by what; of their data only the ids of other things."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.chassis.publishing import Publishing
from services.chassis.service import Service
from thidua_contracts.envelope import contract_name, event_id_for

LIMIT = 5000
"""Events that one question fetches: a trace of more is not read by anybody."""

SEEDS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events
WHERE event_id::text = $1 OR stream_id = $1 OR stream_id LIKE '%-' || $1
   OR metadata->>'command' = $1 OR metadata->>'correlation' = $1
ORDER BY position LIMIT $2
"""
OF_CORRELATIONS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE metadata->>'correlation' = ANY ($1::text[]) ORDER BY position LIMIT $2
"""
OF_STREAMS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE stream_id = ANY ($1::text[]) ORDER BY position LIMIT $2
"""
OF_IDS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE event_id = ANY ($1::uuid[]) ORDER BY position LIMIT $2
"""
BEGINNINGS = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       data::text AS data, metadata::text AS metadata
FROM store.events WHERE stream_version = 1 AND data::text LIKE ANY ($1::text[]) ORDER BY position LIMIT $2
"""
SAMPLE = """
SELECT event_id, schema_version, data::text AS data FROM store.events WHERE event_type = $1 ORDER BY position LIMIT 1
"""
PUBLIC_IDS = "SELECT event_id, event_type FROM store.events WHERE event_type = ANY ($1::text[]) ORDER BY position"

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
        self._publishing = service.publishing
        self._connection = connection
        self._contracts: dict[str, tuple[str, ...]] = {}

    async def seeds(self, wanted: str) -> list[Event]:
        """The events that an id may mean: event, command, correlation, stream, or the thing that a stream is about."""
        return await self._events(await self._connection.fetch(SEEDS, wanted, LIMIT))

    async def published_as(self, public_id: UUID) -> list[Event]:
        """The event that others know by this CloudEvents id: the id is derived, so each public event's is computed."""
        found = []
        for row in await self._connection.fetch(PUBLIC_IDS, sorted(self._publishing.public)):
            names = await self._contract_names(row["event_type"])
            if any(event_id_for(name, row["event_id"]) == public_id for name in names):
                found.append(row["event_id"])
        return await self._events(await self._connection.fetch(OF_IDS, found, LIMIT)) if found else []

    async def of_correlations(self, correlations: Iterable[str]) -> list[Event]:
        """All events of these matters."""
        return await self._events(await self._connection.fetch(OF_CORRELATIONS, sorted(correlations), LIMIT))

    async def of_streams(self, streams: Iterable[str]) -> list[Event]:
        """All events of these streams."""
        return await self._events(await self._connection.fetch(OF_STREAMS, sorted(streams), LIMIT))

    async def beginning_with(self, ids: Iterable[str]) -> list[Event]:
        """First events of streams whose data name one of these ids."""
        patterns = [f"%{each}%" for each in sorted(ids)]
        return await self._events(await self._connection.fetch(BEGINNINGS, patterns, LIMIT))

    async def _events(self, rows: list[asyncpg.Record]) -> list[Event]:
        return [await self._event(row) for row in rows]

    async def _event(self, row: asyncpg.Record) -> Event:
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
            public_ids=tuple(
                event_id_for(name, row["event_id"]) for name in await self._contract_names(row["event_type"])
            ),
            things=tuple(sorted(set(_things(json.loads(row["data"]))))),
        )

    async def _contract_names(self, event_type: str) -> tuple[str, ...]:
        """The contracts of a stored type, learnt from its first event: the type alone decides, never the content."""
        if event_type not in self._contracts:
            row = await self._connection.fetchrow(SAMPLE, event_type)
            self._contracts[event_type] = _contracts_of(self._publishing, event_type, row) if row else ()
        return self._contracts[event_type]


def _contracts_of(publishing: Publishing, event_type: str, row: asyncpg.Record) -> tuple[str, ...]:
    if event_type not in publishing.public:
        return ()
    event = publishing.registry.decode(event_type, row["schema_version"], row["data"], row["event_id"])
    return tuple(dict.fromkeys(contract_name(contract.type) for contract in publishing.map(event)))


def _things(data: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Kind and id of the things that an event names in fields called `<kind>_id`; no other value is looked at."""
    for name, value in data.items():
        if name.endswith("_id") and isinstance(value, str):
            try:
                yield name.removesuffix("_id"), str(UUID(value))
            except ValueError:
                continue
