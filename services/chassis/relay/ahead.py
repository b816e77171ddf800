"""Ahead: does the topic hold facts that the store does not? After a restore to an earlier time it does.

The last record of each partition names its event, position and epoch. Where the store holds another event there, or none, in the
same epoch, sending would write a second history under the versions of the first: readers could not tell them apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import UnknownTopicOrPartitionError

from services.chassis.broker import Broker
from services.chassis.readers.failures import ReaderStopped
from services.chassis.signatures import NO_TRUST, Trust
from thidua_contracts.envelope import UnreadableEnvelope, from_headers

PATIENCE = 10.0
"""Seconds within which the last records must come."""
EPOCH = "SELECT max(epoch) FROM store.epoch"
STORED = "SELECT event_id FROM store.events WHERE position = $1"


@dataclass(frozen=True, slots=True)
class Last:
    """The last readable record of one partition."""

    source: str
    event_id: UUID
    position: int
    epoch: int


async def last_records(broker: Broker, topic: str, *, client_id: str, trust: Trust = NO_TRUST) -> list[Last]:
    """The last record of each partition that has any, forged ones left out: a stranger must not stop a relay.

    `KafkaError` or `TimeoutError` when the broker does not give them.
    """
    consumer = AIOKafkaConsumer(
        topic,
        **broker.options(),
        client_id=client_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    found: dict[TopicPartition, ConsumerRecord] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            await consumer.start()  # without a group all partitions are ours at once
            parts = sorted(consumer.assignment())
            if not parts:
                raise UnknownTopicOrPartitionError(topic)
            starts, ends = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
            waiting, back = {part for part in parts if ends[part] > starts[part]}, 1
            while waiting:  # a partition may end with markers of transactions: then its last record lies before them
                for part in waiting:
                    consumer.seek(part, max(ends[part] - back, starts[part]))
                while any([await consumer.position(part) < ends[part] for part in waiting]):
                    got = await consumer.getmany(*waiting, timeout_ms=500)
                    found |= {
                        part: believed[-1]
                        for part, records in got.items()
                        if (believed := [record for record in records if _is_ours(record, trust)])
                    }
                waiting = {part for part in waiting - found.keys() if ends[part] - back > starts[part]}
                back *= 16
    finally:
        await consumer.stop()
    return [last for part, record in found.items() for last in _read(f"{topic}/{part.partition}", record)]


def _is_ours(record: ConsumerRecord, trust: Trust) -> bool:
    source = f"{record.topic}/{record.partition}"
    return not trust.fault(source, record.offset, tuple(record.headers), record.key, record.value)


def _read(source: str, record: ConsumerRecord) -> Iterator[Last]:
    """What a record says of itself; nothing when nobody can read it: readers park it, verification names it."""
    try:
        envelope = from_headers(record.headers, record.key, record.value).envelope
        yield Last(source, UUID(envelope.causationid), envelope.position, envelope.epoch)
    except (UnreadableEnvelope, ValueError):
        return


async def compare(connection: asyncpg.Connection, lasts: list[Last]) -> None:
    """`ReaderStopped` when the topic is ahead of the store, or holds another event where the store has its own."""
    epoch: int = await connection.fetchval(EPOCH)
    for last in lasts:
        if last.epoch < epoch:
            continue  # of a history that was closed: `thidua recover` has named what is not stored any more
        stored = await connection.fetchval(STORED, last.position)
        if stored != last.event_id:
            holds = "does not hold it" if stored is None else "holds another event there"
            raise ReaderStopped(
                f"{last.source} ends with position {last.position} of epoch {last.epoch}, and the store {holds}: "
                "restored to an earlier time? Stop the APIs, then `thidua recover`"
            )
