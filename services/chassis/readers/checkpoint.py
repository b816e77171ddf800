"""Checkpoints: the database's word about progress, moved only by compare-and-set."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import asyncpg

READ = "SELECT source, next, last_id FROM reading.checkpoint WHERE reader = $1 AND version = $2"
START = """
INSERT INTO reading.checkpoint (reader, version, source, next)
SELECT r.reader, r.version, $3, $4 FROM reading.readers r WHERE r.reader = $1 AND r.version = $2 FOR SHARE
ON CONFLICT (reader, version, source) DO NOTHING
"""
MOVE = """
UPDATE reading.checkpoint SET next = $5, last_id = $6, recorded_at = coalesce($7, recorded_at)
WHERE reader = $1 AND version = $2 AND source = $3 AND next = $4
RETURNING set_config('synchronous_commit', 'off', true)
"""
"""The transaction does not wait for the disk: rows and checkpoint are lost together in a crash, and read again."""
HOLD = "SELECT next FROM reading.checkpoint WHERE reader = $1 AND version = $2 AND source = $3 FOR UPDATE"
LIVE = "SELECT version, shape FROM reading.readers WHERE reader = $1"


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


async def move(
    connection: asyncpg.Connection,
    reader: str,
    version: int,
    source: str,
    old: int,
    new: int,
    last_id: UUID | None,
    recorded_at: datetime | None,
) -> None:
    """Moves a checkpoint from `old` to `new` inside the caller's transaction; `Fenced` when it is not at `old`."""
    done = await connection.execute(MOVE, reader, version, source, old, new, last_id, recorded_at)
    if done != "UPDATE 1":
        raise Fenced(f"{reader} v{version} {source} is not at {old}")


async def hold(connection: asyncpg.Connection, reader: str, version: int, source: str) -> None:
    """Keeps the reader of this source waiting until the caller's transaction ends."""
    await connection.fetchval(HOLD, reader, version, source)
