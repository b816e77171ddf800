"""How far readers and the relay are: events and seconds behind, read from the databases and, for remote sources, from Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from deploy.cli.deployment import Deployment
from services.chassis.broker import Broker
from services.chassis.readers.definition import ProcessManager, Reader
from services.chassis.readers.local_store import SOURCE
from services.chassis.readers.remote import source_name
from services.chassis.service import Service
from thidua_contracts.envelope import UnreadableEnvelope, from_headers

HEAD = "SELECT coalesce(max(position), 0) AS head, store_now() AS now FROM store.events"
RECORDED_AT = "SELECT recorded_at FROM store.events WHERE position = $1"
READERS = "SELECT reader, version, shape FROM reading.readers"
CHECKPOINTS = """
SELECT c.reader, c.source, c.next FROM reading.checkpoint c
JOIN reading.readers r ON r.reader = c.reader AND r.version = c.version
"""
PARKED = """
SELECT p.reader, count(DISTINCT p.stream_id) AS streams FROM reading.parked p
JOIN reading.readers r ON r.reader = p.reader AND r.version = p.version GROUP BY p.reader
"""


@dataclass(frozen=True, slots=True)
class ReaderState:
    """One reader of a service: what it is, which version of it is live, and what keeps it."""

    service: str
    reader: str
    kind: str
    fed_by: tuple[str, ...]
    version: int | None
    shape: int | None
    declared_shape: int
    parked_streams: int

    @property
    def needs(self) -> str:
        """What an operator should do, or nothing."""
        if self.version is None:
            return f"thidua migrate {self.service}"
        if self.shape != self.declared_shape:
            return f"thidua projections rebuild {self.service} {self.reader}"
        return f"thidua parked list {self.service}" if self.parked_streams else ""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a reader is behind one of its sources; seconds since the oldest event it has not applied was recorded."""

    service: str
    reader: str
    source: str
    next: int
    events: int
    seconds: float


async def states_of(where: Deployment, service: Service) -> list[ReaderState]:
    """Every reader that this release declares."""
    connection = await asyncpg.connect(where.urls(service.name).facts)
    try:
        known = {row["reader"]: row for row in await connection.fetch(READERS)}
        parked = {row["reader"]: row["streams"] for row in await connection.fetch(PARKED)}
    finally:
        await connection.close()
    fed_by = {s.reader.name: tuple(topic.name for topic in s.topics) for s in service.subscriptions}
    return [
        ReaderState(
            service.name,
            reader.name,
            _kind(reader),
            fed_by.get(reader.name, ("local store",)),
            known[reader.name]["version"] if reader.name in known else None,
            known[reader.name]["shape"] if reader.name in known else None,
            reader.version,
            parked.get(reader.name, 0),
        )
        for reader in service.readers
    ]


def _kind(reader: Reader) -> str:
    return "process manager" if isinstance(reader, ProcessManager) else "read model"


async def lags_of(where: Deployment, service: Service, only: str | None = None) -> list[Lag]:
    """The lag of every reader in each of its sources; a partition in which nothing was ever sent is left out."""
    connection = await asyncpg.connect(where.urls(service.name).facts)
    try:
        head = await connection.fetchrow(HEAD)
        assert head is not None  # an aggregate always gives a row
        at = {(row["reader"], row["source"]): row["next"] for row in await connection.fetch(CHECKPOINTS)}
        found = []
        remote = {subscription.reader.name for subscription in service.subscriptions}
        for reader in service.readers:
            if reader.name not in remote and only in (None, reader.name):
                first: int = at.get((reader.name, SOURCE), 1)
                recorded_at = await connection.fetchval(RECORDED_AT, first)
                seconds = (head["now"] - recorded_at).total_seconds() if recorded_at else 0.0
                found.append(Lag(service.name, reader.name, SOURCE, first, head["head"] + 1 - first, seconds))
    finally:
        await connection.close()
    if any(only in (None, subscription.reader.name) for subscription in service.subscriptions):
        async with consuming(where.broker()) as consumer:
            for subscription in service.subscriptions:
                if only in (None, subscription.reader.name):
                    topics = [(topic.name, topic.partitions) for topic in subscription.topics]
                    name = subscription.reader.name
                    found += await _remote(consumer, service.name, name, topics, at, head["now"])
    return found


async def _remote(
    consumer: AIOKafkaConsumer,
    service: str,
    reader: str,
    topics: Sequence[tuple[str, int]],
    at: dict[tuple[str, str], int],
    now: datetime,
) -> list[Lag]:
    partitions = [TopicPartition(topic, number) for topic, count in topics for number in range(count)]
    ends = await consumer.end_offsets(partitions)
    found = []
    for partition in partitions:
        source = source_name(partition.topic, partition.partition)
        first, end = at.get((reader, source), 0), ends[partition]
        if end == 0:
            continue
        record = await _following(consumer, partition, first, end) if first < end else None
        oldest = _recorded_at(record) if record else None
        seconds = max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
        found.append(Lag(service, reader, source, first, end - record.offset if record else 0, seconds))
    return found


async def _following(
    consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int, end: int
) -> ConsumerRecord | None:
    """The first record from an offset on; None when nothing but markers of transactions follows."""
    consumer.assign([partition])
    consumer.seek(partition, offset)
    async with asyncio.timeout(15):
        while await consumer.position(partition) < end:
            got = await consumer.getmany(timeout_ms=500, max_records=1)
            if got:
                return got[partition][0]
    return None


def _recorded_at(record: ConsumerRecord) -> datetime | None:
    """When the fact in this record was recorded; None when its headers cannot be read."""
    try:
        return from_headers(tuple(record.headers), record.key, record.value).envelope.ce_time
    except UnreadableEnvelope:
        return None


@asynccontextmanager
async def consuming(broker: Broker) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group: it looks, and moves nobody's offsets."""
    consumer = AIOKafkaConsumer(
        **broker.options(),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        client_id="thidua-cli",
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()
