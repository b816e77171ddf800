"""Inbox: what a reader knows of the streams in a batch, and its verdict on each record.

Every record of a topic moves its stream's last seen version. (stream, version, contract name) known with the same id is a
duplicate; with another id it is a second history. A previous version that was never seen is a hole: the stream is parked
and heals when the missing record comes. A record of a later epoch that rests on less than was read disputes what was read.
Own events need none of this: their positions are dense.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis.readers.failures import SourceStopped
from services.chassis.readers.record import Record

PARKED = """
SELECT 'parked' AS what, p.reader, p.stream_id, min(p.stream_version) AS version, NULL::text AS contract, NULL::integer AS epoch,
       NULL::uuid AS event_id
FROM unnest($1::text[], $2::integer[]) AS r (reader, version) JOIN reading.parked p USING (reader, version)
WHERE p.stream_id = ANY ($3::text[]) GROUP BY p.reader, p.stream_id
"""
LAST = """
SELECT 'last', s.reader, s.stream_id, s.last_version, NULL, s.epoch, NULL
FROM unnest($1::text[], $2::integer[]) AS r (reader, version)
CROSS JOIN unnest($3::text[]) AS w (stream_id)
CROSS JOIN LATERAL (
    SELECT reader, stream_id, last_version, epoch FROM reading.streams
    WHERE reader = r.reader AND version = r.version AND stream_id = w.stream_id
    OFFSET 0
) AS s
"""
SEEN = """
SELECT 'seen', s.reader, s.stream_id, s.stream_version, s.contract, NULL, s.event_id
FROM unnest($1::text[], $2::integer[]) AS r (reader, version)
CROSS JOIN unnest($4::text[], $5::integer[]) AS w (stream_id, stream_version)
CROSS JOIN LATERAL (
    SELECT reader, stream_id, stream_version, contract, event_id FROM reading.seen
    WHERE reader = r.reader AND version = r.version AND stream_id = w.stream_id AND stream_version = w.stream_version
    OFFSET 0
) AS s
"""
"""One index probe for each record: a join scans everything the reader ever saw while the table grows faster than it is analysed."""
KNOWN = "UNION ALL".join((PARKED, LAST, SEEN))
SAVE = """
WITH moved AS (
    INSERT INTO reading.streams (reader, version, stream_id, last_version, epoch)
    SELECT s.reader, s.version, s.stream_id, s.last_version, s.epoch
    FROM unnest($1::text[], $2::integer[], $3::text[], $4::integer[], $5::integer[])
        AS s (reader, version, stream_id, last_version, epoch)
    ON CONFLICT (reader, version, stream_id) DO UPDATE
    SET last_version = greatest(streams.last_version, excluded.last_version), epoch = greatest(streams.epoch, excluded.epoch)
)
INSERT INTO reading.seen (reader, version, stream_id, stream_version, contract, event_id)
SELECT s.reader, s.version, s.stream_id, s.stream_version, s.contract, s.event_id
FROM unnest($6::text[], $7::integer[], $8::text[], $9::integer[], $10::text[], $11::uuid[])
    AS s (reader, version, stream_id, stream_version, contract, event_id)
"""
"""A stream moves only forward: what a discarded record of another history names is below what was read."""
PARK = """
INSERT INTO reading.parked (reader, version, stream_id, stream_version, previous_version, source, source_offset, event_id,
                            contract, reason, error, headers, key, body, first_seen)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, clock_timestamp())
