"""The only way to subscribe to Kafka: FastStream owns the consumer's life, the database owns the progress.

Batches, manual acknowledgement, a parser and a decoder that cannot raise, a handler that takes only the message. On assignment
and after any rollback every assigned partition is sought from the database's checkpoints, one record early: that record must be the one
remembered, or the topic is not the one that was read before. Offsets are committed explicitly, so that lag tools see progress.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.middlewares import AckPolicy

from services.chassis.loops import Loop, backoff
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.consumption import Consumption
from services.chassis.readers.failures import TRANSIENT, ReaderStopped
from services.chassis.readers.foreign import record_of, source_name
from thidua_contracts.topics import Topic

log = logging.getLogger("thidua.subscriptions")


def broker(bootstrap_servers: str, *, client_id: str) -> KafkaBroker:
    """A broker that creates no topics and stops within 15 seconds."""
    return KafkaBroker(
        bootstrap_servers, client_id=client_id, allow_auto_create_topics=False, graceful_timeout=15.0, logger=None
    )


class Partitions(ConsumerRebalanceListener):  # type: ignore[misc]
    """The assigned partitions of one subscription: where each stands, and the seek to there."""

    def __init__(
        self, consumption: Callable[[], Awaitable[Consumption]], renew: Callable[[], None], loop: Loop
    ) -> None:
        self._consumption = consumption
        self._renew = renew
        self._loop = loop
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self.next: dict[TopicPartition, int] = {}
        self.last_id: dict[TopicPartition, Any] = {}
        self.rebalances = 0

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        for partition in revoked:
            self.next.pop(partition, None)

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        self.rebalances += 1
        delays = backoff()
        while True:
            try:
                await self.seek(assigned)
                return
            except checkpoint.Fenced:  # a rebuild has replaced the version that was read while nothing came
                self._renew()
            except ReaderStopped as stop:
                self._loop.stopped(str(stop))
                return
            except TRANSIENT:  # the database is away: nothing may be read before it says from where
                await asyncio.sleep(next(delays))

    async def seek(self, partitions: Sequence[TopicPartition]) -> None:
        """Seeks to the database's checkpoints; one of `TRANSIENT` when the database does not answer, `Fenced` after a rebuild."""
        consumer = self.consumer()
        if consumer is None or not partitions:
            return
        consumption = await self._consumption()
        reader, version = consumption.reader.name, consumption.version
        async with held(consumption.pool) as connection:
            known = await checkpoint.read(connection, reader, version)
            for partition in partitions:
                source = source_name(partition.topic, partition.partition)
                if source not in known:
                    await checkpoint.start(connection, reader, version, source, 0)
                self.next[partition], self.last_id[partition] = known.get(source, (0, None))
        ends = await consumer.end_offsets(list(partitions))
        for partition in partitions:
            if ends[partition] < self.next[partition]:
                self._loop.stopped(
                    f"{partition.topic}/{partition.partition} ends at {ends[partition]}, before "
                    f"{self.next[partition]}: it was made anew, or restored from an older copy"
                )
                self.next.pop(partition)
            else:
                consumer.seek(partition, max(self.next[partition] - 1, 0))


