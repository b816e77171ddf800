"""Partitions: where each assigned partition of one subscription stands, and the seek to there.

A partition is read only after its checkpoint was read from the database and sought, in one step that nothing interrupts: what a
consumer fetched before that, from wherever the group left off, is passed over. Seeking waits for the database in a task of its own,
because the client sends no heartbeat while a rebalance listener runs. Offsets grow but are not dense (markers of transactions, aborted
and compacted records): a gap inside the log is stepped over; a place below the log's start stops its partition alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from services.chassis.clock import real_now
from services.chassis.loops import Loop, backoff
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.failures import TRANSIENT, ReaderStopped, SourceStopped
from services.chassis.readers.processor import Processor
from services.chassis.readers.remote import source_name

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer

log = logging.getLogger("thidua.subscriptions")

Place = tuple[int, UUID | None]
"""The next offset, and the id of the record before it."""


class Partitions(ConsumerRebalanceListener):  # type: ignore[misc]
    """The partitions that this member may read: `next` and `last_id` of those that were sought since they were assigned."""

    def __init__(self, processor: Callable[[], Awaitable[Processor]], renew: Callable[[], None], loop: Loop) -> None:
        self._consumption = processor
        self._renew = renew
        self._loop = loop
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self.next: dict[TopicPartition, int] = {}
        self.last_id: dict[TopicPartition, UUID | None] = {}
        self._polls: dict[TopicPartition, int | None] = {}
        self._stopped: set[TopicPartition] = set()
        self._seeking: asyncio.Task[None] | None = None

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self._forget()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._forget()
        self._seeking = asyncio.create_task(self.sought(assigned), name=f"seek {self._loop.name}")

    @property
    def seeking(self) -> bool:
        """Whether partitions were assigned that are not sought yet."""
        return self._seeking is not None and not self._seeking.done()

    def _forget(self) -> None:
        """All partitions are assigned anew at each rebalance: what is known of one is not true of it later."""
        if self._seeking is not None:
            self._seeking.cancel()
        for known in (self.next, self.last_id, self._stopped):
            known.clear()

    async def sought(self, partitions: Collection[TopicPartition]) -> None:
        """Returns when these are sought, however long the database or the broker is away, or never may be."""
        delays = backoff(most=5)
        while True:
            try:
                await self._seek(partitions)
                return
            except checkpoint.Fenced:  # a rebuild has replaced the version that was read while nothing came
                self._renew()
            except ReaderStopped as stop:
                self._loop.stopped(str(stop))
                return
            except (*TRANSIENT, KafkaError) as error:
                self._loop.waiting(error)
                await asyncio.sleep(next(delays))
            except Exception as error:
                log.exception("%s: unexpected failure", self._loop.name)
                self._loop.waiting(error)
                self._renew()
                await asyncio.sleep(next(delays))

    async def _seek(self, partitions: Collection[TopicPartition]) -> None:
        consumer = self.consumer()
        if consumer is None or not partitions:
            return
        places = await self._places(sorted(partitions))
        starts = await consumer.beginning_offsets(list(partitions))
        ends = await consumer.end_offsets(list(partitions))
        # nothing waits from here on: no batch is taken between knowing a place and standing there
        for partition in consumer.assignment() & places.keys():
            at, last_id = places[partition]
            if ends[partition] < at:
                self.stop(
                    partition,
                    f"ends at {ends[partition]}, before {at}: it was made anew, or restored from an older copy",
                )
            elif at < starts[partition]:
                self.stop(partition, _gone(at, starts[partition]))
            else:
                self.next[partition], self.last_id[partition] = at, last_id
                consumer.seek(partition, max(at - 1, starts[partition]))

    async def _places(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, Place]:
        """What the database says of these; one that was never read starts at its first record."""
        processor = await self._consumption()
        reader, version = processor.reader.name, processor.version
        places: dict[TopicPartition, Place] = {}
        async with held(processor.pool) as connection:
            known = await checkpoint.read(connection, reader, version)
            for partition in partitions:
                source = source_name(partition.topic, partition.partition)
                if source not in known:
                    await checkpoint.start(connection, reader, version, source, 0)
                places[partition] = known.get(source, (0, None))
        return places

    def moved(self, partition: TopicPartition, old: int, new: int, last_id: UUID | None) -> None:
        """Notes that records were taken; nothing when the partition was assigned anew meanwhile."""
        if self.next.get(partition) == old:
            self.next[partition], self.last_id[partition] = new, last_id

    def stop(self, partition: TopicPartition, reason: str) -> None:
        """Reads this partition no more, until an operator has seen to it; the others go on."""
        self.next.pop(partition, None)
        self._stopped.add(partition)
        consumer = self.consumer()
        if consumer is not None and partition in consumer.assignment():
            consumer.pause(partition)
        self._loop.stopped(f"{source_name(partition.topic, partition.partition)} {reason}")

    async def step_over(self, partition: TopicPartition, behind: int) -> None:
        """Returns when nothing lies between the partition's place and the records that end before `behind`.

        `Fenced` when those were fetched before the seek to there; `SourceStopped` when what lay between was deleted.
        """
        consumer, at = self.consumer(), self.next[partition]
        assert consumer is not None
        try:
            # the client stands behind what it fetched last, or where it was sought to since
            fresh = await consumer.position(partition) >= behind
        except IllegalStateError:
            fresh = False
        if not fresh or self.next.get(partition) != at:
            raise checkpoint.Fenced(f"{partition}: fetched before the seek to {at}")
        start = (await consumer.beginning_offsets([partition]))[partition]
        if at < start:
            raise SourceStopped(_gone(at, start))

    async def behind(self) -> int:
        """Offsets of the assigned partitions that were not fetched yet, as far as the broker has told."""
        if (consumer := self.consumer()) is None:
            return 0
        behind = 0
        for partition in consumer.assignment() & self.next.keys():
            if (end := consumer.highwater(partition)) is not None:
                behind += max(end - await consumer.position(partition), 0)
        return behind

    async def ends(self) -> dict[str, tuple[int, timedelta]]:
        """The assigned partitions that were fetched to their end: their places, and how long ago the broker said so."""
        found: dict[str, tuple[int, timedelta]] = {}
        if (consumer := self.consumer()) is None:
            return found
        for partition in consumer.assignment() & self.next.keys():
            end, told = consumer.highwater(partition), consumer.last_poll_timestamp(partition)
            if end is not None and told is not None and await consumer.position(partition) >= end:
                ago = max(real_now().timestamp() - told / 1000, 0)
                found[source_name(partition.topic, partition.partition)] = (
                    self.next[partition],
                    timedelta(seconds=ago),
                )
        return found

    def polled(self) -> bool:
        """Whether the broker has answered for every partition that is read since the last look; true where there is none."""
        consumer = self.consumer()
        if consumer is None:
            return False
        before = self._polls
        self._polls = {
            partition: consumer.last_poll_timestamp(partition) for partition in consumer.assignment() - self._stopped
        }
        return all(partition not in before or before[partition] != at for partition, at in self._polls.items())


def _gone(at: int, start: int) -> str:
    return f"begins at {start}: the records from {at} on are gone"
