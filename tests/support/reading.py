"""Readers of a runtime, driven by hand: what was told by others, and the local store up to its head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.chassis.event_envelope import EventEnvelope
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.definition import Reader
from services.chassis.readers.local_store import LocalStore
from services.chassis.readers.processor import Processor
from services.chassis.readers.record import Raw, Record
from services.chassis.runtime import Runtime


async def catch_up(runtime: Runtime) -> None:
    """All readers of the local store, round by round, until none has anything to do."""
    stores = [
        LocalStore(
            await runtime.processor(reader, remote=False),
            registry=runtime.service.publishing.registry,
            keys=runtime.keys,
            service=runtime.service.name,
        )
        for reader in runtime.service.local_readers
    ]
    while any([await store.step() is not None for store in await _behind(runtime, stores)]):
        pass


async def _behind(runtime: Runtime, stores: Sequence[LocalStore]) -> list[LocalStore]:
    """Those that have not taken the newest event, or have not begun: the others need not be asked."""
    head = await runtime.projector.fetchval("SELECT coalesce(max(position), 0) FROM store.events")
    return [store for store in stores if store.next is None or store.next <= head]


class Partition:
    """One partition of one topic, as a subscription reads it: offsets without a gap."""

    def __init__(self, runtime: Runtime, reader: Reader, name: str = "thidua.tests/0") -> None:
        self._runtime = runtime
        self._reader = reader
        self._name = name
        self._next = 0
        self._consumption: Processor | None = None

    async def tell(self, told: Sequence[EventEnvelope[Any]]) -> None:
        """The reader takes these events in this order."""
        if self._consumption is None:
            self._consumption = await self._runtime.processor(self._reader, remote=True)
            async with held(self._runtime.projector) as connection:
                await checkpoint.start(connection, self._reader.name, self._consumption.version, self._name, 0)
        records = [self._record(number, recorded) for number, recorded in enumerate(told, start=self._next)]
        await self._consumption.take(self._name, self._next, records)
        self._next += len(records)

    def _record(self, offset: int, recorded: EventEnvelope[Any]) -> Record:
        event_id: UUID = recorded.event_id
        return Record(
            source=self._name,
            offset=offset,
            stream_id=recorded.stream_id,
            stream_version=recorded.stream_version,
            previous_version=recorded.stream_version - 1,
            contract=recorded.event.type,
            event_id=event_id,
            epoch=1,
            position=recorded.position,
            recorded_at=recorded.recorded_at,
            event_class=type(recorded.event),
            decode=lambda: recorded,
            ward_code=recorded.ward_code,
            raw=Raw((), b"", b""),
        )
