"""From the store to a read model of another service, over a real broker: in order, once, and again after a failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.loops import Loop, forever
from services.chassis.readers import inbox, parking
from services.chassis.readers.checkpoint import Fenced
from services.chassis.readers.local_store import LocalStore
from services.chassis.readers.processor import Taken
from services.chassis.relay.messages import Message, Messages
from services.chassis.relay.sending import producer_for, send
from services.chassis.runtime import Runtime
from tests.support import notes
from tests.support.chassis import AT, WARD, issued, kafka_of, running, write
from tests.support.eventually import eventually
from tests.support.hearing import heard, heard_by_itself, hearing, relayed, relaying
from tests.support.kafka import fresh_topic
from tests.support.reading import catch_up
from thidua_contracts.envelope import from_headers
from thidua_contracts.topics import Topic


@pytest_asyncio.fixture
async def topic(kafka: Kafka) -> Topic:
    return await fresh_topic(kafka, "relay")


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, kafka: Kafka, topic: Topic) -> AsyncIterator[Runtime]:
    service = heard_by_itself(topic)
    async with running(postgres, "relay_tests", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as opened:
        yield opened


async def sent(runtime: Runtime, topic: Topic) -> list[ConsumerRecord]:
    """Every record of the topic, in the order of each partition."""
    consumer = AIOKafkaConsumer(
        topic.name, bootstrap_servers=runtime.settings.kafka_bootstrap_servers, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        async with asyncio.timeout(20):
            return [await consumer.getone() for _ in range(sum(ends.values()))]
    finally:
        await consumer.stop()


async def test_every_public_event_is_sent_in_order_with_its_versions(runtime: Runtime, topic: Topic) -> None:
    note = uuid4()
    for _ in range(3):
        await runtime.handler.handle(issued(write(note)))
    await runtime.handler.handle(issued(notes.StrikeNote(note, WARD, AT)))
    async with relaying(runtime):
        await eventually(lambda: runtime.projector.fetchval("SELECT next FROM reading.relay"), 5)
    got = await sent(runtime, topic)
    envelopes = [from_headers(record.headers, record.key, record.value).envelope for record in got]
    assert [(e.streamversion, e.previousversion, e.position) for e in envelopes] == [(1, 0, 1), (2, 1, 2), (3, 2, 3)]
    stored = await runtime.projector.fetchval("SELECT metadata->>'traceparent' FROM store.events WHERE position = 1")
    assert envelopes[0].traceparent == stored
    assert {record.key for record in got} == {WARD.encode()}


async def test_a_defect_of_ours_does_not_end_the_relay(
    runtime: Runtime, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, failed = Messages.of, asyncio.Event()

    def at_first_failing(*of: Any) -> Any:
        if not failed.is_set():
            failed.set()
            raise AssertionError("a defect")
        return sound(*of)

    monkeypatch.setattr(Messages, "of", at_first_failing)
    await runtime.handler.handle(issued(write(uuid4())))
    async with relaying(runtime) as loop:
        await eventually(lambda: loop.records, 1)
    assert failed.is_set()


async def test_what_was_mapped_at_append_is_sent_from_the_second_event_of_a_type_on(
    runtime: Runtime, topic: Topic
) -> None:
    for _ in range(3):
        await runtime.handler.handle(issued(write(uuid4())))
    owner = await asyncpg.connect(runtime.settings.database_url)
    await owner.execute("UPDATE store.events SET published = split_part(published, E'\\n', 1) || E'\\n{\"at\":1}'")
    await owner.close()
    async with relaying(runtime):
        await relayed(runtime)
    first, *others = [record.value for record in await sent(runtime, topic)]
    assert first != b'{"at":1}' and others == [b'{"at":1}'] * 2


async def test_batches_lie_where_the_client_would_put_their_records_in_order(runtime: Runtime, topic: Topic) -> None:
    wards = [f"{number:05}" for number in range(40)]
    large = b'"' + b"x" * 30_000 + b'"'
    messages = [
        Message(number, ward.encode(), large if ward == wards[0] else b"%d" % number, [], "c")
        for number, ward in enumerate(wards * 20)
    ]
    producer = producer_for(kafka_of(runtime), client_id="tests")
    await producer.start()
    try:
        await send(producer, topic.name, messages)
        alone = {ward: (await producer.send_and_wait(topic.name, b"", key=ward.encode())).partition for ward in wards}
    finally:
        await producer.stop()
    got = await sent(runtime, topic)
    assert {record.key.decode(): record.partition for record in got} == alone
    for ward in wards:
        mine = [record.value for record in got if record.key == ward.encode()]
        assert mine == [message.body for message in messages if message.key == ward.encode()] + [b""]


async def test_a_fact_reaches_the_read_model_of_another_service_once(runtime: Runtime) -> None:
    ids = [uuid4() for _ in range(30)]
    async with relaying(runtime), hearing(runtime) as loop:
        for number, note in enumerate(ids * 2):
            await runtime.handler.handle(issued(write(note, ward=f"{number % 30:05}")))
        await eventually(lambda: heard(runtime), dict.fromkeys(ids, 2))
    await runtime_set_relay_back(runtime)  # as after a crash between send and checkpoint
    async with relaying(runtime), hearing(runtime) as loop:
        await eventually(lambda: runtime.projector.fetchval("SELECT next FROM reading.relay"), 61)
        await eventually(lambda: loop.duplicates, 60)
    assert await heard(runtime) == dict.fromkeys(ids, 2)


async def runtime_set_relay_back(runtime: Runtime) -> None:
    connection = await asyncpg.connect(runtime.settings.database_url)
    await connection.execute("UPDATE reading.relay SET next = 1")
    await connection.close()


async def test_own_models_follow_and_park_only_the_poisoned_stream(runtime: Runtime) -> None:
    sound, sick = uuid4(), uuid4()
    for note, text in ((sound, "một"), (sick, "poison"), (sick, "sau"), (sound, "hai")):
        await runtime.handler.handle(issued(write(note, text)))
    processor = await runtime.processor(notes.NOTES, remote=False)
    local = LocalStore(
        processor, registry=runtime.service.publishing.registry, keys=runtime.keys, service="submissions"
    )
    taken = await local.step()
    assert taken is not None and (taken.records, taken.parked) == (4, 1)
    rows = await runtime.projector.fetch("SELECT note_id, text, times FROM notes")
    assert [(row["note_id"], row["text"], row["times"]) for row in rows] == [(sound, "hai", 2)]
    parked = await runtime.projector.fetch("SELECT stream_id, reason FROM reading.parked ORDER BY seq")
    assert [tuple(row) for row in parked] == [(f"note-{sick}", "poison"), (f"note-{sick}", "behind")]
    assert await local.step() is None


async def test_a_heal_that_was_cut_off_is_taken_up_again(runtime: Runtime) -> None:
    sick = uuid4()
    for text in ("poison", "sau"):
        await runtime.handler.handle(issued(write(sick, text)))
    await catch_up(runtime)
    assert await parking.waiting_streams(runtime.projector) == [], "poison waits for an operator"
    # as a heal leaves the stream that is killed after its first record
    await runtime.projector.execute("DELETE FROM reading.parked WHERE reason = 'poison'")
    assert await parking.waiting_streams(runtime.projector) == [parking.Waiting("notes", 1, f"note-{sick}")]
    own = parking.local_records(runtime.service.publishing.registry, runtime.keys, "submissions")
    processor = await runtime.processor(notes.NOTES, remote=False)
    assert await parking.heal(processor, f"note-{sick}", own) == parking.Healing("healed", 1)
    assert await parking.waiting_streams(runtime.projector) == []


async def test_an_own_reader_passes_what_it_does_not_want_and_parks_none_of_it(runtime: Runtime) -> None:
    sick, sound = uuid4(), uuid4()
    written = replace(notes.NOTES, apply={notes.NoteWritten: notes.NOTES.apply[notes.NoteWritten]})
    processor = await runtime.processor(written, remote=False)
    local = LocalStore(
        processor, registry=runtime.service.publishing.registry, keys=runtime.keys, service="submissions"
    )
    for command in (write(sick, "poison"), notes.StrikeNote(sick, WARD, AT), write(sound)):
        await runtime.handler.handle(issued(command))
    taken = await local.step()
    assert taken is not None and (taken.records, taken.parked) == (3, 1)
    await runtime.handler.handle(issued(notes.StrikeNote(sound, WARD, AT)))
    assert await local.step() == Taken(1, 0, 0, 0, frozenset())
    parked = await runtime.projector.fetch("SELECT stream_id, stream_version, reason FROM reading.parked")
    assert [tuple(row) for row in parked] == [(f"note-{sick}", 1, "poison")]
    assert await runtime.projector.fetchval("SELECT next FROM reading.checkpoint WHERE reader = 'notes'") == 5


async def test_a_reader_does_not_wait_for_the_disk_and_whoever_appends_does(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    seen: list[str] = []
    save = inbox.save

    async def looking(connection: asyncpg.Connection, inboxes: Sequence[inbox.Inbox]) -> None:
        await save(connection, inboxes)
        seen.append(await connection.fetchval("SHOW synchronous_commit"))

    monkeypatch.setattr(inbox, "save", looking)
    await catch_up(runtime)
    assert set(seen) == {"off"}
    assert await runtime.projector.fetchval("SHOW synchronous_commit") == "on", "the next transaction is its own"
    writer = await asyncpg.connect(runtime.dsn("writer"))
    assert await writer.fetchval("SHOW synchronous_commit") == "on"
    await writer.close()


async def test_a_zombie_changes_nothing(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    processor = await runtime.processor(notes.NOTES, remote=False)
    first, zombie = (
        LocalStore(processor, registry=runtime.service.publishing.registry, keys=runtime.keys, service="submissions")
        for _ in range(2)
    )
    await first.step()
    zombie.next = 1
    with pytest.raises(Fenced):
        await zombie.step()
    assert await runtime.projector.fetchval("SELECT sum(times) FROM notes") == 1


async def test_a_loop_goes_on_after_a_fence(runtime: Runtime) -> None:
    loop, steps = Loop("t"), []

    async def step() -> bool:
        steps.append(1)
        if len(steps) == 1:
            raise Fenced("t")
        return False

    task = asyncio.create_task(forever(loop, step, renew=lambda: None))
    await eventually(lambda: len(steps) > 2, True)
    task.cancel()
    assert loop.fences == 1
