"""Replay: maps stored events anew and sends them once more with their original ids; readers recognise what they know.

`previousversion` is computed over today's public types, so that a contract added to a store with history gets that history before
the relay passes its checkpoint. It never goes past the checkpoint: what lies there is the relay's to send, in order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from services.chassis.broker import Broker
from services.chassis.publishing import Publishing
from services.chassis.relay.messages import Messages
from services.chassis.relay.relay import BATCH, NEXT
from services.chassis.relay.sending import producer_for, send
from services.chassis.signatures import Signer

BY_POSITION = """
SELECT e.position, e.stream_id, e.stream_version, e.event_id, e.event_type, e.schema_version, e.ward_code,
       e.data::text AS data, e.metadata::text AS metadata, e.recorded_at, NULL::text AS published,
       coalesce(p.stream_version, 0) AS previous
FROM store.events e
LEFT JOIN LATERAL (
    SELECT q.stream_version FROM store.events q
    WHERE q.stream_id = e.stream_id AND q.stream_version < e.stream_version AND q.event_type = ANY ($3::text[])
    ORDER BY q.stream_version DESC LIMIT 1
) p ON true
WHERE e.position BETWEEN $1 AND $2 AND e.event_type = ANY ($4::text[]) ORDER BY e.position LIMIT $5
"""
BY_STREAM = """
SELECT e.position, e.stream_id, e.stream_version, e.event_id, e.event_type, e.schema_version, e.ward_code,
       e.data::text AS data, e.metadata::text AS metadata, e.recorded_at, NULL::text AS published,
       coalesce(p.stream_version, 0) AS previous
FROM store.events e
LEFT JOIN LATERAL (
    SELECT q.stream_version FROM store.events q
    WHERE q.stream_id = e.stream_id AND q.stream_version < e.stream_version AND q.event_type = ANY ($3::text[])
    ORDER BY q.stream_version DESC LIMIT 1
) p ON true
WHERE e.stream_id = $4 AND e.stream_version BETWEEN $1 AND $2 AND e.event_type = ANY ($3::text[]) AND e.position <= $5
ORDER BY e.stream_version
"""
DONE = "INSERT INTO reading.operations (who, what, detail) VALUES ($1, 'replay', $2)"

Tell = Callable[[int, int], None]
"""Told (position reached, last position)."""


class ReplayRefused(Exception):
    """This cannot be replayed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a service's events lie and where they go; `dsn` is the database as its relay."""

    service: str
    publishing: Publishing
    dsn: str
    broker: Broker
    topic: str
    signer: Signer | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was sent, or would be: the number of records, and how many of each contract."""

    records: int
    by_contract: Mapping[str, int]


@dataclass(slots=True)
class _Sender:
    """Sends batches in order and counts them; in a dry run it only counts."""

    source: Source
    producer: Any = None
    counted: Counter[str] = field(default_factory=Counter)
    messages: Messages = field(init=False)

    def __post_init__(self) -> None:
        self.messages = Messages(self.source.publishing, self.source.service, self.source.signer)

    async def send(self, rows: Sequence[asyncpg.Record]) -> None:
        messages = [message for row in rows for message in self.messages.of(row)]
        if self.producer is not None:
            await send(self.producer, self.source.topic, messages)
        self.counted.update(message.contract for message in messages)

    @property
    def replayed(self) -> Replayed:
        return Replayed(self.counted.total(), dict(sorted(self.counted.items())))


async def replay(
    source: Source,
    *,
    first: int,
    last: int | None = None,
    types: frozenset[str] = frozenset(),
    who: str,
    dry_run: bool = False,
    tell: Tell = lambda at, end: None,
) -> Replayed:
    """Sends the events of positions `first` to `last` again, in order; `types` are stored type names, all public ones by default.

    `last` is the relay's last position by default. `ReplayRefused` for a type that is not public, or for positions
    that the relay has not sent yet.
    """
    public = sorted(source.publishing.public)
    if unknown := types - set(public):
        raise ReplayRefused(f"not public types of {source.service}: {', '.join(sorted(unknown))}")
    async with _opened(source, dry_run=dry_run) as (connection, sent_to, sender):
        end = sent_to if last is None else last
        if end > sent_to:
            raise ReplayRefused(
                f"the relay has sent up to position {sent_to}; what comes after, it sends itself, in order"
            )
        if not 1 <= first <= end:
            raise ReplayRefused(f"nothing lies between positions {first} and {end}")
        at = first
        while at <= end:
            rows = await connection.fetch(BY_POSITION, at, end, public, sorted(types) or public, BATCH)
            await sender.send(rows)
            at = rows[-1]["position"] + 1 if len(rows) == BATCH else end + 1
            tell(at - 1, end)
        if not dry_run:
            detail = {"from": first, "to": end, "types": sorted(types), "records": sender.replayed.records}
            await connection.execute(DONE, who, json.dumps(detail))
        return sender.replayed


async def replay_stream(
    source: Source, stream_id: str, *, first: int, last: int, who: str, dry_run: bool = False
) -> Replayed:
    """Sends versions `first` to `last` of one stream again: what fills a reader's hole."""
    async with _opened(source, dry_run=dry_run) as (connection, sent_to, sender):
        public = sorted(source.publishing.public)
        await sender.send(await connection.fetch(BY_STREAM, first, last, public, stream_id, sent_to))
        if not dry_run:
            detail = {"stream": stream_id, "from": first, "to": last, "records": sender.replayed.records}
            await connection.execute(DONE, who, json.dumps(detail))
        return sender.replayed


@asynccontextmanager
async def _opened(source: Source, *, dry_run: bool) -> AsyncIterator[tuple[asyncpg.Connection, int, _Sender]]:
    """A connection as the relay's role, the last position that the relay has sent, and a sender."""
    # no lead is taken, so the role's bound on idle sessions, made for a stopped leader, must not end a long sending
    connection = await asyncpg.connect(
        source.dsn, timeout=5, command_timeout=60, server_settings={"idle_session_timeout": "0"}
    )
    try:
        sent_to: int = await connection.fetchval(NEXT) - 1
        if dry_run:
            yield connection, sent_to, _Sender(source)
            return
        producer = producer_for(source.broker, client_id=f"{source.service}.replay")
        await producer.start()
        try:
            yield connection, sent_to, _Sender(source, producer)
        finally:
            await producer.stop()
    finally:
        await connection.close(timeout=5)
