"""Member: one subscription as the consumer of its service sees it: where it stands in each partition, and what waits for it.

It goes with the others while nothing waits for it. What it must take by itself waits, in order and bounded: when that is too much, it is
dropped, and read again from Kafka from where the member stands.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from aiokafka import TopicPartition

from services.chassis.loops import Loop
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.definition import Subscription
from services.chassis.readers.failures import SourceStopped
from services.chassis.readers.processor import Processor, Taken
from services.chassis.readers.record import Record
from services.chassis.readers.remote import source_name

HELD: Final = 5_000
"""Records that may wait for one member, some ten megabytes."""

Runs = dict[TopicPartition, list[Record]]
"""What is taken at once, of each partition from where the member stands."""


@dataclass(slots=True)
class Place:
    """Where a member stands in one partition: its checkpoint, and up to where nothing is left that it has not taken."""

    next: int
    last_id: UUID | None
    reach: int

    def run_of(self, records: Iterable[Record], most: int | None = None) -> list[Record]:
        """Those from its place on, each once; `SourceStopped` when the record before is not the one that it remembers."""
        run: list[Record] = []
        following = self.next
        for record in records:
            if record.offset >= following:  # after a seek a record may come twice
                run.append(record)
                following = record.offset + 1
                if len(run) == most:
                    break
            elif record.offset == self.next - 1 and self.last_id is not None and record.event_id != self.last_id:
                raise SourceStopped(f"is not the topic that was read before: another record at {record.offset}")
        if run and run[0].expected != self.next:
            run[0] = replace(run[0], gap=run[0].offset - self.next)
        return run


@dataclass(slots=True, eq=False)
class Member:
    """One subscription: its progress, and how its reader is made at its live version."""

    subscription: Subscription
    loop: Loop
    current: Callable[[], Awaitable[Processor]]
    renew: Callable[[], None]
    at: dict[TopicPartition, Place] = field(default_factory=dict)
    located: bool = False
    """Whether `at` is what the database says."""
    waiting: dict[TopicPartition, deque[Record]] = field(default_factory=dict)
    """Records that it has to take by itself."""
    healing: set[str] = field(default_factory=set)
    """Parked streams of which a missing record has come."""
    ended: set[TopicPartition] = field(default_factory=set)
    """Partitions that it must not read on."""
    stopped: bool = False
    alone: asyncio.Task[None] | None = None
    """Its own task, while it does not go with the others."""
    topics: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.topics = frozenset(topic.name for topic in self.subscription.topics)

    def reads(self, partition: TopicPartition) -> bool:
        """Whether records of this partition are for it."""
        return partition.topic in self.topics and partition not in self.ended and not self.stopped

    def lost(self, handed: Collection[TopicPartition]) -> bool:
        """Whether the database has to say where it stands."""
        return not self.located or any(partition not in self.at and self.reads(partition) for partition in handed)

    async def locate(self, assigned: Collection[TopicPartition]) -> None:
        """Reads from the database where it stands in these; in one that it never read, at the first record."""
        processor = await self.current()
        reader, version = processor.reader.name, processor.version
        sources = {part: source_name(part.topic, part.partition) for part in assigned if self.reads(part)}
        async with held(processor.pool) as connection:
            known = await checkpoint.read(connection, reader, version)
            for source in sources.values():
                if source not in known:
                    await checkpoint.start(connection, reader, version, source, 0)
        for partition, source in sources.items():
            if partition in assigned:  # also after what was waited for
                at, last_id = known.get(source, (0, None))
                self.at[partition] = Place(at, last_id, at)
        self.located = True

    def forget(self) -> None:
        """All partitions are assigned anew at each rebalance: what is known of one is not true of it later."""
        self.at.clear()
        self.waiting.clear()
        self.ended.clear()
        self.located = False

    def fenced(self) -> None:
        """Somebody else has moved its checkpoint, or a rebuild has replaced its version: the database knows better."""
        self.loop.fenced()
        self.renew()
        self.located = False

    def stop(self, reason: str) -> None:
        """Reads no more until an operator restarts it; the others go on."""
        self.stopped = True
        self.waiting.clear()
        self.loop.stopped(reason)

    def end(self, partition: TopicPartition, reason: str) -> None:
        """Reads this partition no more, until an operator has seen to it; its others go on."""
        self.ended.add(partition)
        self.waiting.pop(partition, None)
        self.loop.stopped(f"{source_name(partition.topic, partition.partition)} {reason}")

    def runs(self, records: Mapping[TopicPartition, Iterable[Record]], most: int | None = None) -> Runs:
        """What of these it has to take; a partition that is another topic now ends."""
        found: Runs = {}
        for partition, its in records.items():
            if partition in self.ended or (place := self.at.get(partition)) is None:
                continue
            try:
                run = place.run_of(its, most)
            except SourceStopped as stop:
                self.end(partition, str(stop))
            else:
                if run:
                    found[partition] = run
        return found

    def goes_along(self, batch: Mapping[TopicPartition, Sequence[Record]]) -> bool:
        """Whether it may take what was fetched with the others: it stands there, and acts on none of it."""
        return (
            self.alone is None
            and self.located
            and all(partition in self.at for partition in batch)
            and all(records[0].expected <= self.at[partition].reach for partition, records in batch.items())
            and not any(
                record.event_class in self.subscription.reader.react for its in batch.values() for record in its
            )
        )

    def hand(self, batch: Mapping[TopicPartition, Sequence[Record]]) -> None:
        """Lets records wait for its own task."""
        for partition, records in batch.items():
            self.waiting.setdefault(partition, deque()).extend(records)
        if sum(map(len, self.waiting.values())) > HELD:
            self.waiting.clear()

    def missing(self, handed: Mapping[TopicPartition, int]) -> set[TopicPartition]:
        """The partitions of which something lies between what it took and what waits for it, or comes next."""
        return {
            partition
            for partition, place in self.at.items()
            if partition not in self.ended and place.reach < self._comes(partition, handed)
        }

    def _comes(self, partition: TopicPartition, handed: Mapping[TopicPartition, int]) -> int:
        waiting = self.waiting.get(partition)
        return waiting[0].expected if waiting else handed.get(partition, 0)

    def checkpoint_in(self, partition: TopicPartition) -> int | None:
        """Its checkpoint, while it reads this partition."""
        return self.at[partition].next if partition in self.at and self.reads(partition) else None

    def behind(self, handed: Mapping[TopicPartition, int]) -> int:
        """Offsets that were handed out and that it has not taken."""
        return sum(
            max(handed.get(partition, 0) - place.reach, 0)
            for partition, place in self.at.items()
            if partition not in self.ended
        )

    def took(self, taken: Taken, runs: Mapping[TopicPartition, Sequence[Record]]) -> None:
        """Notes what was committed; nothing of a partition that was assigned anew meanwhile."""
        for partition, run in runs.items():
            place = self.at.get(partition)
            if place is None or place.next != run[0].expected:
                continue
            place.next, place.last_id = run[-1].offset + 1, run[-1].event_id
            place.reach = max(place.reach, place.next)
            waiting = self.waiting.get(partition, deque())
            while waiting and waiting[0].offset < place.next:
                waiting.popleft()
        told = [run[-1].recorded_at for run in runs.values()]
        self.healing |= taken.healing
        self.loop.took(taken, max((at for at in told if at is not None), default=None))
