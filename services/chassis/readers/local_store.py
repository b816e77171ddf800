"""Reading the local store: dense positions in commit order, so a checkpoint is one number and nothing can be missed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import BaseModel

from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.event_registry import EventRegistry
from services.chassis.event_store.keys import KeyStore
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.failures import ReaderStopped
from services.chassis.readers.processor import Processor, Taken
from services.chassis.readers.record import Record

SOURCE = "store"
BATCH = 500

AFTER = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, recorded_at,
       CASE WHEN wanted THEN data::text END AS data, CASE WHEN wanted THEN metadata::text END AS metadata
FROM store.events CROSS JOIN LATERAL (SELECT $3::text[] IS NULL OR event_type = ANY ($3) AS wanted) w
WHERE position >= $1 ORDER BY position LIMIT $2
"""
"""What a reader does nothing with comes without what is in it: of ten readers, two want what happens to a report."""


async def records_from(
    connection: asyncpg.Connection,
    first: int,
    limit: int,
    *,
    registry: EventRegistry,
    keys: KeyStore,
    service: str,
    wanted: Sequence[str] | None = None,
) -> list[Record]:
    """The next own events as records; those of other types than the `wanted` ones are never decoded.

    `ReaderStopped` at a stored type or version that this release does not know, wanted or not.
    """
    rows = await connection.fetch(AFTER, first, limit, wanted)
    subjects: set[UUID] = set()
    for row in rows:
        stored = registry.types.get(row["event_type"])
        if stored is None or row["schema_version"] > stored.version:
            raise ReaderStopped(f"unknown stored type {row['event_type']} v{row['schema_version']}")
        if (fields := registry.personal(stored.cls)) and row["data"] is not None:
            data = json.loads(row["data"])
            subjects |= {UUID(data[mark.subject]) for mark in fields.values() if data.get(mark.subject)}
    held = await keys.get(subjects) if subjects else {}
    return [_record(row, registry, held, service) for row in rows]


def check_dense(records: Sequence[Record], first: int) -> None:
    """`ReaderStopped` when positions do not run on from where a reader stands: an event was removed by hand."""
    for number, record in enumerate(records, start=first):
        if record.offset != number:
            raise ReaderStopped(f"{SOURCE}: offsets do not run on: the event after {number - 1} is {record.offset}")


class Metadata(BaseModel):
    """What is stored beside an event, as far as readers see it."""

    correlation: UUID
    causation: UUID | None
    traceparent: str | None
    actor: str | None


def _circumstances(metadata: str) -> Circumstances:
    about = Metadata.model_validate_json(metadata)
    return Circumstances(about.correlation, about.causation, about.traceparent, about.actor)


@dataclass(slots=True)
class Decoding:
    """Decodes a stored event when it is first asked for: when it is acted on, applied, or ahead of both."""

    row: asyncpg.Record
    registry: EventRegistry
    keys: dict[UUID, bytes]
    service: str
    done: EventEnvelope[Any] | None = None

    def __call__(self) -> EventEnvelope[Any]:
        if self.done is None:
            position, stream_id, version, event_id, event_type, schema, ward_code, recorded_at, data, about = self.row
            self.done = EventEnvelope(
                event=self.registry.decode(event_type, schema, data, event_id, self.keys),
                source=self.service,
                event_id=event_id,
                stream_id=stream_id,
                stream_version=version,
                position=position,
                ward_code=ward_code,
                recorded_at=recorded_at,
                circumstances=partial(_circumstances, about),
            )
        return self.done


def _record(row: asyncpg.Record, registry: EventRegistry, keys: dict[UUID, bytes], service: str) -> Record:
    position, stream_id, version, event_id, event_type, _, ward_code, recorded_at, _, _ = row
    return Record(
        source=SOURCE,
        offset=position,
        stream_id=stream_id,
        stream_version=version,
        previous_version=version - 1,
        contract=event_type,
        event_id=event_id,
        epoch=1,
        position=position,
        recorded_at=recorded_at,
        event_class=registry.types[event_type].cls,
        decode=Decoding(row, registry, keys, service),
        ward_code=ward_code,
    )


class LocalStore:
    """Gives one reader the events of the local store, a batch of at most so many a step."""

    def __init__(
        self, processor: Processor, *, registry: EventRegistry, keys: KeyStore, service: str, most: int = BATCH
    ) -> None:
        self._consumption = processor
        self._catalogue = registry
        self._keys = keys
        self._service = service
        self._most = most
        self._wanted = [name for name, stored in registry.types.items() if stored.cls in processor.reader.wanted]
        self.next: int | None = None
        """The checkpoint as last known; None reads it from the database."""

    async def step(self) -> Taken | None:
        """Applies the next batch; None when there is nothing new. `Fenced` when another process was faster."""
        records = await self.read(self.next)
        return await self.take(records) if records else None

    async def read(self, first: int | None = None) -> list[Record]:
        """The next batch, from the checkpoint or from a position; empty when there is nothing new."""
        async with held(self._consumption.pool) as connection:
            if first is None:
                first = self.next = await _place(connection, self._consumption)
            records = await records_from(
                connection,
                first,
                self._most,
                registry=self._catalogue,
                keys=self._keys,
                service=self._service,
                wanted=self._wanted,
            )
        check_dense(records, first)
        return records

    async def take(self, records: list[Record]) -> Taken:
        """Applies a batch that was read."""
        self.next = None  # whatever happens below, the database knows better
        taken = await self._consumption.take(SOURCE, records[0].offset, records)
        self.next = records[-1].offset + 1
        return taken


async def place_of(processor: Processor) -> int:
    """The position that this reader takes next; one that never read starts at the first."""
    async with held(processor.pool) as connection:
        return await _place(connection, processor)


async def _place(connection: asyncpg.Connection, processor: Processor) -> int:
    reader, version = processor.reader.name, processor.version
    known = await checkpoint.read(connection, reader, version)
    if SOURCE not in known:
        await checkpoint.start(connection, reader, version, SOURCE, 1)
        known = await checkpoint.read(connection, reader, version)
    return known[SOURCE][0]
