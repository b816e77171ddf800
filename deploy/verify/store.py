"""The event store by itself: dense positions, versions 1..n, one ward per stream, the chain, and the replies of commands.

The chain is computed here once more from the stored text. After a break the stored hash is taken as the previous one, so
that every broken position is named, not only the first. What has to be compared set by set is compared in PostgreSQL: nothing here
grows with the store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import uuid5

import asyncpg

from deploy.verify.findings import Verdict
from deploy.verify.signed import Checkpoint, Tree
from services.chassis.commands import COMMANDS

PAGE = 1000

EVENTS = """
SELECT position, stream_id, stream_version, event_id::text AS event_id, event_type, schema_version, ward_code,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at,
       data::text AS data, metadata::text AS metadata, hash
FROM store.events WHERE position > $1 ORDER BY position
"""
ONE = """
SELECT position, stream_id, stream_version, event_id::text AS event_id, event_type, schema_version, ward_code,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at,
       data::text AS data, metadata::text AS metadata, hash,
       coalesce((SELECT hash FROM store.events WHERE position = $1 - 1), ''::bytea) AS previous,
       (SELECT count(*) FROM store.events WHERE position <= $1) AS number
FROM store.events WHERE position = $1
"""
STREAMS = """
SELECT position, stream_id, stream_version, ward_code, before, ward FROM (
    SELECT position, stream_id, stream_version, ward_code, lag(stream_version, 1, 0) OVER along AS before,
           first_value(ward_code) OVER along AS ward
    FROM store.events
    WHERE $1 = 0 OR stream_id IN (SELECT stream_id FROM store.events WHERE position > $1)
    WINDOW along AS (PARTITION BY stream_id ORDER BY position)
) v WHERE position > $1 AND (stream_version <> before + 1 OR ward_code <> ward) ORDER BY position
"""
COMMAND_ROWS = """
SELECT c.actor, c.key, c.stream_id, c.stream_version, c.position, c.refusal,
       coalesce((SELECT max(e.stream_version) FROM store.events e
                 WHERE e.stream_id = c.stream_id AND e.position <= c.position), 0) AS version_then
FROM store.commands c WHERE c.position >= $1 ORDER BY c.position, c.actor, c.key
"""
LAST_EVENTS = """
SELECT metadata ->> 'command' AS command, max(position) AS position FROM store.events
WHERE metadata ->> 'command' = ANY ($1::text[]) GROUP BY 1
"""
KNOWN = "CREATE TEMPORARY TABLE verify_commands (command text PRIMARY KEY) ON COMMIT DROP"
UNKNOWN = """
SELECT max(e.position) AS position FROM store.events e
WHERE e.position > $1 AND e.metadata ->> 'command' IS NOT NULL
  AND NOT EXISTS (SELECT FROM verify_commands v WHERE v.command = e.metadata ->> 'command')
GROUP BY e.metadata ->> 'command' ORDER BY 1
"""


@dataclass(slots=True)
class Stored:
    """What the pass over the events came to: the last position, the hash there, the tree over all hashes."""

    head: int = 0
    hash: bytes = b""
    tree: Tree = field(default_factory=Tree)
    after: int = 0
    """The position behind which it began."""


def chained(previous: bytes, row: asyncpg.Record) -> bytes:
    """The hash of an event after the hash before it; the canonical text is architecture's, `json.dumps` of a list."""
    listed = [row["position"], row["stream_id"], row["stream_version"], row["event_id"], row["event_type"]]
    listed += [row["schema_version"], row["ward_code"], row["recorded_at"], row["data"], row["metadata"]]
    return hashlib.sha256(previous + json.dumps(listed, ensure_ascii=False).encode()).digest()


