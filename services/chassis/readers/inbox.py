"""Inbox: what a reader knows of the streams in a batch, and its verdict on each record.

Every record of a topic is noted, once for all readers that took it together: the newest that a reader has taken of a stream is how far it
has seen it. (stream, version, contract name) known with the same id is a
duplicate; with another id it is a second history. A previous version that was never seen is a hole: the stream is parked
and heals when the missing record comes. A record of a later epoch that rests on less than was read disputes what was read.
Own events need none of this: their positions are dense.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from uuid import UUID

import asyncpg

from services.chassis.readers.failures import SourceStopped
from services.chassis.readers.record import Record

PARKED = """
SELECT ARRAY[g.n] AS who, p.stream_id, min(p.stream_version) AS version, true AS parked, NULL::text AS contract, NULL::integer AS epoch,
       NULL::uuid AS event_id
FROM unnest($1::text[]) WITH ORDINALITY AS g (member, n)
JOIN reading.parked p ON p.reader = split_part(g.member, ' ', 1) AND p.version = split_part(g.member, ' ', 2)::integer
WHERE p.stream_id = ANY ($2::text[]) GROUP BY g.n, p.stream_id
"""
SETS = """
WITH sets AS MATERIALIZED (
    SELECT array_agg(m.n) AS who, m.sets FROM (
        SELECT g.n, array_agg(s.readers ORDER BY s.readers) AS sets
        FROM unnest($1::text[]) WITH ORDINALITY AS g (member, n) JOIN reading.sets s ON g.member = ANY (s.members)
        GROUP BY g.n
    ) m GROUP BY m.sets
)
"""
"""Readers that are in the same sets know the same: what one of them knows is asked for once."""
LAST = f"""
{SETS}
SELECT s.who, t.stream_id, t.stream_version AS version, false AS parked, NULL::text AS contract, t.epoch, NULL::uuid AS event_id
FROM sets s CROSS JOIN unnest($2::text[]) AS w (stream_id)
CROSS JOIN LATERAL (
    SELECT stream_id, stream_version, epoch FROM reading.taken
    WHERE stream_id = w.stream_id AND readers = ANY (s.sets)
    ORDER BY stream_version DESC, contract DESC LIMIT 1
) AS t
UNION ALL
{PARKED}
"""  # noqa: S608 - of texts that stand here
SEEN = f"""
{SETS}
SELECT s.who, t.stream_id, t.stream_version AS version, false AS parked, t.contract, t.epoch, t.event_id
FROM sets s CROSS JOIN unnest($2::text[], $3::integer[]) AS w (stream_id, stream_version)
CROSS JOIN LATERAL (
    SELECT stream_id, stream_version, contract, epoch, event_id FROM reading.taken
    WHERE stream_id = w.stream_id AND stream_version = w.stream_version AND readers = ANY (s.sets) AND event_id IS NOT NULL
    OFFSET 0
) AS t
"""  # noqa: S608 - the same
"""One index probe for each record: a join scans everything that was ever seen while the table grows faster than it is analysed."""
SAVE = """
WITH sets AS MATERIALIZED (
    SELECT g.n, reading.set_of(string_to_array(g.members, ',')) AS readers FROM unnest($1::text[]) WITH ORDINALITY AS g (members, n)
)
INSERT INTO reading.taken (readers, stream_id, stream_version, contract, event_id, epoch)
SELECT s.readers, t.stream_id, t.stream_version, t.contract, t.event_id, t.epoch
FROM unnest($2::integer[], $3::text[], $4::integer[], $5::text[], $6::uuid[], $7::integer[])
    AS t (n, stream_id, stream_version, contract, event_id, epoch)
JOIN sets s ON s.n = t.n
"""
SKIP = """
INSERT INTO reading.taken (readers, stream_id, stream_version, contract, event_id, epoch)
SELECT reading.set_of(ARRAY[$1::text]), $2, $3, '~', NULL, greatest($4, max(t.epoch))
FROM reading.taken t JOIN reading.sets s USING (readers) WHERE t.stream_id = $2 AND $1 = ANY (s.members)
ON CONFLICT DO NOTHING
"""
"""A version that counts as seen, of no record: it comes before whatever was noted of that version, so that its epoch counts."""
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

    def has_passed(self, record: Record) -> bool:
        """Whether the stream was seen as far as this record: it may have been taken before."""
        return record.stream_version <= self.last.get(record.stream_id, 0)

    def note(self, record: Record) -> None:
        """Remembers a record as seen."""
        if not self.remote or record.event_id is None:
            return
        stream = record.stream_id
        self.ids[(stream, record.stream_version, record.name)] = record.event_id
        self.last[stream] = max(self.last.get(stream, 0), record.stream_version)
        self.epochs[stream] = max(self.epochs.get(stream, 0), record.epoch)
        self.noted.append(record)
        if stream in self.first_parked:
            self.healing.add(stream)

    @property
    def member(self) -> str:
        """The reader at its version, as sets name it."""
        return f"{self.reader} {self.version}"

    async def skip_to(self, connection: asyncpg.Connection, stream_id: str, version: int, epoch: int = 1) -> None:
        """Lets the stream count as seen up to a version: an operator's decision."""
        await connection.execute(SKIP, self.member, stream_id, version, epoch)

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
    members = [inbox.member for inbox in inboxes]
    streams = sorted({record.stream_id for record in records})
    remote = inboxes[0].remote
    for who, stream_id, version, parked, _, epoch, _ in await connection.fetch(
        LAST if remote else PARKED, members, streams
    ):
        for inbox in (inboxes[n - 1] for n in who):
            if parked:
                inbox.first_parked[stream_id] = version
            else:
                inbox.last[stream_id], inbox.epochs[stream_id] = version, epoch
    if remote and (
        old := sorted({_at(record) for record in records if any(inbox.has_passed(record) for inbox in inboxes)})
    ):
        for who, stream_id, version, _, contract, _, event_id in await connection.fetch(
            SEEN, members, *zip(*old, strict=True)
        ):
            for n in who:
                inboxes[n - 1].ids[(stream_id, version, contract)] = event_id


async def save(connection: asyncpg.Connection, inboxes: Sequence[Inbox]) -> None:
    """Writes what was noted, a record once for all that noted it."""
    noted: dict[int, tuple[Record, list[str]]] = {}
    for inbox in inboxes:
        member = inbox.member
        for record in inbox.noted:
            noted.setdefault(id(record), (record, []))[1].append(member)
    if not noted:
        return
    sets: dict[str, int] = {}
    lines = [
        (
            sets.setdefault(",".join(sorted(members)), len(sets) + 1),
            *_at(record),
            record.name,
            record.event_id,
            record.epoch,
        )
        for record, members in noted.values()
    ]
    await connection.execute(SAVE, list(sets), *map(list, zip(*lines, strict=True)))


def _at(record: Record) -> tuple[str, int]:
    return record.stream_id, record.stream_version


def headers_to_json(headers: tuple[tuple[str, bytes | None], ...]) -> str:
    """Headers as JSON that keeps any bytes: values as Latin-1 text."""
    return json.dumps([[name, None if value is None else value.decode("latin-1")] for name, value in headers])


def headers_from_json(text: str) -> tuple[tuple[str, bytes | None], ...]:
    """The headers again, byte for byte."""
    return tuple((name, None if value is None else value.encode("latin-1")) for name, value in json.loads(text))