"""


class Verdict(Enum):
    APPLY = auto()
    DUPLICATE = auto()
    HOLE = auto()
    BEHIND = auto()
    DISPUTED = auto()
    UNREADABLE = auto()


@dataclass(slots=True)
class Inbox:
    """What one reader knows of the streams of one batch, loaded in its transaction and saved at its end."""

    reader: str
    version: int
    remote: bool
    last: dict[str, int] = field(default_factory=dict)
    epochs: dict[str, int] = field(default_factory=dict)
    ids: dict[tuple[str, int, str], UUID] = field(default_factory=dict)
    first_parked: dict[str, int] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    noted: list[Record] = field(default_factory=list)
    newly_parked: set[str] = field(default_factory=set)
    duplicates: int = 0
    healing: set[str] = field(default_factory=set)

    def judge(self, record: Record, *, redrive: bool = False) -> Verdict:
        """What to do with a record now; `redrive` looks past its own stream's parking. `SourceStopped`: two histories."""
        if record.unreadable is not None:
            return Verdict.UNREADABLE
        parked = None if redrive else self.first_parked.get(record.stream_id)
        if not self.remote:
            return Verdict.APPLY if parked is None or record.stream_version < parked else Verdict.BEHIND
        known = self.ids.get((record.stream_id, record.stream_version, record.name))
        if known is not None and known == record.event_id:
            return Verdict.DUPLICATE
        if known is not None:
            if record.epoch <= self.epochs.get(record.stream_id, record.epoch):
                raise SourceStopped(f"two histories of {record.stream_id} at version {record.stream_version}")
            return Verdict.DISPUTED
        last = self.last.get(record.stream_id, 0)
        if parked is not None and (record.stream_version >= parked or record.previous_version > last):
            return Verdict.BEHIND
        if record.epoch > self.epochs.get(record.stream_id, record.epoch) and record.previous_version < last:
            # the new history goes on below what was read of the old one: that was published and is no longer stored
            return Verdict.DISPUTED
        return Verdict.HOLE if record.previous_version > last else Verdict.APPLY

    def note(self, record: Record) -> None:
        """Remembers a record as seen."""
        if not self.remote or record.event_id is None:
            return
        stream = record.stream_id
        self.ids[(stream, record.stream_version, record.name)] = record.event_id
        self.last[stream] = max(self.last.get(stream, 0), record.stream_version)
        self.epochs[stream] = max(self.epochs.get(stream, 0), record.epoch)
        self.touched.add(stream)
        self.noted.append(record)
        if stream in self.first_parked:
            self.healing.add(stream)

    def skip_to(self, stream_id: str, version: int) -> None:
        """Accepts a hole: an operator's decision."""
        self.last[stream_id] = max(self.last.get(stream_id, 0), version)
        self.epochs.setdefault(stream_id, 1)
        self.touched.add(stream_id)

    async def park(self, connection: asyncpg.Connection, record: Record, reason: str, error: str) -> None:
        """Puts a record aside with everything that will come behind it in its stream."""
        if (
            record.stream_id not in self.first_parked and reason != "forged"
        ):  # a stranger must not stop a reader by the number
            self.newly_parked.add(record.stream_id)
        first = self.first_parked.get(record.stream_id, record.stream_version)
        self.first_parked[record.stream_id] = min(first, record.stream_version)
        raw = record.raw
        await connection.execute(
            PARK,
            self.reader,
            self.version,
            record.stream_id,
            record.stream_version,
            record.previous_version,
            record.source,
            record.offset,
            record.event_id,
            record.contract,
            reason,
            error,
            headers_to_json(raw.headers) if raw else None,
            raw.key if raw else None,
            raw.body if raw else None,
        )


async def load(connection: asyncpg.Connection, inboxes: Sequence[Inbox], records: Sequence[Record]) -> None:
    """Reads for several readers at once what is known of these records' streams; all of them are local, or all remote."""
    of = {inbox.reader: inbox for inbox in inboxes}
    streams = sorted({record.stream_id for record in records})
    readers = list(of), [inbox.version for inbox in inboxes]
    if inboxes[0].remote:
        versions = sorted({(record.stream_id, record.stream_version) for record in records})
        rows = await connection.fetch(KNOWN, *readers, streams, *_columns(versions, 2))
    else:
        rows = await connection.fetch(PARKED, *readers, streams)
    for what, reader, stream_id, version, contract, epoch, event_id in rows:
        match what:
            case "parked":
                of[reader].first_parked[stream_id] = version
            case "last":
                of[reader].last[stream_id], of[reader].epochs[stream_id] = version, epoch
            case _:
                of[reader].ids[(stream_id, version, contract)] = event_id


async def save(connection: asyncpg.Connection, inboxes: Sequence[Inbox]) -> None:
    """Writes what was noted."""
    streams = [
        (inbox.reader, inbox.version, stream, inbox.last[stream], inbox.epochs[stream])
        for inbox in inboxes
        for stream in sorted(inbox.touched)
    ]
    seen = [
        (inbox.reader, inbox.version, record.stream_id, record.stream_version, record.name, record.event_id)
        for inbox in inboxes
        for record in inbox.noted
    ]
    if streams:  # whatever is seen moves its stream
        await connection.execute(SAVE, *_columns(streams, 5), *_columns(seen, 6))


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as the arrays of their columns."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def headers_to_json(headers: tuple[tuple[str, bytes | None], ...]) -> str:
    """Headers as JSON that keeps any bytes: values as Latin-1 text."""
    return json.dumps([[name, None if value is None else value.decode("latin-1")] for name, value in headers])


def headers_from_json(text: str) -> tuple[tuple[str, bytes | None], ...]:
    """The headers again, byte for byte."""
    return tuple((name, None if value is None else value.encode("latin-1")) for name, value in json.loads(text))
