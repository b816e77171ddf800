"""History: what happened to a thing, read from its streams in the local store; and the version that a reader has seen.

The store's function answers for the wards of the transaction alone (`app.wards`). Streams are small, so a page folds nothing:
it tells the events of one or a few streams, newest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg

from services.chassis.event_registry import EventRegistry
from services.chassis.kit.facts import Fact

PAST: Final = """
SELECT h.stream_id, h.stream_version, h.position, h.event_id, h.event_type, h.schema_version, h.data, h.recorded_at,
       m.role, m.unit_id
FROM store.history_of($1::text[]) h LEFT JOIN mandates m ON m.mandate_id = h.mandate::uuid
ORDER BY h.position DESC
"""
HEAD: Final = """
SELECT coalesce(max(stream_version), 0) AS version, coalesce(max(position), 0) AS position, max(recorded_at) AS changed_at
FROM store.history_of($1::text[])
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: when, what, and in which role it was done."""

    at: datetime
    sentence: str
    detail: str


async def timeline(
    connection: asyncpg.Connection,
    streams: Sequence[str],
    registry: EventRegistry,
    facts: Mapping[str, Fact],
    role_words: Mapping[str, str],
) -> list[Line]:
    """What happened in these streams, newest first; events without a sentence are passed."""
    lines: list[Line] = []
    for row in await connection.fetch(PAST, list(streams)):
        fact = facts.get(row["event_type"])
        if fact is None:
            continue
        event: Any = registry.decode(row["event_type"], row["schema_version"], row["data"], row["event_id"])
        if sentence := fact.sentence(event):
            who = role_words.get(row["role"], row["role"]) if row["role"] else "Hệ thống"
            lines.append(Line(row["recorded_at"], sentence, who))
    return lines


@dataclass(frozen=True, slots=True)
class Head:
    """How far a stream is: its version, the position of its last event and when that was; 0 and None when it is absent."""

    version: int
    position: int
    changed_at: datetime | None


ABSENT: Final = Head(0, 0, None)


async def head(connection: asyncpg.Connection, stream_id: str) -> Head:
    """The head of a stream; absent, too, when it is another ward's."""
    row = await connection.fetchrow(HEAD, [stream_id])
    assert row is not None  # aggregates always give a row
    return Head(row["version"], row["position"], row["changed_at"])


def etag(version: int) -> str:
    """The version as readers are given it."""
    return f'"{version}"'
