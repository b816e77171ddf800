"""Relay: the event table is the outbox. One leader per database reads, maps, sends in order and moves its checkpoint.

Dying between send and checkpoint makes duplicates, never losses. The leader's session lock, the checkpoint's compare-and-set
and the question "do I still lead?" run on one dedicated connection; while it does not answer, nothing is sent. A stored type that is listed
neither public nor private stops the relay without moving the checkpoint.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.chassis.event_store.connection import LOST
from services.chassis.loops import Loop, backoff
from services.chassis.publishing import Publishing
from services.chassis.readers.failures import ReaderStopped
from services.chassis.relay import ahead
from services.chassis.telemetry import span
from thidua_contracts.envelope import (
    Envelope,
    IntegrationEvent,
    contract_name,
    dataschema_of,
    encode,
    event_id_for,
    source_of,
    to_headers,
)

log = logging.getLogger("thidua.relay")

LEADER_LOCK = 7210452
BATCH = 1000
MOST_LINKS = 128
"""What OpenTelemetry keeps of a span's links."""
TAKE_LEAD = "SELECT pg_try_advisory_lock($1)"
STILL_LEADING = "SELECT 1"
NEXT = "SELECT next FROM reading.relay"
HEAD = "SELECT coalesce(max(position), 0) FROM store.events"
MOVE = "UPDATE reading.relay SET next = $2 WHERE next = $1"
AFTER = """
SELECT e.position, e.stream_id, e.stream_version, e.event_id, e.event_type, e.schema_version, e.ward_code,
       e.data::text AS data, e.metadata::text AS metadata, e.recorded_at, coalesce(p.stream_version, 0) AS previous
FROM store.events e
LEFT JOIN LATERAL (
    SELECT q.stream_version FROM store.events q
    WHERE q.stream_id = e.stream_id AND q.stream_version < e.stream_version AND q.event_type = ANY ($3::text[])
    ORDER BY q.stream_version DESC LIMIT 1
) p ON true
WHERE e.position >= $1 ORDER BY e.position LIMIT $2
"""


class LeadLost(Exception):
    """The leader's connection is gone or its checkpoint was moved by another: stop sending at once."""


