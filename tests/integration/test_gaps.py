"""Offsets grow and are not dense: what lies between two records of a log, and what is no longer there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from deploy.cli.deployment import Deployment
from deploy.cli.projections import all_lags, rebuild_one
from deploy.cli.relay import replay_service
from deploy.cli.stepping import Step, step_over
from deploy.cli.verify import verify_all
from deploy.local.addresses import Databases
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.relay.ahead import last_records
from services.chassis.runtime import Runtime
from services.chassis.signatures import NO_TRUST
from services.chassis.subscriptions.by_itself import by_itself
from services.chassis.subscriptions.factory import members_of
from tests.support.chassis import issued, running, write
from tests.support.eventually import eventually
from tests.support.hearing import consuming, heard, heard_by_itself, hearing, relayed, relaying
from tests.support.kafka import fresh_topic
from tests.support.reading import catch_up
from thidua_contracts.topics import Topic

WARDS = ("03360", "03361", "03362", "03363", "03364", "03365")


@pytest_asyncio.fixture
async def topic(kafka: Kafka) -> Topic:
    return await fresh_topic(kafka, "gaps", partitions=3)


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, kafka: Kafka, topic: Topic) -> AsyncIterator[Runtime]:
    service = heard_by_itself(topic)
    async with running(postgres, "gaps", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as opened:
        yield opened


def where(runtime: Runtime) -> Deployment:
    urls = Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url))
    return Deployment({"submissions": urls}, runtime.settings.broker, declared={"submissions": runtime.service})


async def told(runtime: Runtime, *ids: UUID, wards: Sequence[str] = WARDS) -> None:
    """Each of these notes is written once more, each in a ward of its own, and sent."""
    for ward, note in zip(wards, ids, strict=False):
        await runtime.handler.handle(issued(write(note, ward=ward)))
    async with relaying(runtime):
        await relayed(runtime)


async def records_of(kafka: Kafka, topic: Topic) -> list[ConsumerRecord]:
    consumer = AIOKafkaConsumer(
        topic.name,
        bootstrap_servers=kafka.bootstrap,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    await consumer.start()
    try:
        ends, found = await consumer.end_offsets(consumer.assignment()), []
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += records
        return found
    finally:
        await consumer.stop()


@asynccontextmanager
async def copying(kafka: Kafka) -> AsyncIterator[AIOKafkaProducer]:
    """Somebody's program that copies records in transactions."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, transactional_id=f"copy-{uuid4().hex[:8]}")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def copy(producer: AIOKafkaProducer, record: ConsumerRecord) -> None:
    await producer.send_and_wait(
        record.topic, record.value, key=record.key, headers=list(record.headers), partition=record.partition
    )


async def all_verified(runtime: Runtime) -> list[str]:
    (verdict,) = await verify_all(where(runtime), patience=1)
    return [str(finding) for finding in verdict.findings]


async def test_markers_and_aborted_records_are_stepped_over_by_readers_relay_rebuild_and_verification(
    runtime: Runtime, kafka: Kafka, topic: Topic
) -> None:
    ids = [uuid4() for _ in WARDS]
    aborted = uuid4()
    await told(runtime, *ids)
    sent = await records_of(kafka, topic)
    async with hearing(runtime) as loop, copying(kafka) as producer:
        await eventually(lambda: heard(runtime), dict.fromkeys(ids, 1))
        async with producer.transaction():
            await copy(producer, sent[0])
        await eventually(lambda: loop.duplicates, 1)
        await producer.begin_transaction()
        for record in sent:  # a fact that nobody may ever hear: its transaction is given up
            headers = [(name, b"9" if name == "ce_streamversion" else value) for name, value in record.headers]
            headers = [(name, str(aborted).encode() if name == "ce_id" else value) for name, value in headers]
            await producer.send_and_wait(
                topic.name, record.value, key=record.key, headers=headers, partition=record.partition
            )
        await producer.abort_transaction()
        await told(runtime, *ids)
        await eventually(lambda: heard(runtime), dict.fromkeys(ids, 2))
        async with producer.transaction():
            await copy(producer, sent[1])  # the log ends with a marker
        await eventually(lambda: loop.duplicates, 2)
        await eventually(lambda: loop.behind == 0, True)
        assert loop.state == "working", loop.detail
    assert {lag.events for lag in await all_lags(where(runtime), None, "heard")} == {0}
    ends = {record.partition: dict(record.headers)["ce_position"] for record in await records_of(kafka, topic)}
    lasts = await last_records(kafka.broker, topic.name, client_id="t")
    assert {last.source: last.position for last in lasts} == {f"{topic.name}/{p}": int(at) for p, at in ends.items()}
    done = await rebuild_one(where(runtime), "submissions", "heard", who="hoa", tell=lambda what, records: None)
    assert (done.records, done.parked) == (14, ())
    async with hearing(runtime) as loop:  # a member that starts where markers are
        await told(runtime, *ids)
        await eventually(lambda: heard(runtime), dict.fromkeys(ids, 3))
        assert loop.state == "working", loop.detail
    await catch_up(runtime)
    assert await all_verified(runtime) == []