class Feed:
    """Feeds one reader from its topics."""

    def __init__(
        self,
        name: str,
        topics: Sequence[Topic],
        *,
        consumption: Callable[[], Awaitable[Consumption]],
        renew: Callable[[], None],
        heal: Callable[[Consumption, str], Awaitable[None]],
        loop: Loop,
    ) -> None:
        self.name = name
        self.topics = tuple(topic.name for topic in topics)
        self._consumption = consumption
        self._renew = renew
        self._heal = heal
        self._loop = loop
        self.partitions = Partitions(consumption, renew, loop)

    def subscribe(self, to: KafkaBroker, *, group: str, session_timeout_ms: int) -> None:
        """Declares the subscriber on the broker; call before the broker starts."""
        subscriber = to.subscriber(
            *self.topics,
            group_id=group,
            batch=True,
            max_records=500,
            batch_timeout_ms=20,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            listener=self.partitions,
            parser=_parse,
            decoder=_decode,
            no_reply=True,
            session_timeout_ms=session_timeout_ms,
            heartbeat_interval_ms=max(session_timeout_ms // 15, 200),
            # an outage of the database blocks the handler, and that is right: the checkpoint decides, not the group
            max_poll_interval_ms=3_600_000,
            title=group,
        )
        subscriber(self._handle)
        self.partitions.consumer = lambda: subscriber.consumer

    async def _handle(self, message: KafkaMessage) -> None:
        raw: tuple[ConsumerRecord, ...] = message.raw_message
        by_partition: dict[TopicPartition, list[ConsumerRecord]] = {}
        for record in raw:
            by_partition.setdefault(TopicPartition(record.topic, record.partition), []).append(record)
        for partition, records in sorted(by_partition.items()):
            await self._until_taken(partition, records)

    async def _until_taken(self, partition: TopicPartition, records: list[ConsumerRecord]) -> None:
        """Returns when the records are applied, or when somebody else reads the partition now."""
        delays = backoff()
        while True:
            if partition not in self.partitions.next:
                return  # revoked, or sought by nobody yet: the checkpoint was not moved, so nothing is lost
            try:
                await self._take(partition, records)
                self._loop.beat()
                return
            except checkpoint.Fenced:
                self._loop.fenced()
                self._renew()
                await self._sought_again()
                return
            except TRANSIENT as error:
                self._loop.waiting(error)
                await asyncio.sleep(next(delays))
            except ReaderStopped as stop:
                self._loop.stopped(str(stop))
                await asyncio.Event().wait()  # an operator restarts it; the other subscriptions go on
            except Exception as error:
                # a defect of ours: FastStream would log it and go on with the next batch, and the checkpoint would stay behind
                log.exception("%s: unexpected failure", self.name)
                self._loop.waiting(error)
                self._renew()
                await asyncio.sleep(next(delays))

    async def _sought_again(self) -> None:
        delays = backoff()
        while (consumer := self.partitions.consumer()) is not None:
            try:
                await self.partitions.seek(sorted(consumer.assignment()))
                return
            except checkpoint.Fenced:
                self._renew()
            except TRANSIENT as error:
                self._loop.waiting(error)
                await asyncio.sleep(next(delays))

    async def _take(self, partition: TopicPartition, records: list[ConsumerRecord]) -> None:
        expected = self.partitions.next[partition]
        source = source_name(partition.topic, partition.partition)
        last_id = self.partitions.last_id[partition]
        ready = []
        for raw in records:
            if raw.offset < expected - 1:
                continue  # fetched before the last seek
            record = record_of(source, raw.offset, tuple(raw.headers), raw.key, raw.value)
            if raw.offset == expected - 1:
                if last_id is not None and record.event_id != last_id:
                    raise ReaderStopped(
                        f"{source} is not the topic that was read before: another record at {raw.offset}"
                    )
                continue
            ready.append(record)
        if not ready:
            return
        if ready[0].offset != expected:
            raise ReaderStopped(f"{source}: {expected} is gone, the next record is {ready[0].offset}")
        consumption = await self._consumption()
        taken = await consumption.take(source, expected, ready)
        last = ready[-1]
        self.partitions.next[partition] = last.offset + 1
        self.partitions.last_id[partition] = last.event_id
        self._loop.took(taken, last.recorded_at)
        for stream_id in sorted(taken.healing):
            await self._heal(consumption, stream_id)
        await self._tell_group(partition, last.offset + 1)

    async def _tell_group(self, partition: TopicPartition, offset: int) -> None:
        """Best effort, so that lag tools see progress; the truth is the checkpoint."""
        try:
            consumer = self.partitions.consumer()
            if consumer is not None:
                await consumer.commit({partition: offset})
        except KafkaError as error:
            self._loop.waiting(error)


async def _parse(record: Any) -> KafkaMessage:
    """Wraps what came; reads nothing of it, so nothing in it can raise."""
    return KafkaMessage(body=b"", headers={}, raw_message=record, consumer=_NO_CONSUMER)


async def _decode(_: Any) -> None:
    return None


class _NoConsumer:
    """Stands where FastStream keeps the consumer for acknowledging: nothing here acknowledges."""

    async def commit(self) -> None: ...

    def seek(self, partition: Any, offset: int) -> None: ...


_NO_CONSUMER: Any = _NoConsumer()
