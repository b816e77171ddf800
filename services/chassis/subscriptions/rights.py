"""Whether a login may read topics with a group, asked before a subscription begins: FastStream's consumer would only fall silent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.chassis.broker import Broker, closed

PATIENCE: Final = 2_000
"""Milliseconds for an answer; a missing right is answered at once."""


async def may_read(broker: Broker, topics: Iterable[str], *, group: str) -> None:
    """Returns when it may, or when nobody said that it may not. Raises KafkaError. Joins no group and commits nothing."""
    partitions = [TopicPartition(topic, 0) for topic in topics]
    consumer = AIOKafkaConsumer(**broker.options(), client_id=group, group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        consumer.assign(partitions)
        for partition in partitions:
            await consumer.committed(partition)
            consumer.seek(partition, 0)
        await consumer.getmany(timeout_ms=PATIENCE, max_records=1)
    finally:
        await closed(consumer.stop())