async def check_events(
    connection: asyncpg.Connection,
    verdict: Verdict,
    *,
    since: Checkpoint | None = None,
    signed: Checkpoint | None = None,
) -> Stored:
    """Walks the events in position order, from a checkpoint that fits or from the first; `signed` must lie on the way."""
    stored = Stored()
    if since is not None and await check_fits(connection, since, verdict):
        stored = Stored(since.position, bytes.fromhex(since.hash), since.tree(), since.position)
    earlier = ""
    async for row in connection.cursor(EVENTS, stored.after, prefetch=PAGE):
        position, stream = row["position"], row["stream_id"]
        verdict.count("events")
        verdict.count("streams", row["stream_version"] == 1)
        if position != stored.head + 1:
            verdict.find("position", position, f"follows {stored.head}: positions are not dense")
        if chained(stored.hash, row) != row["hash"]:
            verdict.find("chain", position, f"the hash of {row['event_type']} in {stream} is not that of its text")
        if row["recorded_at"] < earlier:
            verdict.find("position", position, f"recorded at {row['recorded_at']}, after one of {earlier}")
        if json.loads(row["metadata"]).get("command") is None:
            verdict.find("command", position, "the event names no command")
        stored.head, stored.hash, earlier = position, bytes(row["hash"]), row["recorded_at"]
        stored.tree.add(stored.hash)
        if signed is not None and position == signed.position:
            if (stored.hash.hex(), stored.tree.root.hex()) != (signed.hash, signed.root):
                verdict.find("signed", position, f"the events up to here are not those that were signed at {signed.at}")
            signed = None
    if signed is not None and signed.position > 0:
        verdict.find("signed", signed.position, f"was signed at {signed.at}, and the store ends at {stored.head}")
    async for row in connection.cursor(STREAMS, stored.after, prefetch=PAGE):
        place, stream, version = row["position"], row["stream_id"], row["stream_version"]
        if version != row["before"] + 1:
            verdict.find("version", place, f"{stream} has version {version} after {row['before']}")
        if row["ward_code"] != row["ward"]:
            verdict.find("ward", place, f"{stream} of {row['ward']} has an event of {row['ward_code']}")
    return stored


async def check_fits(connection: asyncpg.Connection, since: Checkpoint, verdict: Verdict) -> bool:
    """Whether the store still holds as many events as were signed, and at the last of them the same event."""
    if since.position == 0:
        return True
    row = await connection.fetchrow(ONE, since.position)
    if row is None:
        verdict.find("signed", since.position, f"was signed at {since.at}, and the store holds no event there")
    elif row["hash"].hex() != since.hash or chained(row["previous"], row) != row["hash"]:
        verdict.find("signed", since.position, f"another event was signed at {since.at}")
    elif row["number"] != since.position:
        verdict.find("signed", since.position, f"{row['number']} events lie up to here: some were removed")
    else:
        return True
    return False


async def check_commands(connection: asyncpg.Connection, head: int, verdict: Verdict, *, after: int = 0) -> None:
    """Each reply names a version that its stream had at that position; each event belongs to a stored command."""
    await connection.execute(KNOWN)
    async for page in _pages(connection, after):
        ids = [str(uuid5(COMMANDS, f"{row['actor']}\n{row['key']}")) for row in page]
        last_of = {row["command"]: row["position"] for row in await connection.fetch(LAST_EVENTS, ids)}
        await connection.copy_records_to_table("verify_commands", records=[(each,) for each in last_of])
        for row, command in zip(page, ids, strict=True):
            verdict.count("commands")
            name, last = f"{row['actor']} {row['key']}", last_of.get(command)
            if row["position"] > head:
                verdict.find("command", name, f"replied with position {row['position']}, the head is {head}")
            elif last is not None and row["position"] != last:
                verdict.find("command", name, f"replied with position {row['position']}, its last event is at {last}")
            elif last is not None and row["refusal"] is not None:
                verdict.find("command", name, f"was refused, and has an event at {last}")
            elif row["stream_version"] != row["version_then"]:
                verdict.find(
                    "command",
                    name,
                    f"replied with version {row['stream_version']} of {row['stream_id']}, "
                    f"which had {row['version_then']}",
                )
    await connection.execute("ANALYZE verify_commands")
    async for row in connection.cursor(UNKNOWN, after, prefetch=PAGE):
        verdict.find("command", row["position"], "the event's command is not stored")


async def _pages(connection: asyncpg.Connection, after: int) -> AsyncIterator[list[asyncpg.Record]]:
    rows = await connection.cursor(COMMAND_ROWS, after)
    while page := await rows.fetch(PAGE):
        yield page
