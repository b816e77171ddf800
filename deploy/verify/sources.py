"""Sources: in which order a reader may have applied what lies below its checkpoints, and what it must have set aside.

The rules of reading are written here a second time, in the simplest way: duplicates are dropped, a record whose previous
version was never seen waits for it, what is parked or was discarded by an operator is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from deploy.verify.findings import Verdict
from services.chassis.readers.record import Record

CHECKPOINTS = "SELECT source, next, last_id FROM reading.checkpoint WHERE reader = $1 AND version = $2"
PARKED = """
SELECT source, source_offset, stream_id, stream_version, reason, error FROM reading.parked
WHERE reader = $1 AND version = $2 ORDER BY stream_id, stream_version, seq
"""
DISCARDS = """
SELECT detail::text AS detail FROM reading.operations
WHERE what = 'discard' AND detail->>'reader' = $1 AND (detail->>'reader_version')::integer = $2
"""
ACCEPTS = """
SELECT detail::text AS detail FROM reading.operations
WHERE what = 'accept' AND detail->>'reader' = $1 AND (detail->>'reader_version')::integer = $2
"""
STREAMS = "SELECT stream_id, last_version FROM reading.streams WHERE reader = $1 AND version = $2"
SEEN = "SELECT stream_id, stream_version, contract, event_id FROM reading.seen WHERE reader = $1 AND version = $2"

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
    lines: list[str]


@dataclass(slots=True)
class Heard:
    """What was applied in the fold, to be compared with the reader's own inbox."""

    last: dict[str, int] = field(default_factory=dict)
    ids: dict[Name, UUID] = field(default_factory=dict)

    def go_back(self, stream: str, version: int) -> None:
        """Forgets what was heard of a stream above a version."""
        self.ids = {name: each for name, each in self.ids.items() if name[0] != stream or name[1] <= version}
        self.last[stream] = version


async def progress_of(connection: asyncpg.Connection, reader: str, version: int) -> Progress:
    """Checkpoints, parked records and what operators discarded."""
    checkpoints = {
        row["source"]: (row["next"], row["last_id"]) for row in await connection.fetch(CHECKPOINTS, reader, version)
    }
    parked, lines = set(), []
    for row in await connection.fetch(PARKED, reader, version):
        parked.add((row["source"], row["source_offset"]))
        lines.append(
            f"{reader}: {row['stream_id']} version {row['stream_version']} at {row['source']}/{row['source_offset']}: "
            f"{row['reason']}: {row['error']}"
        )
    discarded: set[tuple[str, int]] = set()
    given_up: dict[str, int] = {}
    for row in await connection.fetch(DISCARDS, reader, version):
        detail = json.loads(row["detail"])
        if detail.get("offset") is not None:
            discarded.add((detail["source"], detail["offset"]))
        given_up[detail["stream"]] = max(given_up.get(detail["stream"], 0), detail.get("version") or 0)
    taken = [json.loads(row["detail"]) for row in await connection.fetch(ACCEPTS, reader, version)]
    accepted = {(each["source"], each["offset"]): each["previous"] for each in taken}
    return Progress(checkpoints, parked, discarded, given_up, accepted, lines)


def foreign_order(
    records: Iterable[Record],
    source_of: dict[int, str],
    progress: Progress,
    heard: Heard,
    verdict: Verdict,
    reader: str,
) -> list[Record]:
    """The records of Kafka in an order in which the reader may apply them; fills `heard`."""
    order: list[Record] = []
    held: dict[str, list[Record]] = {}
    # where an operator gave something up, the rest of the stream was taken in version order, whenever it came
    records = sorted(
        records, key=lambda each: (each.epoch, each.stream_version) if each.stream_id in progress.given_up else (0, 0)
    )
    heard.last.update(progress.given_up)

    def take(record: Record) -> None:
        name = (record.stream_id, record.stream_version, record.name)
        assert record.event_id is not None
        known = heard.ids.setdefault(name, record.event_id)
        if known == record.event_id:
            order.append(record)
            heard.last[record.stream_id] = max(heard.last.get(record.stream_id, 0), record.stream_version)
        else:
            verdict.find("seen", f"{reader}/{record.stream_id}", f"two histories of version {record.stream_version}")

    for record in records:
        place = (source_of[id(record)], record.offset)
        if place in progress.parked or place in progress.discarded:
            continue
        if record.unreadable is not None:
            verdict.find("seen", f"{place[0]}/{place[1]}", f"{reader} did not park it: {record.unreadable}")
            continue
        if place in progress.accepted:
            heard.go_back(record.stream_id, progress.accepted[place])
        name = (record.stream_id, record.stream_version, record.name)
        if heard.ids.get(name) == record.event_id:
            continue
        waiting = held.setdefault(record.stream_id, [])
        last = heard.last.get(record.stream_id, 0)
        if record.previous_version > last or (waiting and record.stream_version >= waiting[0].stream_version):
            waiting.append(record)
            waiting.sort(key=lambda each: each.stream_version)
            continue
        take(record)
        while waiting and waiting[0].previous_version <= heard.last[record.stream_id]:
            following = waiting.pop(0)
            if heard.ids.get((following.stream_id, following.stream_version, following.name)) != following.event_id:
                take(following)
    for stream, waiting in held.items():
        for record in waiting:
            verdict.find(
                "seen",
                f"{reader}/{stream}",
                f"version {record.stream_version} rests on {record.previous_version}, which never came, and is not parked",
            )
    return order


async def check_seen(connection: asyncpg.Connection, reader: str, version: int, heard: Heard, verdict: Verdict) -> None:
    """The reader's own inbox says what the fold says: every record below a checkpoint had its effect."""
    remembered = {
        (row["stream_id"], row["stream_version"], row["contract"]): row["event_id"]
        async for row in connection.cursor(SEEN, reader, version, prefetch=1000)
    }
    for name, event_id in heard.ids.items():
        if remembered.get(name) != event_id:
            verdict.find("seen", f"{reader}/{name[0]}", f"version {name[1]} is below the checkpoint and was not taken")
    for name in remembered.keys() - heard.ids.keys():
        verdict.find(
            "seen", f"{reader}/{name[0]}", f"version {name[1]} was taken and is on no topic below the checkpoint"
        )
    last = {row["stream_id"]: row["last_version"] for row in await connection.fetch(STREAMS, reader, version)}
    for stream, seen in heard.last.items():
        if last.get(stream, 0) != seen and seen:
            verdict.find("seen", f"{reader}/{stream}", f"last seen version is {last.get(stream, 0)}, not {seen}")
