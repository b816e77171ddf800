"""Hearing: notes that a relay sends to a topic, and a read model of another service that counts how often it heard of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.loops import Loop
from services.chassis.readers.definition import ReadModel, Subscription
from services.chassis.relay.relay import Relay
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from services.chassis.subscriptions.factory import KafkaConsumer, broker, members_of
from tests.support import notes
from tests.support.chassis import kafka_of
from tests.support.eventually import eventually
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.topics import Topic


async def hear(connection: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> None:
    """Once more of this note."""
    await connection.execute(
        """
        INSERT INTO heard (ward_code, note_id, times, last_version) VALUES ($1, $2, 1, $3)
        ON CONFLICT (ward_code, note_id) DO UPDATE SET times = heard.times + 1, last_version = excluded.last_version
        """,
        recorded.ward_code,
        recorded.event.movement_id,
        recorded.stream_version,
    )


HEARD = ReadModel("heard", 1, Path(__file__).with_name("heard.sql"), apply={MovementJoined: hear})


def heard_by_itself(topic: Topic) -> Service:
    """The notes service, which hears on this topic what it says there."""
    return replace(notes.SERVICE, topic=topic, subscriptions=(Subscription("heard", (topic,), HEARD),))


@asynccontextmanager
async def relaying(runtime: Runtime) -> AsyncIterator[Loop]:
    """The relay runs until the end of the block."""
    loop = Loop("relay")
    relay = Relay(
        dsn=runtime.dsn("relay"),
        broker=kafka_of(runtime),
        publishing=runtime.service.publishing,
        service="submissions",
        topic=runtime.service.topic.name,
        loop=loop,
        signer=runtime.settings.signer,
        clock=runtime.clock,
    )
    task = asyncio.create_task(relay.run())
    try:
        yield loop
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def relayed(runtime: Runtime) -> None:
    """Waits until the relay has sent everything, also what a command that was cut off still commits."""
    unsent = "SELECT (SELECT max(position) FROM store.events) + 1 - next FROM reading.relay"
    await eventually(lambda: runtime.projector.fetchval(unsent), 0)


@asynccontextmanager
async def hearing(runtime: Runtime) -> AsyncIterator[Loop]:
    """A consumer of all subscriptions until the end of the block; the loop of the first."""
    async with consuming(runtime) as reading:
        yield reading.members[0].loop


@asynccontextmanager
async def consuming(runtime: Runtime, *, patience: float = 120) -> AsyncIterator[KafkaConsumer]:
    """One consumer of the group."""
    members = members_of(runtime)
    for member in members:
        member.loop.patience = patience
    reading = KafkaConsumer(members, broker=kafka_of(runtime), trust=runtime.settings.trust)
    bus = broker(kafka_of(runtime), client_id="tests")
    reading.subscribe(bus, group=f"tests-{runtime.service.topic.name}", session_timeout_ms=6000)
    await bus.start()
    try:
        yield reading
    finally:
        await bus.stop()
        await reading.close()


async def heard(runtime: Runtime) -> dict[UUID, int]:
    """How often it was heard of each note."""
    rows = await runtime.projector.fetch("SELECT note_id, times FROM heard")
    return {UUID(row["note_id"]): row["times"] for row in rows}
