"""Checkpoints: the database's word about progress, moved only by compare-and-set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

READ = "SELECT source, next, last_id FROM reading.checkpoint WHERE reader = $1 AND version = $2"
START = """
INSERT INTO reading.checkpoint (reader, version, source, next)
SELECT r.reader, r.version, $3, $4 FROM reading.readers r WHERE r.reader = $1 AND r.version = $2 FOR SHARE
ON CONFLICT (reader, version, source) DO NOTHING
"""
MOVE = """
UPDATE reading.checkpoint c
SET next = m.next, last_id = m.last_id, recorded_at = coalesce(m.recorded_at, c.recorded_at)
FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::uuid[], $7::timestamptz[])
    AS m (source, from_, next, last_id, recorded_at)
WHERE c.reader = $1 AND c.version = $2 AND c.source = m.source AND c.next = m.from_
RETURNING set_config('synchronous_commit', 'off', true)
"""
"""The transaction does not wait for the disk: rows and checkpoint are lost together in a crash, and read again."""
MOVE_FREE = """
WITH free AS (
    SELECT c.reader, c.version, c.source, m.next, m.last_id, m.recorded_at
    FROM unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::bigint[], $6::uuid[], $7::timestamptz[])
         AS m (reader, version, source, from_, next, last_id, recorded_at)
    JOIN reading.checkpoint c
      ON c.reader = m.reader AND c.version = m.version AND c.source = m.source AND c.next = m.from_
    FOR UPDATE OF c SKIP LOCKED
)
UPDATE reading.checkpoint c
SET next = free.next, last_id = free.last_id, recorded_at = coalesce(free.recorded_at, c.recorded_at)
FROM free WHERE c.reader = free.reader AND c.version = free.version AND c.source = free.source
RETURNING c.reader, set_config('synchronous_commit', 'off', true)
"""
"""For readers that go together: waits for nobody, so that one whose checkpoint a rebuild or a redrive holds keeps no other waiting."""
COMPLETE = """
WITH free AS (
    SELECT c.reader, c.version, c.source, m.ago
    FROM reading.checkpoint c
    JOIN unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::interval[]) AS m (reader, version, source, next, ago)
        USING (reader, version, source, next)
    FOR UPDATE OF c SKIP LOCKED
)
UPDATE reading.checkpoint c SET complete_at = greatest(c.complete_at, public.store_now() - free.ago)
FROM free WHERE c.reader = free.reader AND c.version = free.version AND c.source = free.source
RETURNING set_config('synchronous_commit', 'off', true)
"""
"""Waits for nobody: a partition that is being moved has news of its own."""
HOLD = "SELECT next FROM reading.checkpoint WHERE reader = $1 AND version = $2 AND source = $3 FOR UPDATE"
LIVE = "SELECT version, shape FROM reading.readers WHERE reader = $1"


@dataclass(frozen=True, slots=True)
class Move:
    """The checkpoint of one source, from the first record of a batch to behind its last."""

    source: str
    old: int
    new: int
    last_id: UUID | None
    recorded_at: datetime | None


class Fenced(Exception):
    """Another process has moved this checkpoint, or a rebuild has replaced this version: what was read here is stale."""


async def live_version(connection: asyncpg.Connection, reader: str) -> tuple[int, int]:
    """The live version of a reader and the shape of its tables; LookupError when it was never migrated."""
    row = await connection.fetchrow(LIVE, reader)
    if row is None:
        raise LookupError(f"reader {reader} has no tables: run `thidua migrate`")
    return row["version"], row["shape"]


async def read(connection: asyncpg.Connection, reader: str, version: int) -> dict[str, tuple[int, UUID | None]]:
    """Per source, the next offset and the id of the record before it."""
    return {row["source"]: (row["next"], row["last_id"]) for row in await connection.fetch(READ, reader, version)}


async def start(connection: asyncpg.Connection, reader: str, version: int, source: str, first: int) -> None:
    """Makes the row of a source that was never read; `Fenced` when the version is not the live one (any more).

    A reader that was idle while a rebuild took its place would else begin again at the first record, on the new tables.
    """
    made = await connection.execute(START, reader, version, source, first)
    if made == "INSERT 0 0" and (await live_version(connection, reader))[0] != version:
        raise Fenced(f"{reader} v{version} was replaced")


async def move(connection: asyncpg.Connection, reader: str, version: int, moves: Sequence[Move]) -> None:
    """Moves checkpoints inside the caller's transaction; `Fenced` when one is not where its move begins."""
    columns = [[getattr(move, name) for move in moves] for name in ("source", "old", "new", "last_id", "recorded_at")]
    done = await connection.execute(MOVE, reader, version, *columns)
    if int(done.removeprefix("UPDATE ")) != len(moves):
        raise Fenced(f"{reader} v{version} is not at {', '.join(f'{move.source} {move.old}' for move in moves)}")


async def move_free(
    connection: asyncpg.Connection, readers: Sequence[tuple[str, int, Sequence[Move]]]
) -> frozenset[str]:
    """Moves the checkpoints of several readers, as `move`; the names of those of which each was free and where its move begins."""
    each = [
        (reader, version, move.source, move.old, move.new, move.last_id, move.recorded_at)
        for reader, version, moves in readers
        for move in moves
    ]
    rows = await connection.fetch(MOVE_FREE, *map(list, zip(*each, strict=True)))
    moved = Counter(row["reader"] for row in rows)
    return frozenset(name for name, _, moves in readers if moved[name] == len(moves))


async def complete(connection: asyncpg.Connection, ends: Sequence[tuple[str, int, str, int, timedelta]]) -> None:
    """Notes that nothing came behind these places, as the broker said so long ago: reader, version, source, `next`, how long."""
    await connection.execute(COMPLETE, *map(list, zip(*ends, strict=True)))


async def hold(connection: asyncpg.Connection, reader: str, version: int, source: str) -> None:
    """Keeps the reader of this source waiting until the caller's transaction ends; `Fenced` when a rebuild has replaced the version."""
    if await connection.fetchval(HOLD, reader, version, source) is None:
        raise Fenced(f"{reader} v{version} was replaced")
