"""History: what happened to a thing, read from its streams in the local store; and the version that a reader has seen.

The store's function answers for the wards of the transaction alone (`app.wards`). Streams are small, so a page folds nothing:
it tells the events of one or a few streams, newest first.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_registry import EventRegistry
from services.chassis.event_store.keys import KeyStore
from services.chassis.http.consistency import caught_up
from services.chassis.http.edge import Edge, Reader
from services.chassis.kit.facts import Fact
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

PAST: Final = """
SELECT h.stream_id, h.stream_version, h.position, h.event_id, h.event_type, h.schema_version, h.data, h.recorded_at,
       m.role, m.unit_id, m.mandate_id
FROM store.history_of($1::text[]) h LEFT JOIN mandates m ON m.mandate_id = h.mandate::uuid
ORDER BY h.position DESC
"""
ACTED: Final = """
SELECT h.stream_version, m.role, m.mandate_id
FROM store.history_of($1::text[]) h JOIN mandates m ON m.mandate_id = h.mandate::uuid WHERE m.role IS NOT NULL
"""
HEAD: Final = """
SELECT coalesce(max(stream_version), 0) AS version, coalesce(max(position), 0) AS position
FROM store.history_of($1::text[])
"""
APPLIED: Final = """
SELECT coalesce(max(h.stream_version), 0) AS version, coalesce(max(h.position), 0) AS position
FROM store.history_of($1::text[]) h
WHERE h.position < (
    SELECT CASE count(*) WHEN cardinality($2::text[]) THEN min(checkpoint.next) ELSE 0 END
    FROM reading.readers AS live
    JOIN reading.checkpoint AS checkpoint
      ON checkpoint.reader = live.reader AND checkpoint.version = live.version AND checkpoint.source = 'store'
    WHERE live.reader = ANY ($2::text[])
)
"""
"""The head as far as all of these own-store readers have applied it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: when, what, in which role it was done and under which mandate."""

    at: datetime
    sentence: str
    detail: str
    mandate: UUID | None = None


async def timeline(
    connection: asyncpg.Connection,
    streams: Sequence[str],
    registry: EventRegistry,
    keys: KeyStore,
    facts: Mapping[str, Fact],
    role_words: Mapping[str, str],
    names: Mapping[str, str],
) -> list[Line]:
    """What happened in these streams, newest first; events without a sentence are passed. Sealed words are told while they can be read."""
    lines: list[Line] = []
    rows = await connection.fetch(PAST, list(streams))
    told = {subject for row in rows for subject in registry.told(row["event_type"], json.loads(row["data"]))}
    held = await keys.get(told, cached=False) if told else {}
    for row in rows:
        fact = facts.get(row["event_type"])
        if fact is None:
            continue
        event: Any = registry.decode(row["event_type"], row["schema_version"], row["data"], row["event_id"], held)
        if sentence := fact.sentence(event, names):
            who = role_words.get(row["role"], row["role"]) if row["role"] else "Hệ thống"
            lines.append(Line(row["recorded_at"], sentence, who, row["mandate_id"]))
    return lines


async def by_name(lines: Sequence[Line], web: Web, visitor: Visitor) -> list[Line]:
    """The lines with the name of who acted, where this visitor may know it: "Văn phòng – Thống kê: Lò Thị Mẫu"."""
    known = await _known(web, visitor, [line.mandate for line in lines if line.mandate is not None])
    return [
        replace(line, detail=f"{line.detail}: {known[line.mandate]}")
        if line.mandate is not None and line.mandate in known
        else line
        for line in lines
    ]


async def with_who(
    lines: Mapping[int, Mapping[str, Any]], stream_id: str, web: Web, visitor: Visitor
) -> list[dict[str, Any]]:
    """Lines that a page words by itself, by their version in the stream; each gets `who` acted, "" where no person did."""
    async with visitor.reader().rows() as connection:
        rows = await connection.fetch(ACTED, [stream_id])
    known = await _known(web, visitor, [row["mandate_id"] for row in rows])
    words = web.edge.role_words
    who = {
        row["stream_version"]: ": ".join(
            part for part in (words.get(row["role"], row["role"]), known.get(row["mandate_id"])) if part
        )
        for row in rows
    }
    return [{**line, "who": who.get(version, "")} for version, line in lines.items()]


async def actors(stream_id: str, web: Web, visitor: Visitor) -> dict[int, str]:
    """What those are called who acted in a stream, by the version of what they did, as far as this visitor may know it."""
    async with visitor.reader().rows() as connection:
        rows = await connection.fetch(ACTED, [stream_id])
    known = await _known(web, visitor, [row["mandate_id"] for row in rows])
    return {row["stream_version"]: known[row["mandate_id"]] for row in rows if row["mandate_id"] in known}


async def _known(web: Web, visitor: Visitor, mandates: Sequence[UUID]) -> Mapping[UUID, str]:
    asked = list(dict.fromkeys(mandates))
    return await web.acting(web, visitor, asked) if web.acting is not None and asked else {}


@dataclass(frozen=True, slots=True)
class Head:
    """How far a stream is: its version, and the position of its last event; both 0 when it is absent."""

    version: int
    position: int

    @property
    def etag(self) -> dict[str, str]:
        """The version as readers are given it, a header."""
        return {"ETag": f'"{self.version}"'}


@asynccontextmanager
async def as_shown(edge: Edge, reader: Reader, stream_id: str) -> AsyncIterator[tuple[asyncpg.Connection, Head]]:
    """A connection whose rows show a stream, and the head that they show; absent, too, when it is another ward's.

    The store is asked first, then the read models are waited for. What they have not applied even then is not claimed:
    whoever changes an older body is told that it has changed since. Raises Unavailable.
    """
    async with reader.rows() as connection:
        now = await _head(connection, HEAD, [stream_id])
    applied = await caught_up(edge.pool, edge.models, now.position)
    async with reader.rows() as connection:
        yield connection, now if applied else await _head(connection, APPLIED, [stream_id], list(edge.models))


async def _head(connection: asyncpg.Connection, query: str, *given: list[str]) -> Head:
    row = await connection.fetchrow(query, *given)
    assert row is not None  # aggregates always give a row
    return Head(row["version"], row["position"])
