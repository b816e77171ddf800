"""Sources: in which order a reader may have applied what lies below its checkpoints, and what it must have set aside.

The rules of reading are written here a second time, in the simplest way: duplicates are dropped, a record whose previous
version was never seen waits for it, what is parked or was discarded by an operator is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from uuid import UUID

import asyncpg

from deploy.verify.findings import Verdict
from services.chassis.readers.record import Record

CHECKPOINTS = "SELECT source, next, last_id FROM reading.checkpoint WHERE reader = $1 AND version = $2"
PARKED = """
SELECT source, source_offset FROM reading.parked WHERE reader = $1 AND version = $2
"""
DISCARDS = """
SELECT detail::text AS detail FROM reading.operations
WHERE what = 'discard' AND detail->>'reader' = $1 AND (detail->>'reader_version')::integer = $2
"""
ACCEPTS = """
SELECT detail::text AS detail FROM reading.operations
WHERE what = 'accept' AND detail->>'reader' = $1 AND (detail->>'reader_version')::integer = $2
"""
HEARD = """
CREATE TEMPORARY TABLE verify_heard (
    reader text COLLATE "C", stream_id text COLLATE "C", stream_version integer, contract text COLLATE "C", event_id uuid,
    PRIMARY KEY (reader, stream_id, stream_version, contract)
) ON COMMIT DROP
"""
LAST = """
CREATE TEMPORARY TABLE verify_last (
    reader text COLLATE "C", stream_id text COLLATE "C", last_version integer, PRIMARY KEY (reader, stream_id)
) ON COMMIT DROP
"""
LOAD_LAST = "SELECT stream_id, last_version FROM verify_last WHERE reader = $1 AND stream_id = ANY ($2::text[])"
LOAD_HEARD = """
SELECT h.stream_id, h.stream_version, h.contract, h.event_id
FROM (SELECT DISTINCT s, v FROM unnest($2::text[], $3::integer[]) AS t (s, v)) AS w
JOIN verify_heard h ON h.reader = $1 AND h.stream_id = w.s AND h.stream_version = w.v
"""
SAVE_LAST = """
INSERT INTO verify_last (reader, stream_id, last_version) SELECT $1, s, v FROM unnest($2::text[], $3::integer[]) AS t (s, v)
ON CONFLICT (reader, stream_id) DO UPDATE SET last_version = excluded.last_version
"""
SAVE_HEARD = """
INSERT INTO verify_heard (reader, stream_id, stream_version, contract, event_id)
SELECT $1, s, v, c, e FROM unnest($2::text[], $3::integer[], $4::text[], $5::uuid[]) AS t (s, v, c, e)
"""
FORGET = "DELETE FROM verify_heard WHERE reader = $1 AND stream_id = $2 AND stream_version > $3"
NOT_TAKEN = """
SELECT h.stream_id, h.stream_version FROM verify_heard h
LEFT JOIN reading.seen s ON s.reader = h.reader AND s.version = $2 AND s.stream_id = h.stream_id
    AND s.stream_version = h.stream_version AND s.contract = h.contract
WHERE h.reader = $1 AND s.event_id IS DISTINCT FROM h.event_id ORDER BY 1, 2
"""
NOT_THERE = """
SELECT s.stream_id, s.stream_version FROM reading.seen s
LEFT JOIN verify_heard h ON h.reader = s.reader AND h.stream_id = s.stream_id AND h.stream_version = s.stream_version
    AND h.contract = s.contract
