"""Log: what topics hold, read once without a consumer group and kept in files: as much disk as the topics take, and little memory."""

from __future__ import annotations

import asyncio
import marshal
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from aiokafka import AIOKafkaConsumer

from services.chassis.broker import Broker
from services.chassis.readers.remote import HeaderList, source_name

PATIENCE = 30
"""Seconds within which the next records of a partition must come."""
FETCHED, TOGETHER = 256 * 1024, 500
"""Bytes of a partition that are under way, and records that are unpacked, at once."""


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


def _file() -> BinaryIO:
    return cast(BinaryIO, tempfile.TemporaryFile())


@dataclass(slots=True)
class _Part:
    """The records of one partition in a file that nobody else sees; in memory only their offsets and places in it."""

    source: str
    first: int
    offsets: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("q"))
    file: BinaryIO = field(default_factory=_file)

    @property
    def end(self) -> int:
        """The offset after the last record."""
        return self.offsets[-1] + 1 if self.offsets else self.first

    def add(self, kept: Kept) -> None:
        """Keeps one more, behind the others."""
        self.places.append(self.file.seek(0, 2))
        self.offsets.append(kept.offset)
        marshal.dump((kept.headers, kept.key, kept.body), self.file)

    def at(self, place: int) -> Kept:
        """The record that was kept as the `place`th."""
        self.file.seek(self.places[place])
        return Kept(self.source, self.offsets[place], *marshal.load(self.file))  # noqa: S302 - nobody else writes it


class Log:
    """The records of topics, kept for one run; `extend` reads what was added since."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._parts: dict[str, _Part] = {}
        self.starts: dict[str, int] = {}
        """Per source, the first offset that is still there: anything but 0 means that records were deleted."""

    def sources(self, topic: str) -> list[str]:
        """The partitions of a topic that was read."""
        return sorted(source for source in self._parts if source.rpartition("/")[0] == topic)

    def end(self, source: str) -> int:
        """The offset after the last record."""
        return self._parts[source].end if source in self._parts else 0

    def records(self, topic: str) -> Iterator[Kept]:
        """All records of a topic that were read, partition by partition in offset order."""
        for source in self.sources(topic):
            part = self._parts[source]
            for place in range(len(part.offsets)):
                yield part.at(place)

    def pages(self, topic: str, most: int) -> Iterator[list[Kept]]:
        """The same, so many at a time."""
        page: list[Kept] = []
        for kept in self.records(topic):
            page.append(kept)
            if len(page) == most:
                yield page
                page = []
        if page:
            yield page

    def at(self, source: str, offset: int) -> Kept | None:
        """The record at an offset, if it was read."""
        part = self._parts.get(source)
        place = bisect_left(part.offsets, offset) if part else 0
        return part.at(place) if part and place < len(part.offsets) and part.offsets[place] == offset else None

    async def extend(self, topic: str, since: Mapping[str, int] | None = None) -> None:
        """Reads to the present end of every partition, at first from the offsets `since` where they are named.

        `Unreachable` when there is no such topic or that takes too long.
        """
        consumer = AIOKafkaConsumer(
            topic,
            **self._broker.options(),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_partition_fetch_bytes=FETCHED,
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
                first = max((since or {}).get(source, 0), starts[partition])
                part = self._parts.setdefault(source, _Part(source, first))
                consumer.seek(partition, max(part.end, starts[partition]))
            behind = [p for p in partitions if await consumer.position(p) < ends[p]]
            while behind:
                async with asyncio.timeout(PATIENCE):
                    got = await consumer.getmany(*behind, timeout_ms=1000, max_records=TOGETHER)
                for partition, records in got.items():
                    part = self._parts[source_name(topic, partition.partition)]
                    for record in records:
                        part.add(Kept(part.source, record.offset, tuple(record.headers), record.key, record.value))
                behind = [p for p in behind if await consumer.position(p) < ends[p]]
        except TimeoutError:
            raise Unreachable(f"topic {topic} cannot be read within {PATIENCE} s") from None
        finally:
            await consumer.stop()
