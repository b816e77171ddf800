"""Sending: records in batches of one partition each, acknowledged as a batch by all replicas.

The client takes a partition's batches one after the other and numbers them, so the order within a key holds also after a retry.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner

from services.chassis.broker import Broker
from services.chassis.relay.messages import Message

PARTITION_OF: Final = DefaultPartitioner()


def producer_for(broker: Broker, *, client_id: str) -> AIOKafkaProducer:
    """An idempotent producer: acks=all, order per key."""
    return AIOKafkaProducer(
        **broker.options(),
        client_id=client_id,
        enable_idempotence=True,
        acks="all",
        max_batch_size=256 * 1024,
        request_timeout_ms=10_000,
    )


async def send(producer: AIOKafkaProducer, topic: str, messages: Iterable[Message]) -> None:
    """Sends in order and returns when all is acknowledged.

    One future for each batch: a future and a look at the topic for each record would cost more than all else that is done with it.
    """
    partitions = sorted(await producer.partitions_for(topic))
    of_key: dict[bytes, int] = {}
    filling: dict[int, Any] = {}
    acknowledged: list[asyncio.Future[Any]] = []
    try:
        for message in messages:
            key, value, headers = message.key, message.body, message.headers
            partition = of_key.get(key)
            if partition is None:
                partition = of_key[key] = PARTITION_OF(key, partitions, partitions)
            batch = filling.get(partition)
            if batch is None or batch.append(timestamp=None, key=key, value=value, headers=headers) is None:
                if batch is not None:  # it is full
                    acknowledged.append(await producer.send_batch(batch, topic, partition=partition))
                batch = filling[partition] = producer.create_batch()
                batch.append(timestamp=None, key=key, value=value, headers=headers)
        for partition, batch in filling.items():
            batch.close()  # nothing more comes: no reason to linger
            acknowledged.append(await producer.send_batch(batch, topic, partition=partition))
        for each in acknowledged:
            await each
    except BaseException:
        for each in acknowledged:
            each.add_done_callback(_looked_at)
        raise


def _looked_at(future: asyncio.Future[Any]) -> None:
    """The first failure was told; the others of its batch are the same one."""
    if not future.cancelled():
        future.exception()