WHERE s.reader = $1 AND s.version = $2 AND h.reader IS NULL ORDER BY 1, 2
"""
OTHER_LAST = """
SELECT l.stream_id, l.last_version AS heard, coalesce(s.last_version, 0) AS noted FROM verify_last l
LEFT JOIN reading.streams s ON s.reader = l.reader AND s.version = $2 AND s.stream_id = l.stream_id
WHERE l.reader = $1 AND l.last_version <> 0 AND coalesce(s.last_version, 0) <> l.last_version ORDER BY 1
"""

EMPTY: Final[Mapping[str, int]] = MappingProxyType({})

Name = tuple[str, int, str]
"""Stream, version and contract name: what makes two records one fact."""


@dataclass(slots=True)
class Progress:
    """What the database says of one reader."""

    checkpoints: dict[str, tuple[int, UUID | None]]
    parked: set[tuple[str, int]]
    discarded: set[tuple[str, int]]
    given_up: dict[str, int]
    """Versions up to which an operator gave a stream up."""
    accepted: dict[tuple[str, int], int]
    """Where an operator took the owner's new history of a stream, and the version that it goes on from."""


@dataclass(slots=True)
class Heard:
    """What a reader took in the fold, to be compared with its own inbox: kept in PostgreSQL, here only what a page needs."""

    connection: asyncpg.Connection
    reader: str
    last: dict[str, int] = field(default_factory=dict)
    ids: dict[Name, UUID] = field(default_factory=dict)
    _new: dict[Name, UUID] = field(default_factory=dict)

    async def load(self, records: Sequence[Record]) -> None:
        """What was heard of the streams of these records."""
        streams = [record.stream_id for record in records]
        versions = [record.stream_version for record in records]
        last = await self.connection.fetch(LOAD_LAST, self.reader, streams)
        self.last = {row["stream_id"]: row["last_version"] for row in last}
        self.ids = {
            (row["stream_id"], row["stream_version"], row["contract"]): row["event_id"]
            for row in await self.connection.fetch(LOAD_HEARD, self.reader, streams, versions)
        }

    def add(self, record: Record) -> bool:
        """Notes a record; False when another fact was heard under its name."""
        assert record.event_id is not None
        name = (record.stream_id, record.stream_version, record.name)
        known = self.ids.setdefault(name, record.event_id)
        if known != record.event_id:
            return False
        self._new[name] = known
        self.last[record.stream_id] = max(self.last.get(record.stream_id, 0), record.stream_version)
        return True

    async def go_back(self, stream: str, version: int) -> None:
        """Forgets what was heard of a stream above a version."""
        for ids in (self.ids, self._new):
            for name in [name for name in ids if name[0] == stream and name[1] > version]:
                del ids[name]
        await self.connection.execute(FORGET, self.reader, stream, version)
        self.last[stream] = version

    async def save(self) -> None:
        """Keeps what the page has added."""
        await self.connection.execute(SAVE_LAST, self.reader, list(self.last), list(self.last.values()))
        streams, versions, contracts = zip(*self._new, strict=True) if self._new else ((), (), ())
        ids = list(self._new.values())
        await self.connection.execute(SAVE_HEARD, self.reader, streams, versions, contracts, ids)
        self._new.clear()


async def progress_of(connection: asyncpg.Connection, reader: str, version: int) -> Progress:
    """Checkpoints, parked records and what operators discarded."""
    checkpoints = {
        row["source"]: (row["next"], row["last_id"]) for row in await connection.fetch(CHECKPOINTS, reader, version)
    }
    parked = {(row["source"], row["source_offset"]) for row in await connection.fetch(PARKED, reader, version)}
    discarded: set[tuple[str, int]] = set()
    given_up: dict[str, int] = {}
    for row in await connection.fetch(DISCARDS, reader, version):
        detail = json.loads(row["detail"])
        if detail.get("offset") is not None:
            discarded.add((detail["source"], detail["offset"]))
        given_up[detail["stream"]] = max(given_up.get(detail["stream"], 0), detail.get("version") or 0)
    taken = [json.loads(row["detail"]) for row in await connection.fetch(ACCEPTS, reader, version)]
    accepted = {(each["source"], each["offset"]): each["previous"] for each in taken}
    return Progress(checkpoints, parked, discarded, given_up, accepted)