async def test_a_member_that_misses_nothing_but_markers_joins_the_others(
    runtime: Runtime, kafka: Kafka, topic: Topic
) -> None:
    note = uuid4()
    await told(runtime, note)
    async with hearing(runtime):
        await eventually(lambda: heard(runtime), {note: 1})
    (sent,) = await records_of(kafka, topic)
    async with copying(kafka) as producer:
        await producer.begin_transaction()
        await copy(producer, sent)
        await producer.abort_transaction()
    (member,) = members_of(runtime)
    others = {TopicPartition(topic.name, sent.partition): sent.offset + 3}
    await asyncio.wait_for(by_itself(member, others, kafka.broker, NO_TRUST), 20)
    assert member.missing(others) == set() and await heard(runtime) == {note: 1}


COMPACTED = {"cleanup.policy": "compact", "segment.ms": "1", "min.cleanable.dirty.ratio": "0"}


async def test_what_a_compacted_log_no_longer_holds_is_stepped_over(postgres: Postgres, kafka: Kafka) -> None:
    topic = await fresh_topic(kafka, "compacted", 1, COMPACTED)
    service = heard_by_itself(topic)
    async with running(postgres, "compacted", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as runtime:
        first, *others = ids = [uuid4() for _ in range(7)]
        await told(runtime, first)
        async with hearing(runtime):
            await eventually(lambda: heard(runtime), {first: 1})
        for number, note in enumerate(others):  # in turns of two wards: of each the last one is kept
            await told(runtime, note, wards=WARDS[number % 2 :])

        async def first_left() -> int:
            return int((await records_of(kafka, topic))[0].offset)

        await eventually(first_left, 4, within=60)
        async with hearing(runtime) as loop:  # also the record before its place is gone
            await eventually(lambda: heard(runtime), dict.fromkeys((first, *ids[4:]), 1))
            assert (loop.state, loop.parked) == ("working", 0), loop.detail


async def test_deleted_records_stop_their_partition_alone_and_the_remedy_mends_it(
    runtime: Runtime, kafka: Kafka, topic: Topic
) -> None:
    ids = [uuid4() for _ in WARDS]
    await told(runtime, *ids)
    sent = await records_of(kafka, topic)
    lost = TopicPartition(topic.name, sent[0].partition)
    gone = [record for record in sent if record.partition == lost.partition]
    await deleted(kafka, lost, len(gone))
    kept = {UUID(note_of(record)) for record in sent if record.partition != lost.partition}
    assert kept and len(kept) < len(ids)
    async with hearing(runtime) as loop:
        await eventually(lambda: heard(runtime), dict.fromkeys(kept, 1))
        await eventually(lambda: loop.state, "stopped")
        assert f"{topic.name}/{lost.partition} begins at {len(gone)}: the records from 0 on are gone" == loop.detail
        await told(runtime, *ids)  # the others go on
        await eventually(lambda: heard(runtime), dict.fromkeys(kept, 2))
    await catch_up(runtime)
    assert any(f"begins at {len(gone)}" in finding for finding in await all_verified(runtime))
    steps = await step_over(where(runtime), "submissions", "heard", who="hoa", why="Kafka đã xoá bản ghi")
    assert steps == [Step(f"{topic.name}/{lost.partition}", 0, len(gone))]
    assert await step_over(where(runtime), "submissions", "heard", who="hoa", why="Kafka đã xoá bản ghi") == []
    async with hearing(runtime) as loop:
        await eventually(lambda: loop.parked > 0, True)  # what rests on the lost records waits for them
        await replay_service(where(runtime), "submissions", 1, None, frozenset(), who="hoa")
        await eventually(lambda: heard(runtime), dict.fromkeys(ids, 2))
        assert loop.state == "working", loop.detail
    assert await all_verified(runtime) == []
    done = await rebuild_one(where(runtime), "submissions", "heard", who="hoa", tell=lambda what, records: None)
    assert done.parked == () and await heard(runtime) == dict.fromkeys(ids, 2)


async def deleted(kafka: Kafka, partition: TopicPartition, before: int) -> None:
    """As retention does it, or somebody's hand."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    try:
        await admin.delete_records({partition: RecordsToDelete(before_offset=before)})
    finally:
        await admin.close()


def note_of(record: ConsumerRecord) -> str:
    return str(dict(record.headers)["ce_subject"], "utf-8").removeprefix("note-")


async def test_a_batch_that_was_fetched_before_a_seek_is_no_gap(runtime: Runtime, kafka: Kafka, topic: Topic) -> None:
    """Else what lies between the place and that batch would be passed over for ever."""
    ids = [uuid4() for _ in WARDS]
    await told(runtime, *ids)
    async with consuming(runtime) as reading:
        (member,) = reading.members
        await eventually(lambda: heard(runtime), dict.fromkeys(ids, 1))
        await told(runtime, *ids)
        await eventually(lambda: heard(runtime), dict.fromkeys(ids, 2))
        partition = max(reading.partitions.next, key=lambda each: reading.partitions.next[each])
        consumer = reading.partitions.consumer()
        assert consumer is not None
        late = [record for record in await records_of(kafka, topic) if record.partition == partition.partition][-1:]
        consumer.pause(partition)
        await runtime.projector.execute(
            "UPDATE reading.checkpoint SET next = 0, last_id = NULL WHERE source = $1",
            f"{topic.name}/{partition.partition}",
        )
        await reading.partitions._until_sought([partition])
        assert reading.partitions.next[partition] == 0
        assert await asyncio.wait_for(reading._fetched(late), 10) == {}
        assert reading.partitions.next[partition] == 0
        consumer.resume(partition)
        await eventually(lambda: member.at[partition].next, late[0].offset + 1)
