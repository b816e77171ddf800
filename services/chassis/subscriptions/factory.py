"""The only way to subscribe to Kafka: FastStream owns the consumer's life, the database owns the progress.

Batches, manual acknowledgement, a parser and a decoder that cannot raise, a handler that takes only the message. On assignment
and after any fence a partition is sought from the database's checkpoints, one record early: that record must be the one
remembered, or the topic is not the one that was read before. The partitions of a batch are taken together, round by round; after any
failure side by side, as several members would take them.
Offsets are committed explicitly, so that lag tools see progress. A consumer is alive while it takes batches or waits at the end of its
partitions; a client that has wedged shows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Final

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.middlewares import AckPolicy

from services.chassis.loops import IDLE, Loop, backoff
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.failures import TRANSIENT, ReaderStopped, SourceStopped
from services.chassis.readers.processor import Processor, Taken
from services.chassis.readers.record import Record
from services.chassis.readers.remote import record_of, source_name
from services.chassis.subscriptions.partitions import Partitions
from thidua_contracts.topics import Topic

log = logging.getLogger("thidua.subscriptions")

BATCH: Final = 500
FETCHED: Final = 64 * 1024
"""Bytes of one partition in one answer, some forty records: behind a backlog a batch would else hold one partition alone, and
a round few wards."""
AT_ONCE: Final = 4
"""Partitions of a batch that are taken side by side after a failure: as many as a pool has connections."""

WATCHED_EVERY: Final = 2.0
"""Seconds: as often as a live page says how fresh it is."""
TOLD_WITHIN: Final = 5.0
"""Seconds for telling the group: without Kafka the client would try for ever, and the consumer count as hung."""


def broker(bootstrap_servers: str, *, client_id: str) -> KafkaBroker:
    """A broker that creates no topics and stops within 15 seconds."""
    return KafkaBroker(
        bootstrap_servers, client_id=client_id, allow_auto_create_topics=False, graceful_timeout=15.0, logger=None
    )


class KafkaConsumer:
    """Gives one reader the records of its topics."""

    def __init__(
        self,
        name: str,
        topics: Sequence[Topic],
        *,
        processor: Callable[[], Awaitable[Processor]],
        renew: Callable[[], None],
        heal: Callable[[Processor, str], Awaitable[None]],
        loop: Loop,
    ) -> None:
        self.name = name
        self.topics = tuple(topic.name for topic in topics)
        self._consumption = processor
        self._renew = renew
        self._heal = heal
        self._loop = loop
        self.partitions = Partitions(processor, renew, loop)
        self._taking = False
        self._locks = asyncio.Semaphore(AT_ONCE)

    def subscribe(self, to: KafkaBroker, *, group: str, session_timeout_ms: int) -> None:
        """Declares the subscriber on the broker; call before the broker starts."""
        subscriber = to.subscriber(
            *self.topics,
            group_id=group,
            batch=True,
            max_records=BATCH,
            max_partition_fetch_bytes=FETCHED,
            batch_timeout_ms=20,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
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
        self._taking = True
        self._loop.behind = len(raw) + await self.partitions.behind()
        try:
            if not await self._together(by_partition):
                async with asyncio.TaskGroup() as group:
                    for partition, records in sorted(by_partition.items()):
                        group.create_task(self._in_turn(partition, records))
            await self._tell_group(by_partition)
        finally:
            self._taking = False
        self._loop.behind = await self.partitions.behind()
        if len(raw) < BATCH:
            await asyncio.sleep(IDLE[0])  # what comes meanwhile shares the next transactions

    async def _together(self, by_partition: dict[TopicPartition, list[ConsumerRecord]]) -> bool:
        """Takes all partitions round by round; False when that is not to be had: each goes on by itself from where it stands."""
        try:
            runs = {partition: await self._run(partition, raws) for partition, raws in sorted(by_partition.items())}
            processor = await self._consumption()
            for each in processor.rounds(runs):
                await self._took(processor, await processor.take_together(list(each.values())), each)
        except Exception as error:  # taken by itself, each tells what is wrong with it
            log.debug("%s: one by one after %s", self.name, type(error).__name__)
            return False
        return True

    async def _in_turn(self, partition: TopicPartition, records: list[ConsumerRecord]) -> None:
        async with self._locks:
            await self._until_taken(partition, records)

    async def watch(self, *, every: float = WATCHED_EVERY) -> None:
        """Shows for ever that a consumer without records is alive: the client polls, or Kafka itself is away (seconds).

        Notes too up to when its partitions are complete, for pages.
        """
        while True:
            await asyncio.sleep(every)
            await self._note_ends(every)
            if self._taking or self.partitions.seeking:
                continue  # these say for themselves how they get on
            if self.partitions.polled() or not await self._kafka_answers(every):
                self._loop.beat()

    async def _note_ends(self, within: float) -> None:
        if self._taking or not (ends := await self.partitions.ends()):
            return
        try:
            async with asyncio.timeout(within):
                processor = await self._consumption()
                async with held(processor.pool) as connection:
                    await checkpoint.complete(connection, processor.reader.name, processor.version, ends)
        except (*TRANSIENT, ReaderStopped, TimeoutError) as error:
            log.debug("%s: what is complete is not noted: %s", self.name, type(error).__name__)

    async def _kafka_answers(self, within: float) -> bool:
        consumer = self.partitions.consumer()
        if consumer is None:
            return False
        try:
            async with asyncio.timeout(within):
                await consumer.topics()
        except (KafkaError, OSError, TimeoutError):
            return False
        return True

    async def _until_taken(self, partition: TopicPartition, records: list[ConsumerRecord]) -> None:
        """Returns when the records are applied, or when somebody else reads the partition now."""
        delays = backoff()
        while True:
            if partition not in self.partitions.next:
                return  # revoked, or not sought yet: the checkpoint was not moved, so nothing is lost
            try:
                await self._take(partition, records)
                self._loop.beat()
                return
            except checkpoint.Fenced:
                self._loop.fenced()
                self._renew()
                await self.partitions.sought([partition])
                return
            except (*TRANSIENT, KafkaError) as error:
                self._loop.waiting(error)
                await asyncio.sleep(next(delays))
            except SourceStopped as stop:
                self.partitions.stop(partition, str(stop))
                return
            except ReaderStopped as stop:
                self._loop.stopped(str(stop))
                await asyncio.Event().wait()  # an operator restarts it; the other subscriptions go on
            except Exception as error:
                # a defect of ours: FastStream would log it and go on with the next batch, and the checkpoint would stay behind
                log.exception("%s: unexpected failure", self.name)
                self._loop.waiting(error)
                self._renew()
                await asyncio.sleep(next(delays))

    async def _take(self, partition: TopicPartition, records: list[ConsumerRecord]) -> None:
        if not (run := await self._run(partition, records)):
            return
        processor = await self._consumption()
        await self._took(processor, await processor.take(run[0].source, run[0].expected, run), {partition: run})

    async def _run(self, partition: TopicPartition, raws: Sequence[ConsumerRecord]) -> list[Record]:
        """The records from the partition's place on.

        `KeyError` when it was revoked or not sought, `Fenced` when it was sought anew meanwhile, `SourceStopped`: another topic, or
        records are gone.
        """
        expected, last_id = self.partitions.next[partition], self.partitions.last_id[partition]
        source = source_name(partition.topic, partition.partition)
        run: list[Record] = []
        for raw in raws:
            if raw.offset < expected - 1:
                continue  # fetched before the last seek
            gap = max(raw.offset - expected, 0)
            record = record_of(source, raw.offset, tuple(raw.headers), raw.key, raw.value, gap=gap)
            if raw.offset >= expected:
                run.append(record)
                expected = raw.offset + 1
            elif last_id is not None and record.event_id != last_id:
                raise SourceStopped(f"is not the topic that was read before: another record at {raw.offset}")
        if run and run[0].gap:
            await self.partitions.step_over(partition, expected)
        return run

    async def _took(self, processor: Processor, taken: Taken, runs: Mapping[TopicPartition, Sequence[Record]]) -> None:
        for partition, run in runs.items():
            self.partitions.moved(partition, run[0].expected, run[-1].offset + 1, run[-1].event_id)
        told = [run[-1].recorded_at for run in runs.values()]
        self._loop.took(taken, max((at for at in told if at is not None), default=None))
        for stream_id in sorted(taken.healing):
            await self._heal(processor, stream_id)

    async def _tell_group(self, partitions: Collection[TopicPartition]) -> None:
        """Best effort, so that lag tools see progress; the truth is the checkpoint."""
        consumer = self.partitions.consumer()
        offsets = {each: at for each in partitions if (at := self.partitions.next.get(each)) is not None}
        if consumer is None or not offsets:
            return
        try:
            async with asyncio.timeout(TOLD_WITHIN):
                await consumer.commit(offsets)
        except (KafkaError, TimeoutError) as error:
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
