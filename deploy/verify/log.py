"""Log: everything a topic holds, from its first record to its end, read without a consumer group."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer

from services.chassis.readers.remote import HeaderList, source_name

PATIENCE = 30
"""Seconds within which the next records of a partition must come."""


class Unreachable(Exception):
    """The topic does not exist, or the broker stopped answering."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One record of a topic."""

    source: str
    offset: int
    headers: HeaderList
    key: bytes | None
    body: bytes | None


class Log:
    """The records of topics, kept for one run; `extend` reads what was added since."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._records: dict[str, list[Kept]] = {}
        self.starts: dict[str, int] = {}
        """Per source, the first offset that is still there: anything but 0 means that records were deleted."""

    def sources(self, topic: str) -> list[str]:
        """The partitions of a topic that was read."""
        return sorted(source for source in self._records if source.rpartition("/")[0] == topic)

    def end(self, source: str) -> int:
        """The offset after the last record."""
        records = self._records.get(source, [])
        return records[-1].offset + 1 if records else self.starts.get(source, 0)

    def records(self, topic: str) -> Iterator[Kept]:
        """All records of a topic, partition by partition in offset order."""
        for source in self.sources(topic):
            yield from self._records[source]

    def at(self, source: str, offset: int) -> Kept | None:
        """The record at an offset."""
        records = self._records.get(source, [])
        place = bisect_left(records, offset, key=lambda kept: kept.offset)
        return records[place] if place < len(records) and records[place].offset == offset else None

    async def extend(self, topic: str) -> None:
        """Reads to the present end of every partition; `Unreachable` when there is none or that takes too long."""
        consumer = AIOKafkaConsumer(
            topic,
            bootstrap_servers=self._bootstrap,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await consumer.start()  # without a group all partitions are ours at once
                partitions = sorted(consumer.assignment())
                if not partitions:
                    raise Unreachable(f"topic {topic} does not exist")
                starts, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
            for partition in partitions:
                source = source_name(topic, partition.partition)
                self.starts.setdefault(source, starts[partition])
                self._records.setdefault(source, [])
                consumer.seek(partition, max(self.end(source), starts[partition]))
            behind = [p for p in partitions if await consumer.position(p) < ends[p]]
            while behind:
                async with asyncio.timeout(PATIENCE):
                    got = await consumer.getmany(*behind, timeout_ms=1000)
                for partition, records in got.items():
                    source = source_name(topic, partition.partition)
                    self._records[source] += [
                        Kept(source, record.offset, tuple(record.headers), record.key, record.value)
                        for record in records
                    ]
                behind = [p for p in behind if await consumer.position(p) < ends[p]]
        except TimeoutError:
            raise Unreachable(f"topic {topic} cannot be read within {PATIENCE} s") from None
        finally:
            await consumer.stop()
