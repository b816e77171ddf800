"""The event store by itself: dense positions, versions 1..n, one ward per stream, the chain, and the replies of commands.

The chain is computed here once more from the stored text. After a break the stored hash is taken as the previous one, so
that every broken position is named, not only the first.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from uuid import UUID, uuid5

import asyncpg

from deploy.verify.findings import Verdict
from services.chassis.commands import COMMANDS

PAGE = 1000

EVENTS = """
SELECT position, stream_id, stream_version, event_id::text AS event_id, event_type, schema_version, ward_code,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at,
       data::text AS data, metadata::text AS metadata, hash
FROM store.events ORDER BY position
"""
COMMAND_ROWS = """
SELECT c.actor, c.key, c.stream_id, c.stream_version, c.position, c.refusal,
       coalesce((SELECT max(e.stream_version) FROM store.events e
                 WHERE e.stream_id = c.stream_id AND e.position <= c.position), 0) AS version_then
FROM store.commands c ORDER BY c.position, c.actor, c.key
"""


@dataclass(slots=True)
class Stored:
    """What the pass over the events leaves for the other checks."""

    head: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    wards: dict[str, str] = field(default_factory=dict)
    last_of_command: dict[UUID, int] = field(default_factory=dict)


def chained(previous: bytes, row: asyncpg.Record) -> bytes:
    """The hash of an event after the hash before it; the canonical text is architecture's, `json.dumps` of a list."""
    listed = [row["position"], row["stream_id"], row["stream_version"], row["event_id"], row["event_type"]]
    listed += [row["schema_version"], row["ward_code"], row["recorded_at"], row["data"], row["metadata"]]
    return hashlib.sha256(previous + json.dumps(listed, ensure_ascii=False).encode()).digest()


async def check_events(connection: asyncpg.Connection, verdict: Verdict) -> Stored:
    """Walks the events in position order."""
    stored, previous, earlier = Stored(), b"", ""
    async for row in connection.cursor(EVENTS, prefetch=PAGE):
        position, stream = row["position"], row["stream_id"]
        verdict.count("events")
        if position != stored.head + 1:
            verdict.find("position", position, f"follows {stored.head}: positions are not dense")
        if chained(previous, row) != row["hash"]:
            verdict.find("chain", position, f"the hash of {row['event_type']} in {stream} is not that of its text")
        if row["recorded_at"] < earlier:
            verdict.find("position", position, f"recorded at {row['recorded_at']}, after one of {earlier}")
        if row["stream_version"] != stored.versions.get(stream, 0) + 1:
            verdict.find(
                "version",
                position,
                f"{stream} has version {row['stream_version']} after {stored.versions.get(stream, 0)}",
            )
        if row["ward_code"] != stored.wards.setdefault(stream, row["ward_code"]):
            verdict.find("ward", position, f"{stream} of {stored.wards[stream]} has an event of {row['ward_code']}")
        stored.versions[stream] = row["stream_version"]
        stored.head, previous, earlier = position, bytes(row["hash"]), row["recorded_at"]
        command = json.loads(row["metadata"]).get("command")
        if command is None:
            verdict.find("command", position, "the event names no command")
        else:
            stored.last_of_command[UUID(command)] = position
    verdict.count("streams", len(stored.versions))
    return stored


async def check_commands(connection: asyncpg.Connection, stored: Stored, verdict: Verdict) -> None:
    """Each reply names a version that its stream had at that position; each event belongs to a stored command."""
    without_command = dict(stored.last_of_command)
    async for row in connection.cursor(COMMAND_ROWS, prefetch=PAGE):
        verdict.count("commands")
        name = f"{row['actor']} {row['key']}"
        last = without_command.pop(uuid5(COMMANDS, f"{row['actor']}\n{row['key']}"), None)
        if row["position"] > stored.head:
            verdict.find("command", name, f"replied with position {row['position']}, the head is {stored.head}")
        elif last is not None and row["position"] != last:
            verdict.find("command", name, f"replied with position {row['position']}, its last event is at {last}")
        elif last is not None and row["refusal"] is not None:
            verdict.find("command", name, f"was refused, and has an event at {last}")
        elif row["stream_version"] != row["version_then"]:
            verdict.find(
                "command",
                name,
                f"replied with version {row['stream_version']} of {row['stream_id']}, which had {row['version_then']}",
            )
    for position in sorted(without_command.values()):
        verdict.find("command", position, "the event's command is not stored")