@dataclass(frozen=True, slots=True)
class Message:
    """A record ready to be sent."""

    position: int
    key: bytes
    body: bytes
    headers: list[tuple[str, bytes]]
    contract: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The events up to position `last`, as records; `full` when there may be more behind them."""

    last: int
    recorded_at: datetime
    messages: list[Message]
    full: bool


def messages_of(row: asyncpg.Record, publishing: Publishing, service: str) -> Iterable[Message]:
    """The records of one stored event; `ReaderStopped` at a type or schema version that this release does not list."""
    stored = publishing.registry.types.get(row["event_type"])
    if stored is None or row["schema_version"] > stored.version:
        raise ReaderStopped(f"position {row['position']}: {row['event_type']} v{row['schema_version']} is not listed")
    if row["event_type"] in publishing.private:
        return
    event = publishing.registry.decode(row["event_type"], row["schema_version"], row["data"], row["event_id"])
    about = json.loads(row["metadata"])
    for contract in publishing.map(event):
        yield Message(
            row["position"],
            row["ward_code"].encode(),
            encode(contract),
            to_headers(_envelope(row, about, contract, service)),
            contract.type,
        )


def links_of(messages: Sequence[Message]) -> list[str]:
    """The traces that these records belong to: a batch is a child of none, it is linked to each."""
    found = {value: None for message in messages for name, value in message.headers if name == "traceparent"}
    return [value.decode() for value in list(found)[:MOST_LINKS]]


def _envelope(row: asyncpg.Record, about: dict[str, Any], contract: IntegrationEvent, service: str) -> Envelope:
    event_id: UUID = row["event_id"]
    return Envelope(
        ce_id=event_id_for(contract_name(contract.type), event_id),
        ce_source=source_of(row["ward_code"], service),
        ce_type=contract.type,
        ce_subject=row["stream_id"],
        ce_time=row["recorded_at"],
        dataschema=dataschema_of(contract.type),
        partitionkey=row["ward_code"],
        streamversion=row["stream_version"],
        previousversion=row["previous"],
        position=row["position"],
        epoch=about["epoch"],
        correlationid=about["correlation"],
        causationid=str(event_id),
        traceparent=about["traceparent"],
    )


class Relay:
    """The relay of one service; run it in a process of its own, as often as you like: one leads, the others wait."""

    def __init__(
        self, *, dsn: str, bootstrap_servers: str, publishing: Publishing, service: str, topic: str, loop: Loop
    ) -> None:
        self._dsn = dsn
        self._bootstrap = bootstrap_servers
        self._publishing = publishing
        self._public = sorted(publishing.public)
        self._service = service
        self._topic = topic
        self._loop = loop

    async def run(self) -> None:
        """For ever: take the lead, relay, and after any loss of the lead begin again."""
        delays = backoff(most=5)
        while True:
            try:
                await self._lead()
            except (LeadLost, *LOST, asyncpg.PostgresError, KafkaError) as error:
                self._loop.waiting(error)
                await asyncio.sleep(next(delays))
            except ReaderStopped as stop:
                self._loop.stopped(str(stop))
                return
            except Exception as error:
                # a defect of ours: told, and tried again, because the checkpoint has not moved (decision 7)
                log.exception("%s: unexpected failure", self._loop.name)
                self._loop.waiting(error)
                await asyncio.sleep(next(delays))
            else:
                delays = backoff(most=5)

    async def _lead(self) -> None:
        # a checkpoint that a crash of PostgreSQL takes back makes duplicates: no reason to wait for the disk
        relaxed = {"synchronous_commit": "off"}
        connection = await asyncpg.connect(self._dsn, timeout=5, command_timeout=5, server_settings=relaxed)
        try:
            while not await connection.fetchval(TAKE_LEAD, LEADER_LOCK):
                self._loop.beat()
                await asyncio.sleep(0.5)
            producer = producer_for(self._bootstrap, client_id=f"{self._service}.relay")
            await self._waiting_for(connection, producer.start())
            try:
                # after the lead is taken: nobody sends any more, so what the topic ends with must be stored
                asked = ahead.last_records(self._bootstrap, self._topic, client_id=f"{self._service}.relay")
                await ahead.compare(connection, await self._waiting_for(connection, asked))
                await self._relay(connection, producer)
            finally:
                # a producer that lost its lead must not send what it still holds
                await _abandon(producer)
        finally:
            connection.terminate()

    async def _relay(self, connection: asyncpg.Connection, producer: AIOKafkaProducer) -> None:
        first: int = await connection.fetchval(NEXT)
        head: int = await connection.fetchval(HEAD)
        if first > head + 1:
            raise ReaderStopped(
                f"the checkpoint {first} is above the store's head {head}: restored from an older copy?"
            )
        pause = 0.02
        batch: Batch | None = None
        asked = time.monotonic()
        while True:
            if batch is None:
                asked = time.monotonic()
                batch = await self._next(connection, first)
            self._loop.beat()
            if batch is None:
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, 0.25)
                continue
            pause = 0.02
            if time.monotonic() - asked > 4:  # this process was stopped: another may lead by now
                await connection.fetchval(STILL_LEADING)
            behind = await self._sent(connection, producer, batch)
            asked = time.monotonic()
            if await connection.execute(MOVE, first, batch.last + 1) != "UPDATE 1":
                raise LeadLost(f"the checkpoint is not at {first}")
            self._loop.records += len(batch.messages)
            self._loop.last_recorded_at = batch.recorded_at
            first, batch = batch.last + 1, behind

    async def _next(self, connection: asyncpg.Connection, first: int) -> Batch | None:
        rows = await connection.fetch(AFTER, first, BATCH, self._public)
        if not rows:
            return None
        messages = [message for row in rows for message in messages_of(row, self._publishing, self._service)]
        return Batch(rows[-1]["position"], rows[-1]["recorded_at"], messages, full=len(rows) == BATCH)

    async def _sent(self, connection: asyncpg.Connection, producer: AIOKafkaProducer, batch: Batch) -> Batch | None:
        """Returns when all is acknowledged: with what comes behind a full batch, read and mapped while Kafka was at it."""
        behind: Batch | None = None

        async def read_ahead() -> None:
            nonlocal behind
            with suppress(ReaderStopped):  # told when its turn comes
                behind = await self._next(connection, batch.last + 1) if batch.full else None

        if not batch.messages:
            return None
        with span(
            f"relay {self._service}",
            root=True,
            links=links_of(batch.messages),
            attributes={
                "messaging.destination.name": self._topic,
                "messaging.batch.message_count": len(batch.messages),
            },
        ):
            await self._waiting_for(connection, self._send(producer, batch.messages), meanwhile=read_ahead)
        return behind

    async def _send(self, producer: AIOKafkaProducer, messages: list[Message]) -> None:
        """Sends in order and waits for every acknowledgement; the order within a key holds also after a retry."""
        acknowledged = [
            await producer.send(self._topic, message.body, key=message.key, headers=message.headers)
            for message in messages
        ]
        try:
            # one after the other: most are done when the first is, and a thousand callbacks of a gather cost more than sending
            for each in acknowledged:
                await each
        except BaseException:
            for each in acknowledged:
                each.add_done_callback(_looked_at)
            raise

    async def _waiting_for(
        self, connection: asyncpg.Connection, sending: Any, meanwhile: Callable[[], Awaitable[None]] | None = None
    ) -> Any:
        """Awaits Kafka while asking the database every second whether this process still leads."""
        task = asyncio.ensure_future(sending)
        try:
            if meanwhile is not None:
                await meanwhile()
            while True:
                done, _ = await asyncio.wait({task}, timeout=1)
                if done:
                    return task.result()
                await connection.fetchval(STILL_LEADING)
                self._loop.beat()
        except BaseException:
            task.cancel()
            raise


def producer_for(bootstrap_servers: str, *, client_id: str) -> AIOKafkaProducer:
    """An idempotent producer: acks=all, order per key, small batches for low latency."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers,
        client_id=client_id,
        enable_idempotence=True,
        acks="all",
        linger_ms=2,
        max_batch_size=256 * 1024,
        request_timeout_ms=10_000,
    )


def _looked_at(future: asyncio.Future[Any]) -> None:
    """The first failure was told; the others of its batch are the same one."""
    if not future.cancelled():
        future.exception()


async def _abandon(producer: AIOKafkaProducer) -> None:
    """Stops a producer within a bound: it may hold records that Kafka does not take now."""
    try:
        async with asyncio.timeout(2):
            await producer.stop()
    except (TimeoutError, KafkaError):
        await producer.client.close()