@dataclass(slots=True)
class Order:
    """The records of Kafka, page by page, in an order in which the reader may apply them; notes them as heard."""

    reader: str
    progress: Progress
    heard: Heard
    verdict: Verdict
    _held: dict[str, list[Record]] = field(default_factory=dict)
    """Records that wait for one before them, by stream."""
    _given_up: list[Record] = field(default_factory=list)
    """Of streams that an operator gave up somewhere: their rest was taken in version order, whenever it came."""

    async def take(self, records: Sequence[Record]) -> list[Record]:
        """What may be applied once these records have come."""
        self._given_up += [record for record in records if record.stream_id in self.progress.given_up]
        return await self._take([record for record in records if record.stream_id not in self.progress.given_up])

    async def finish(self) -> list[Record]:
        """What may be applied at the end; what still waits is a finding."""
        rest = sorted(self._given_up, key=lambda each: (each.epoch, each.stream_version))
        order = await self._take(rest, self.progress.given_up)
        for stream, waiting in self._held.items():
            for record in waiting:
                self.verdict.find(
                    "seen",
                    f"{self.reader}/{stream}",
                    f"version {record.stream_version} rests on {record.previous_version}, which never came, and is not parked",
                )
        return order

    async def _take(self, records: Sequence[Record], given_up: Mapping[str, int] = EMPTY) -> list[Record]:
        order: list[Record] = []
        streams = {record.stream_id for record in records}
        await self.heard.load([*records, *(each for stream in streams for each in self._held.get(stream, ()))])
        self.heard.last.update(given_up)
        for record in records:
            await self._sort(record, order)
        await self.heard.save()
        return order

    async def _sort(self, record: Record, order: list[Record]) -> None:
        place, heard = (record.source, record.offset), self.heard
        if place in self.progress.parked or place in self.progress.discarded:
            return
        if record.unreadable is not None:
            self.verdict.find("seen", f"{place[0]}/{place[1]}", f"{self.reader} did not park it: {record.unreadable}")
            return
        if place in self.progress.accepted:
            await heard.go_back(record.stream_id, self.progress.accepted[place])
        if self._known(record):
            return
        waiting = self._held.get(record.stream_id, [])
        last = heard.last.get(record.stream_id, 0)
        if record.previous_version > last or (waiting and record.stream_version >= waiting[0].stream_version):
            self._held[record.stream_id] = sorted([*waiting, record], key=lambda each: each.stream_version)
            return
        self._apply(record, order)
        while waiting and waiting[0].previous_version <= heard.last.get(record.stream_id, 0):
            following = waiting.pop(0)
            if not self._known(following):
                self._apply(following, order)
        if not waiting:
            self._held.pop(record.stream_id, None)

    def _known(self, record: Record) -> bool:
        return self.heard.ids.get((record.stream_id, record.stream_version, record.name)) == record.event_id

    def _apply(self, record: Record, order: list[Record]) -> None:
        if self.heard.add(record):
            order.append(record)
        else:
            self.verdict.find(
                "seen", f"{self.reader}/{record.stream_id}", f"two histories of version {record.stream_version}"
            )


async def begin(connection: asyncpg.Connection) -> None:
    """Empty tables for what readers hear."""
    await connection.execute(HEARD)
    await connection.execute(LAST)


async def check_seen(connection: asyncpg.Connection, reader: str, version: int, verdict: Verdict) -> None:
    """The reader's own inbox says what the fold says: every record below a checkpoint had its effect."""
    for table in ("verify_heard", "verify_last"):
        await connection.execute(f"ANALYZE {table}")
    async for row in connection.cursor(NOT_TAKEN, reader, version, prefetch=1000):
        what = f"version {row['stream_version']} is below the checkpoint and was not taken"
        verdict.find("seen", f"{reader}/{row['stream_id']}", what)
    async for row in connection.cursor(NOT_THERE, reader, version, prefetch=1000):
        what = f"version {row['stream_version']} was taken and is on no topic below the checkpoint"
        verdict.find("seen", f"{reader}/{row['stream_id']}", what)
    async for row in connection.cursor(OTHER_LAST, reader, version, prefetch=1000):
        what = f"last seen version is {row['noted']}, not {row['heard']}"
        verdict.find("seen", f"{reader}/{row['stream_id']}", what)
