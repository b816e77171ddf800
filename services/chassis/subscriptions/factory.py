"""The only way to subscribe to Kafka: one consumer of a service reads the topics of all its subscriptions, once for all of them.

FastStream owns the consumer's life, the database owns the progress. Batches, manual acknowledgement, a parser and a decoder that cannot
raise, a handler that takes only the message. On assignment a partition is sought from the members' checkpoints, one record early: that
record must be the one that each remembers, or the topic is not the one that was read before. Members that stand at the same place
take a batch in one transaction; one that fails, acts, is held, or stands elsewhere goes by itself and comes back: nobody waits for it.
Offsets are committed explicitly, so that lag tools see progress. A member is alive while it takes batches, or while the client waits at
the end of its partitions; a client that has wedged shows.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any, Final

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.middlewares import AckPolicy

from services.chassis.broker import Broker
from services.chassis.event_store.connection import LOST
from services.chassis.loops import backoff, rest
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.joint import NotFree, take_jointly
from services.chassis.readers.record import Record
from services.chassis.readers.remote import source_name
from services.chassis.runtime import Runtime, renewing
from services.chassis.signatures import NO_TRUST, Trust
from services.chassis.subscriptions.by_itself import BATCH, by_itself, parsed
from services.chassis.subscriptions.member import Member
from services.chassis.subscriptions.partitions import Partitions

log = logging.getLogger("thidua.subscriptions")

FETCHED: Final = 64 * 1024
"""Bytes of one partition in one answer, some forty records: behind a backlog a batch would else hold one partition alone, and
a round few wards."""

WAITED: Final = 100
"""Milliseconds for which the client waits for records, and then sleeps, again and again while none come: five looks a second, not 25."""
WATCHED_EVERY: Final = 2.0
"""Seconds: as often as a live page says how fresh it is, and the group how far its members are."""
TOLD_WITHIN: Final = 5.0
"""Seconds for telling the group: without Kafka the client would try for ever."""
TRIES: Final = 5
"""Of the common transaction while the database is away, some seconds: a model whose defect looks like that must not hold the others."""

Batch = dict[TopicPartition, list[Record]]


def broker(kafka: Broker, *, client_id: str) -> KafkaBroker:
    """A broker that creates no topics and stops within 15 seconds."""
    return KafkaBroker(
        kafka.servers,
        client_id=client_id,
        security=kafka.security(),
        allow_auto_create_topics=False,
        graceful_timeout=15.0,
        logger=None,
    )


def members_of(runtime: Runtime) -> list[Member]:
    """The subscriptions of a service, each with a loop of its own for health."""
    members = []
    for subscription in runtime.service.subscriptions:
        loop = runtime.loop(f"subscription {subscription.name}", patience=120)
        current, renew = renewing(partial(runtime.processor, subscription.reader, remote=True, beat=loop.beat))
        members.append(Member(subscription, loop, current, renew))
    return members


class KafkaConsumer:
    """Gives the subscriptions of a service the records of their topics."""

    def __init__(self, members: Sequence[Member], *, broker: Broker, trust: Trust = NO_TRUST) -> None:
        self.members = members
        self.partitions = Partitions(members, self._begin)
        self._broker = broker
        self._trust = trust
        self._taking = False
        self._told: dict[TopicPartition, int] = {}

    def subscribe(self, to: KafkaBroker, *, group: str, session_timeout_ms: int) -> None:
        """Declares the subscriber on the broker; call before the broker starts."""
        topics = dict.fromkeys(topic.name for member in self.members for topic in member.subscription.topics)
        subscriber = to.subscriber(
            *topics,
            group_id=group,
            batch=True,
            max_records=BATCH,
            max_partition_fetch_bytes=FETCHED,
            batch_timeout_ms=WAITED,
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

    async def close(self) -> None:
        """Ends the tasks of members that go by themselves; call after the broker has stopped."""
        alone = [member.alone for member in self.members if member.alone is not None]
        for task in alone:
            task.cancel()
        await asyncio.gather(*alone, return_exceptions=True)

    async def _handle(self, message: KafkaMessage) -> None:
        raw: tuple[ConsumerRecord, ...] = message.raw_message
        began = time.monotonic()
        self._taking = True
        try:
            assignments = self.partitions.assignments
            batch = await self._fetched(raw)
            await self._look()
            if assignments == self.partitions.assignments:
                await self._give(batch)
        finally:
            self._taking = False
        await self._look()
        if len(raw) < BATCH:
            await asyncio.sleep(rest(began))  # what comes meanwhile shares the next transactions

    async def _fetched(self, raw: Sequence[ConsumerRecord]) -> Batch:
        """The records of the partitions that were sought, each parsed once; they count as handed out from now on."""
        by_partition: dict[TopicPartition, list[ConsumerRecord]] = {}
        for record in raw:
            by_partition.setdefault(TopicPartition(record.topic, record.partition), []).append(record)
        batch: Batch = {}
        for partition, raws in by_partition.items():
            if (expected := self.partitions.next.get(partition)) is None:
                continue  # revoked, or not sought yet: no checkpoint was moved, so nothing is lost
            if next((raw.offset for raw in raws if raw.offset >= expected), expected) > expected:
                begins = await self._begins(partition, raws[-1].offset + 1)
                if begins is None:
                    continue
                expected = max(expected, begins)
            if records := parsed(partition, raws, expected, self._trust):
                batch[partition] = records
                self.partitions.next[partition] = max(expected, records[-1].offset + 1)
        return batch

    async def _begins(self, partition: TopicPartition, behind: int) -> int | None:
        """Where the log begins, however long the broker is away; None when there is no gap to be told of."""
        delays = backoff()
        while partition in self.partitions.next:
            try:
                return await self.partitions.begins(partition, behind)
            except (*LOST, KafkaError) as error:
                for member in self.members:
                    member.loop.waiting(error)
                await asyncio.sleep(next(delays))
        return None

    async def _give(self, batch: Batch) -> None:
        """Lets the members take a batch: those that can in one transaction, each of the others by itself."""
        together: dict[Member, Batch] = {}
        for member in self.members:
            its = {partition: records for partition, records in batch.items() if member.reads(partition)}
            if its and member.goes_along(its):
                together[member] = its
            elif its:
                self._leave(member, its)
        assignments = self.partitions.assignments
        for delay in islice(backoff(), TRIES):
            try:
                while together and assignments == self.partitions.assignments:
                    together = await self._taken(together)
                return
            except LOST as error:  # if it was committed after all, the next try is told that nobody is free
                for member in together:
                    member.loop.waiting(error)
                await asyncio.sleep(delay)
            except Exception as error:  # taken by itself, each tells what is wrong with it
                log.debug("one by one after %s", type(error).__name__)
                break
        if assignments == self.partitions.assignments:
            for member, its in together.items():
                self._leave(member, its)

    async def _taken(self, together: Mapping[Member, Batch]) -> dict[Member, Batch]:
        """Takes a batch in one transaction; who is left when the checkpoints of the others were not free, and nothing was taken."""
        parts = {member: runs for member, its in together.items() if (runs := member.runs(its))}
        if not parts:
            return {}  # they have seen all of it
        shares = [(await member.current(), list(runs.values())) for member, runs in parts.items()]
        try:
            for (member, runs), taken in zip(parts.items(), await take_jointly(shares), strict=True):
                member.took(taken, runs)
                if member.healing:
                    self._go(member)
        except NotFree as busy:
            held_up = {member for member in parts if member.subscription.reader.name in busy.readers}
            for member in held_up:
                self._leave(
                    member, together[member]
                )  # it waits for whoever holds its checkpoint, or is told that it was moved
            return {member: its for member, its in together.items() if member not in held_up}
        return {}

    def _leave(self, member: Member, its: Batch) -> None:
        member.hand(its)
        self._go(member)

    def _go(self, member: Member) -> None:
        if member.alone is None:
            going = by_itself(member, self.partitions.next, self._broker, self._trust)
            member.alone = asyncio.create_task(going, name=member.loop.name)

    def _begin(self) -> None:
        """After a seek: whoever does not stand where the others stand, or cannot say where it stands, goes by itself."""
        for member in self.members:
            if not member.stopped and (member.lost(self.partitions.next) or member.missing(self.partitions.next)):
                self._go(member)

    async def watch(self, *, every: float = WATCHED_EVERY) -> None:
        """Shows for ever that members without records are alive: the client polls, or Kafka itself is away (seconds).

        Notes too up to when their partitions are complete, for pages, and tells the group how far they are.
        """
        while True:
            await asyncio.sleep(every)
            await self._look()
            await self._note_ends(every)
            await self._tell_group()
            if self._taking or self.partitions.seeking:
                continue  # these say for themselves how they get on
            if self.partitions.polled() or not await self._kafka_answers(every):
                for member in self.members:
                    if member.alone is None:
                        member.loop.beat()

    async def _look(self) -> None:
        """Notes how far each member is behind."""
        unfetched = await self.partitions.unfetched()
        for member in self.members:
            left = sum(number for partition, number in unfetched.items() if member.reads(partition))
            member.loop.behind = left + member.behind(self.partitions.next)

    async def _note_ends(self, within: float) -> None:
        if self._taking or not (ends := await self.partitions.ends()):
            return
        try:
            async with asyncio.timeout(within):
                await self._complete(ends)
        except Exception as error:
            log.debug("what is complete is not noted: %s", type(error).__name__)

    async def _complete(self, ends: Mapping[TopicPartition, timedelta]) -> None:
        rows = []
        for member in self.members:
            if member.alone is None and not member.stopped:
                processor = await member.current()
                of = processor.reader.name, processor.version
                rows += [
                    (*of, source_name(partition.topic, partition.partition), at, ago)
                    for partition, ago in ends.items()
                    if (at := member.checkpoint_in(partition)) is not None
                ]
        if rows:
            async with held(processor.pool) as connection:
                await checkpoint.complete(connection, rows)

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

    async def _tell_group(self) -> None:
        """Best effort, so that lag tools see the progress of the slowest; the truth is the checkpoints."""
        consumer = self.partitions.consumer()
        slowest = {
            partition: min(places)
            for partition in self.partitions.next
            if (places := [at for member in self.members if (at := member.checkpoint_in(partition)) is not None])
        }
        if consumer is None or not slowest or slowest == self._told:
            return
        try:
            async with asyncio.timeout(TOLD_WITHIN):
                await consumer.commit(slowest)
            self._told = slowest
        except (KafkaError, TimeoutError) as error:
            for member in self.members:
                if member.alone is None:
                    member.loop.waiting(error)


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
