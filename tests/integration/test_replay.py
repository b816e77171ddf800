"""Replay: what was sent once is sent again byte for byte, and a contract added to a store with history gets that history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.publishing import Publishing
from services.chassis.readers.definition import Subscription
from services.chassis.relay.replay import Replayed, ReplayRefused, Source, replay, replay_stream
from services.chassis.runtime import Runtime
from tests.support import notes
from tests.support.chassis import AT, WARD, issued, kafka_of, running, write
from tests.support.eventually import eventually
from tests.support.hearing import HEARD, heard, hearing, relayed, relaying
from tests.support.kafka import fresh_topic
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased
from thidua_contracts.topics import Topic


def struck(event: notes.NoteStruck) -> SubjectErased:
    return SubjectErased(subject_id=str(event.note_id))


TODAY = Publishing(
    notes.REGISTRY,
    public={**notes.PUBLISHING.public, "note-struck": struck},
    private=notes.PUBLISHING.private - {"note-struck"},
)
YESTERDAY = Publishing(
    notes.REGISTRY,
    public={"note-struck": struck},
    private=frozenset(notes.REGISTRY.types) - {"note-struck"},
)


@pytest_asyncio.fixture
async def yesterday(postgres: Postgres, kafka: Kafka) -> AsyncIterator[Runtime]:
    topic = await fresh_topic(kafka, "replay")
    service = replace(
        notes.SERVICE, topic=topic, publishing=YESTERDAY, subscriptions=(Subscription("heard", (topic,), HEARD),)
    )
    async with running(postgres, "replay_tests", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as opened:
        yield opened


def of_today(runtime: Runtime, topic: Topic | None = None) -> Runtime:
    """The same process after today's release; perhaps with another topic, to see what the relay itself would send."""
    service = replace(runtime.service, publishing=TODAY, topic=topic or runtime.service.topic)
    return replace(runtime, service=service)


def source_of(runtime: Runtime) -> Source:
    return Source(
        "submissions",
        runtime.service.publishing,
        runtime.dsn("relay"),
        kafka_of(runtime),
        runtime.service.topic.name,
    )


async def everything(runtime: Runtime) -> list[Any]:
    """All records of the topic: key, headers, body; in order of partition and offset."""
    consumer = AIOKafkaConsumer(
        runtime.service.topic.name,
        bootstrap_servers=runtime.settings.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        got: list[ConsumerRecord] = []
        async with asyncio.timeout(20):
            while len(got) < sum(ends.values()):
                got.append(await consumer.getone())
    finally:
        await consumer.stop()
    got.sort(key=lambda record: (record.partition, record.offset))
    return [(record.key, record.headers, record.value) for record in got]


async def test_a_contract_added_to_a_store_with_history_gets_it_and_readers_take_it_once(
    yesterday: Runtime, kafka: Kafka
) -> None:
    ids = [uuid4() for _ in range(5)]
    for note in ids:
        await yesterday.handler.handle(issued(write(note)))
        await yesterday.handler.handle(issued(write(note, "lần hai")))
        await yesterday.handler.handle(issued(notes.StrikeNote(note, WARD, AT)))
    async with relaying(yesterday), hearing(yesterday):
        await relayed(yesterday)
        await eventually(lambda: yesterday.projector.fetchval("SELECT count(*) FROM reading.seen"), 5)
    today = of_today(yesterday)
    async with hearing(today) as loop:
        for _ in range(2):
            done = await replay(source_of(today), first=1, types=frozenset({"note-written"}), who="tests")
            assert done == Replayed(10, {"vn.thidua.submissions.MovementJoined.v1": 10})
        await eventually(lambda: heard(today), dict.fromkeys(ids, 2))
        await eventually(lambda: loop.duplicates, 10)
        assert await today.projector.fetchval("SELECT count(*) FROM reading.parked") == 0
        # and the relay goes on behind it: nothing looks like a hole
        later = uuid4()
        async with relaying(today):
            await today.handler.handle(issued(write(later)))
            await today.handler.handle(issued(notes.StrikeNote(later, WARD, AT)))
            await eventually(lambda: heard(today), {**dict.fromkeys(ids, 2), later: 1})
        assert await today.projector.fetchval("SELECT count(*) FROM reading.parked") == 0


async def test_a_replay_sends_what_the_relay_would_send(yesterday: Runtime, kafka: Kafka) -> None:
    note = uuid4()
    for command in (write(note), write(note, "lần hai"), notes.StrikeNote(note, WARD, AT), write(uuid4())):
        await yesterday.handler.handle(issued(command))
    by_relay = of_today(yesterday, await fresh_topic(kafka, "by-relay"))
    async with relaying(by_relay):
        await relayed(by_relay)
    by_replay = of_today(yesterday, await fresh_topic(kafka, "by-replay"))
    assert (await replay(source_of(by_replay), first=1, who="tests", dry_run=True)).records == 4
    assert await everything(by_replay) == []
    await replay(source_of(by_replay), first=1, who="tests")
    assert await everything(by_replay) == await everything(by_relay)
    operations = await yesterday.projector.fetch("SELECT who, what FROM reading.operations")
    assert [tuple(row) for row in operations] == [("tests", "replay")]


async def test_one_stream_is_sent_again_from_the_version_that_is_missing(yesterday: Runtime, kafka: Kafka) -> None:
    note = uuid4()
    for number in range(4):
        await yesterday.handler.handle(issued(write(note, f"lần {number}")))
        await yesterday.handler.handle(issued(write(uuid4())))
    today = of_today(yesterday)
    async with relaying(today):
        await relayed(today)
    fresh = of_today(yesterday, await fresh_topic(kafka, "stream"))
    assert (await replay_stream(source_of(fresh), f"note-{note}", first=2, last=3, who="tests")).records == 2
    assert [dict(headers)["ce_streamversion"] for _, headers, _ in await everything(fresh)] == [b"2", b"3"]


async def test_a_replay_never_overtakes_the_relay(yesterday: Runtime) -> None:
    await yesterday.handler.handle(issued(write(uuid4())))
    source = source_of(of_today(yesterday))
    with pytest.raises(ReplayRefused, match="nothing lies between"):
        await replay(source, first=1, who="tests")
    with pytest.raises(ReplayRefused, match="has sent up to position 0"):
        await replay(source, first=1, last=1, who="tests")


async def test_a_private_type_is_not_replayed(yesterday: Runtime) -> None:
    with pytest.raises(ReplayRefused, match="note-written"):
        await replay(source_of(yesterday), first=1, types=frozenset({"note-written"}), who="tests")


async def test_the_relays_role_may_replay_and_nothing_else(yesterday: Runtime) -> None:
    connection = await asyncpg.connect(yesterday.dsn("relay"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM reading.operations")
    finally:
        await connection.close()
