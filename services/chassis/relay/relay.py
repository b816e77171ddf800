"""Relay: the event table is the outbox. One leader per database reads, sends in order and moves its checkpoint.

Dying between send and checkpoint makes duplicates, never losses. The leader's session lock, the checkpoint's compare-and-set
and the question "do I still lead?" run on one dedicated connection; while it does not answer, nothing is sent. A stored type that is listed
neither public nor private stops the relay without moving the checkpoint.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.chassis.broker import Broker
from services.chassis.broker_refusal import explained
from services.chassis.clock import StoreClock
from services.chassis.event_store.connection import LOST, closed_is_lost
from services.chassis.loops import Loop, Pace, backoff, rest
from services.chassis.pool import PLANNED_ONCE
from services.chassis.publishing import Publishing
from services.chassis.readers.failures import ReaderStopped
from services.chassis.relay import ahead, sending
from services.chassis.relay.messages import Message, Messages, links_of
from services.chassis.signatures import NO_TRUST, Signer, Trust
from services.chassis.telemetry import span

log = logging.getLogger("thidua.relay")

LEADER_LOCK = 7210452
BATCH = 1000
PAUSE: Final = (0.03, 0.25)
"""Seconds between two looks: right after work, and after a long quiet time. What comes meanwhile shares the next batch: each batch is a
request to Kafka and wakes every consumer, whatever its size."""
MOST_LINKS = 128
"""What OpenTelemetry keeps of a span's links."""
TAKE_LEAD = "SELECT pg_try_advisory_lock($1)"
STILL_LEADING = "SELECT 1"
NEXT = "SELECT next FROM reading.relay"
HEAD = "SELECT coalesce(max(position), 0) FROM store.events"
MOVE = "UPDATE reading.relay SET next = $2 WHERE next = $1"
AFTER = """
SELECT e.position, e.stream_id, e.stream_version, e.event_id, e.event_type, e.schema_version, e.ward_code,
       e.data::text AS data, e.metadata::text AS metadata, e.recorded_at, e.published, coalesce(p.stream_version, 0) AS previous
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
class Batch:
    """The events up to position `last`, as records; `full` when there may be more behind them."""

    last: int
    recorded_at: datetime
    messages: list[Message]
    full: bool


class Relay:
    """The relay of one service; run it in a process of its own, as often as you like: one leads, the others wait."""

    def __init__(
        self,
        *,
        dsn: str,
        broker: Broker,
        publishing: Publishing,
        service: str,
        topic: str,
        loop: Loop,
        signer: Signer | None = None,
        trust: Trust = NO_TRUST,
        clock: StoreClock | None = None,
    ) -> None:
        self._dsn = dsn
        self._broker = broker
        self._trust = trust
        self._messages = Messages(publishing, service, signer)
        self._public = sorted(publishing.public)
        self._service = service
        self._topic = topic
        self._loop = loop
        self._clock = clock

    async def run(self) -> None:
        """For ever: take the lead, relay, and after any loss of the lead begin again."""
        delays = backoff(most=5)
        while True:
            try:
                with closed_is_lost():
                    await self._lead()
            except (LeadLost, *LOST, asyncpg.PostgresError, KafkaError) as error:
                self._loop.waiting(await explained(self._broker, error))
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
        relaxed = {"synchronous_commit": "off"} | PLANNED_ONCE
        connection = await asyncpg.connect(self._dsn, timeout=5, command_timeout=5, server_settings=relaxed)
        try:
            while not await connection.fetchval(TAKE_LEAD, LEADER_LOCK):
                self._loop.beat()
                await asyncio.sleep(0.5)
            producer = sending.producer_for(self._broker, client_id=f"{self._service}.relay")
            try:
                await self._waiting_for(connection, producer.start())
                # after the lead is taken: nobody sends any more, so what the topic ends with must be stored
                client_id = f"{self._service}.relay"
                asked = ahead.last_records(self._broker, self._topic, client_id=client_id, trust=self._trust)
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
        pace = Pace(PAUSE, self._clock)
        batch: Batch | None = None
        asked = time.monotonic()
        while True:
            began = time.monotonic()
            if batch is None:
                asked = began
                pace.look()
                batch = await self._next(connection, first)
            self._loop.beat()
            if batch is None:
                await pace.nothing()
                continue
            if time.monotonic() - asked > 4:  # this process was stopped: another may lead by now
                await connection.fetchval(STILL_LEADING)
            behind = await self._sent(connection, producer, batch)
            asked = time.monotonic()
            if await connection.execute(MOVE, first, batch.last + 1) != "UPDATE 1":
                raise LeadLost(f"the checkpoint is not at {first}")
            self._loop.records += len(batch.messages)
            self._loop.last_recorded_at = batch.recorded_at
            first, batch = batch.last + 1, behind
            if batch is None:
                await pace.found(rest(began, PAUSE[0]))

    async def _next(self, connection: asyncpg.Connection, first: int) -> Batch | None:
        rows = await connection.fetch(AFTER, first, BATCH, self._public)
        if not rows:
            return None
        messages = [message for row in rows for message in self._messages.of(row)]
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
            links=links_of(batch.messages, MOST_LINKS),
            attributes={
                "messaging.destination.name": self._topic,
                "messaging.batch.message_count": len(batch.messages),
            },
        ):
            sent = sending.send(producer, self._topic, batch.messages)
            await self._waiting_for(connection, sent, meanwhile=read_ahead)
        return behind

    async def _waiting_for(
        self, connection: asyncpg.Connection, asked: Any, meanwhile: Callable[[], Awaitable[None]] | None = None
    ) -> Any:
        """Awaits Kafka while asking the database every second whether this process still leads."""
        task = asyncio.ensure_future(asked)
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


async def _abandon(producer: AIOKafkaProducer) -> None:
    """Stops a producer within a bound: it may hold records that Kafka does not take now."""
    try:
        async with asyncio.timeout(2):
            await producer.stop()
    except (TimeoutError, KafkaError):
        await producer.client.close()
