"""Filling a rebuilt model: from the local store, or from every partition's first record that is there by a consumer without a group.

Both begin each run at the checkpoints in the database, so that a run that was cut off loses and doubles nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Protocol

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from services.chassis.broker import Broker
from services.chassis.event_store.keys import KeyStore
from services.chassis.pool import held
from services.chassis.readers import checkpoint, parking
from services.chassis.readers.definition import Subscription
from services.chassis.readers.failures import TRANSIENT, ReaderStopped
from services.chassis.readers.folding import Folding, changes_of
from services.chassis.readers.local_store import SOURCE, LocalStore, place_of
from services.chassis.readers.processor import Processor, move_of
from services.chassis.readers.record import Record
from services.chassis.readers.remote import record_of, source_name
from services.chassis.service import Service
from services.chassis.signatures import Trust

log = logging.getLogger("thidua.readers")

SILENCE = 30.0
"""Seconds without a record, before the end of a topic, after which Kafka counts as away."""
BATCH = 5_000
"""Events of a batch: what happens to a row within it is written once."""
FEW = 100
"""Records decoded in one go: whoever waits for an answer of the database is let in between."""


class Fill(Protocol):
    """A way to fill one model."""

    sources: dict[str, int]
    """Each source with its first record."""

    async def to_the_end(self, tell: Callable[[int], None]) -> int:
        """Takes everything that is there now; the number of records taken. `tell` hears the number so far."""
        ...


class _LocalStoreFill:
    def __init__(self, processor: Processor, service: Service, keys: KeyStore) -> None:
        self.sources = {SOURCE: 1}
        self._processor = processor
        self._wanted = processor.reader.wanted
        self._changes = changes_of(processor.reader)
        """What is folded; None also when a stream was parked: what comes behind it must be too."""
        self._store = LocalStore(
            processor, registry=service.publishing.registry, keys=keys, service=service.name, most=BATCH
        )

    async def to_the_end(self, tell: Callable[[int], None]) -> int:
        begun = await place_of(self._processor)
        if self._changes is not None:
            try:
                await self._fold(Folding(self._changes, empty=begun == 1), lambda place: tell(place - begun))
            except (*TRANSIENT, ReaderStopped, checkpoint.Fenced):
                raise
            except Exception as error:  # poison: taken batch by batch from the checkpoint on, it is found and parked
                self._changes = None
                log.warning("%s is not folded after %s", self._processor.reader.name, type(error).__name__)
        async with aclosing(self._batches()) as batches:
            async for records in batches:
                await self._store.take(records)
                tell(records[-1].offset + 1 - begun)
        return await place_of(self._processor) - begun

    async def _fold(self, folding: Folding, tell: Callable[[int], None]) -> None:
        """Folds everything that is there; the checkpoint moves with each copy."""
        folded: list[Record] = []
        """The first and the last record since the last copy."""
        async with aclosing(self._batches()) as batches:
            async for records in batches:
                told = [record.decode() for record in records if record.event_class in self._wanted]
                async with held(self._processor.pool) as connection:
                    await folding.take(connection, told)
                    folded = [*folded[:1], records[0], records[-1]]
                    if folding.full:
                        await self._copy(connection, folding, folded)
                        folded = []
                tell(records[-1].offset + 1)
        if folded:
            async with held(self._processor.pool) as connection:
                await self._copy(connection, folding, folded)

    async def _copy(self, connection: asyncpg.Connection, folding: Folding, folded: Sequence[Record]) -> None:
        async with connection.transaction():
            await checkpoint.move(connection, self._processor.reader.name, self._processor.version, [move_of(folded)])
            await folding.copy(connection)

    async def _batches(self) -> AsyncGenerator[list[Record]]:
        """The records from the checkpoint on, decoded; while one batch is taken, the next is read and decoded here."""
        following = asyncio.create_task(self._ahead(None))
        try:
            while records := await following:
                following = asyncio.create_task(self._ahead(records[-1].offset + 1))
                yield records
        finally:
            following.cancel()

    async def _ahead(self, first: int | None) -> list[Record]:
        records = await self._store.read(first)
        await _decode([record for record in records if record.event_class in self._wanted])
        return records


async def _decode(records: Sequence[Record]) -> None:
    """Decodes records before they are applied, up to the first that is poison: that is told when it is applied."""
    for number, record in enumerate(records):
        if number % FEW == 0:
            await asyncio.sleep(0)
        try:
            record.decode()
        except Exception:
            return


def from_local_store(processor: Processor, service: Service, keys: KeyStore) -> Fill:
    """Fills from the store of the service itself."""
    return _LocalStoreFill(processor, service, keys)


class _TopicFill:
    def __init__(
        self, processor: Processor, consumer: AIOKafkaConsumer, starts: dict[TopicPartition, int], trust: Trust
    ) -> None:
        self._consumption = processor
        self._consumer = consumer
        self._trust = trust
        self._partitions = {source_name(p.topic, p.partition): p for p in starts}
        self.sources = {source: starts[partition] for source, partition in self._partitions.items()}

    async def to_the_end(self, tell: Callable[[int], None]) -> int:
        next_of = await self._seek()
        ends = await self._consumer.end_offsets(list(self._partitions.values()))
        records = 0
        silent = time.monotonic()
        while await self._before(ends):
            try:
                batches = await self._consumer.getmany(timeout_ms=500, max_records=BATCH)
            except OffsetOutOfRangeError as error:
                raise ReaderStopped("records are gone that the new model has not read yet: begin again") from error
            if not batches and time.monotonic() - silent > SILENCE:
                raise TimeoutError
            for partition, raws in sorted(batches.items()):
                source = source_name(partition.topic, partition.partition)
                ready = []
                for raw in raws:
                    gap, next_of[source] = raw.offset - next_of[source], raw.offset + 1
                    ready.append(
                        record_of(
                            source, raw.offset, tuple(raw.headers), raw.key, raw.value, gap=gap, trust=self._trust
                        )
                    )
                taken = await self._consumption.take(source, ready[0].expected, ready)
                for stream_id in sorted(taken.healing):
                    await parking.heal(self._consumption, stream_id, parking.remote_records)
                records += len(raws)
            if batches:
                silent = time.monotonic()
                tell(records)
        return records

    async def _before(self, ends: dict[TopicPartition, int]) -> bool:
        """Whether anything is left to fetch; where a topic ends with a transaction, its last record is not its last offset."""
        return any([await self._consumer.position(partition) < end for partition, end in ends.items()])

    async def _seek(self) -> dict[str, int]:
        async with held(self._consumption.pool) as connection:
            known = await checkpoint.read(connection, self._consumption.reader.name, self._consumption.version)
        next_of = {source: known[source][0] for source in self._partitions}
        for source, partition in self._partitions.items():
            self._consumer.seek(partition, next_of[source])
        return next_of


@asynccontextmanager
async def ungrouped(broker: Broker, *, client_id: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group, for partitions that are assigned by hand: it disturbs nobody."""
    consumer = AIOKafkaConsumer(
        **broker.options(),
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        client_id=client_id,
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


@asynccontextmanager
async def from_topics(
    processor: Processor, subscription: Subscription, broker: Broker, trust: Trust
) -> AsyncIterator[Fill]:
    """Fills from all partitions of a subscription's topics."""
    async with ungrouped(broker, client_id="rebuild") as consumer:
        partitions = [
            TopicPartition(topic.name, number) for topic in subscription.topics for number in range(topic.partitions)
        ]
        consumer.assign(partitions)
        yield _TopicFill(processor, consumer, await consumer.beginning_offsets(partitions), trust)
