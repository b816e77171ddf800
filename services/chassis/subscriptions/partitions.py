"""Partitions: up to where each assigned partition was handed out to the members of a consumer, and the seek to where they stand.

A partition is read only after the checkpoints were read from the database and it was sought, in one step that nothing interrupts:
what a consumer fetched before that, from wherever the group left off, is passed over. Seeking waits for the database in a task of its
own, because the client sends no heartbeat while a rebalance listener runs. Offsets grow but are not dense (markers of transactions,
aborted and compacted records): a gap inside the log is stepped over; a member whose place is below the log's start reads that
partition no more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from services.chassis.clock import real_now
from services.chassis.event_store.connection import LOST
from services.chassis.loops import backoff
from services.chassis.readers.checkpoint import Fenced
from services.chassis.subscriptions.member import Member

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer

log = logging.getLogger("thidua.subscriptions")

NEAR: Final = 1_000
"""Records that those who stand further see again, and pass over, so that whoever stands behind them goes with them."""


class Partitions(ConsumerRebalanceListener):  # type: ignore[misc]
    """The partitions that this process may read: `next` of those that were sought since they were assigned."""

    def __init__(self, members: Sequence[Member], sought: Callable[[], None]) -> None:
        self._members = members
        self._sought = sought
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self.next: dict[TopicPartition, int] = {}
        self.assignments = 0
        """How often partitions were assigned: what was fetched before is not of this time."""
        self._polls: dict[TopicPartition, int | None] = {}
        self._seeking: asyncio.Task[None] | None = None

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self._forget()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._forget()
        self._seeking = asyncio.create_task(self._until_sought(assigned), name="seek")

    @property
    def seeking(self) -> bool:
        """Whether partitions were assigned that are not sought yet."""
        return self._seeking is not None and not self._seeking.done()

    def _forget(self) -> None:
        if self._seeking is not None:
            self._seeking.cancel()
        self.next.clear()
        self.assignments += 1
        for member in self._members:
            member.forget()

    async def _until_sought(self, partitions: Collection[TopicPartition]) -> None:
        """Returns when these are sought, however long the database or the broker is away."""
        delays = backoff(most=5)
        while True:
            try:
                await self._seek(partitions)
                return
            except Exception as error:
                if not isinstance(error, (*LOST, KafkaError)):  # a defect of ours
                    log.exception("unexpected failure")
                for member in self._members:
                    member.loop.waiting(error)
                await asyncio.sleep(next(delays))

    async def _seek(self, partitions: Collection[TopicPartition]) -> None:
        consumer = self.consumer()
        if consumer is None or not partitions:
            return
        for member in self._members:
            await self._place(member, partitions)
        starts = await consumer.beginning_offsets(list(partitions))
        ends = await consumer.end_offsets(list(partitions))
        # nothing waits from here on: no batch is taken between knowing a place and standing there
        for partition in consumer.assignment() & set(partitions):
            at = max(self._least_near(partition, ends[partition]), starts[partition])
            self.next[partition] = at
            consumer.seek(partition, max(at - 1, starts[partition]))
        self._sought()

    async def _place(self, member: Member, partitions: Collection[TopicPartition]) -> None:
        while True:
            try:
                await member.locate(partitions)
                return
            except Fenced:  # a rebuild has replaced the version that was read while nothing came
                member.fenced()
            except LOST:
                raise
            except Exception as error:  # its own task tells what is wrong with it
                log.debug("%s has no place after %s", member.loop.name, type(error).__name__)
                return

    def _least_near(self, partition: TopicPartition, end: int) -> int:
        """Where the last of those stand that are not far behind the first; the end when nobody can say."""
        places = []
        for member in self._members:
            if member.reads(partition) and (place := member.at.get(partition)) is not None:
                if end < place.next:
                    reason = f"ends at {end}, before {place.next}: it was made anew, or restored from an older copy"
                    member.end(partition, reason)
                else:
                    places.append(place.next)
        return min((at for at in places if at >= max(places) - NEAR), default=end)

    async def begins(self, partition: TopicPartition, behind: int) -> int | None:
        """Where the log of a partition begins, behind whose place there is a gap before the records that end before `behind`.

        None when those were fetched before the seek to there: they are no gap.
        """
        consumer, at = self.consumer(), self.next[partition]
        assert consumer is not None
        # the client stands behind what it fetched last, or where it was sought to since
        if await _position(consumer, partition) < behind:
            return None
        start: int = (await consumer.beginning_offsets([partition]))[partition]
        return start if self.next.get(partition) == at else None

    async def unfetched(self) -> dict[TopicPartition, int]:
        """Offsets of the assigned partitions that were not fetched yet, as far as the broker has told."""
        if (consumer := self.consumer()) is None:
            return {}
        ends = [(each, consumer.highwater(each)) for each in consumer.assignment() & self.next.keys()]
        return {each: max(end - await _position(consumer, each), 0) for each, end in ends if end is not None}

    async def ends(self) -> dict[TopicPartition, timedelta]:
        """The assigned partitions that were fetched to their end, and how long ago the broker said so."""
        if (consumer := self.consumer()) is None:
            return {}
        now = real_now().timestamp()
        ends = [
            (each, consumer.highwater(each), consumer.last_poll_timestamp(each))
            for each in consumer.assignment() & self.next.keys()
        ]
        return {
            each: timedelta(seconds=max(now - told / 1000, 0))
            for each, end, told in ends
            if end is not None and told is not None and await _position(consumer, each) >= end
        }

    def polled(self) -> bool:
        """Whether the broker has answered for every partition since the last look; true where there is none."""
        consumer = self.consumer()
        if consumer is None:
            return False
        before = self._polls
        self._polls = {partition: consumer.last_poll_timestamp(partition) for partition in consumer.assignment()}
        return all(partition not in before or before[partition] != at for partition, at in self._polls.items())


async def _position(consumer: AIOKafkaConsumer, partition: TopicPartition) -> int:
    """Where the client fetches next; -1 in a partition that was given away meanwhile."""
    try:
        return int(await consumer.position(partition))
    except IllegalStateError:
        return -1
