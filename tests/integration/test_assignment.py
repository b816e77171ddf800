"""Partitions come and go while batches are taken and servers are away: nothing is read from a place that was not sought."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis import metrics
from services.chassis.loops import Loop
from services.chassis.measure import Measures
from services.chassis.readers.definition import Subscription
from services.chassis.readers.joint import Share, take_jointly
from services.chassis.readers.processor import Processor, Taken
from services.chassis.readers.record import Record
from services.chassis.runtime import Runtime
from services.chassis.subscriptions import factory
from services.chassis.subscriptions.member import Member, Place
from services.chassis.subscriptions.partitions import Partitions
from services.chassis.web.freshness import progress
from tests.support.chassis import issued, running, write
from tests.support.eventually import eventually
from tests.support.hearing import HEARD, consuming, heard, heard_by_itself, hearing, relayed, relaying
from tests.support.kafka import fresh_topic
from tests.support.records import told as record
from thidua_contracts.topics import Topic

WARDS = [f"033{number:02}" for number in range(60, 84)]


@pytest_asyncio.fixture
async def topic(kafka: Kafka) -> Topic:
    return await fresh_topic(kafka, "assignment")


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, kafka: Kafka, topic: Topic) -> AsyncIterator[Runtime]:
    service = heard_by_itself(topic)
    async with running(postgres, "assignment", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as opened:
        yield opened


async def test_telling_the_group_is_given_up_while_kafka_hangs(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aiokafka commits until it is answered: two minutes later liveness would end a process that only waits for Kafka."""
    monkeypatch.setattr(factory, "TOLD_WITHIN", 0.05)
    async with consuming(runtime) as reading:
        loop = reading.members[0].loop
        await told(runtime, 1)
        async with relaying(runtime):
            await eventually(lambda: loop.records, 1)
        consumer: Any = reading.partitions.consumer()
        hanging = asyncio.Event()

        async def commit(_: Any) -> None:
            await hanging.wait()

        monkeypatch.setattr(consumer, "commit", commit)
        await asyncio.wait_for(reading._tell_group(), 10)
        assert (loop.state, loop.detail) == ("waiting", "TimeoutError")


async def test_a_feed_tells_how_far_it_is_behind_its_topic(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    def lag(of: str) -> float | None:
        return metrics.REGISTRY.get_sample_value(f"thidua_subscription_lag_{of}", {"loop": "subscription heard"})

    gate, together = asyncio.Event(), take_jointly

    async def held(shares: Sequence[Share]) -> list[Taken]:
        await gate.wait()
        return await together(shares)

    measures = Measures(runtime.projector, runtime.keys)
    async with relaying(runtime), hearing(runtime) as loop:
        await told(runtime, 20)
        await eventually(lambda: loop.records == 20 and loop.behind == 0, True)
        monkeypatch.setattr(factory, "take_jointly", held)
        await told(runtime, 5)
        await eventually(lambda: bool(loop.behind), True)
        await measures.take([loop], timedelta(hours=1))
        assert lag("records") == loop.behind and 3600 < (lag("seconds") or 0) < 3700
        gate.set()
        await eventually(lambda: loop.records == 25 and loop.behind == 0, True)
        await measures.take([loop], timedelta())
        assert (lag("records"), lag("seconds")) == (0, 0)


async def test_what_is_heard_is_complete_up_to_when_somebody_listened(runtime: Runtime) -> None:
    async def complete_at() -> datetime | None:
        return (await progress(runtime.api, runtime.clock.now())).complete_at(["heard"])

    async with relaying(runtime):
        assert await complete_at() is None, "nobody has ever listened"
        for _ in range(2):
            async with consuming(runtime) as reading:
                watching = asyncio.create_task(reading.watch(every=0.2))
                await eventually(lambda: len(reading.partitions.next), 12, within=30)
                began = runtime.clock.now()

                async def later(than: datetime = began) -> bool:
                    return (await complete_at() or than) > than

                await eventually(later, True, within=30)  # also of partitions to which nothing came
                watching.cancel()
            stood = await complete_at()
            await told(runtime, 3)
            await relayed(runtime)
            assert await complete_at() == stood, "the source went on and nobody listened"


async def told(runtime: Runtime, number: int) -> None:
    """So many notes, spread over the wards."""
    for which in range(number):
        await runtime.handler.handle(issued(write(uuid4(), ward=WARDS[which % len(WARDS)])))


async def all_heard(runtime: Runtime) -> int:
    return sum((await heard(runtime)).values())


async def test_a_member_that_takes_a_batch_while_partitions_move_goes_on_after_it(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, held, together = asyncio.Event(), asyncio.Event(), take_jointly

    async def slowly(shares: Sequence[Share]) -> list[Taken]:
        taken = await together(shares)
        held.set()
        await gate.wait()
        return taken

    async with relaying(runtime), AsyncExitStack() as stack:
        monkeypatch.setattr(factory, "take_jointly", slowly)
        reading = await stack.enter_async_context(consuming(runtime))
        first = reading.members[0].loop
        await told(runtime, 40)
        await asyncio.wait_for(held.wait(), 20)
        async with hearing(runtime) as second:  # the partition of the batch may go to the other, and comes back
            consumer = reading.partitions.consumer()
            assert consumer is not None
            await eventually(lambda: len(consumer.assignment()), 6, within=30)
            gate.set()
            await told(runtime, 40)
            await eventually(lambda: all_heard(runtime), 80, within=30)
        await told(runtime, 40)
        await eventually(lambda: all_heard(runtime), 120, within=30)
    assert (first.state, second.state) == ("working", "working"), (first.detail, second.detail)


async def test_what_was_taken_of_a_partition_that_was_given_away_is_not_its_place_later() -> None:
    partition = TopicPartition("t", 3)
    member = Member(Subscription("t", (), HEARD), Loop("t"), _nothing, lambda: None)
    partitions = Partitions([member], lambda: None)
    taken = Taken(2, 0, 0, 0, frozenset())

    def run(first: int) -> list[Record]:
        return [record(UUID(int=offset), 1, "t/3", offset) for offset in (first, first + 1)]

    member.at[partition] = Place(7, None, 7)
    member.took(taken, {partition: run(7)})
    assert member.at[partition].next == 9
    await partitions.on_partitions_revoked([partition])
    member.took(taken, {partition: run(9)})
    assert member.at == {}
    member.at[partition] = Place(4, None, 4)  # assigned again, and sought where another process stands
    member.took(taken, {partition: run(9)})
    assert member.at[partition].next == 4


def test_a_record_that_was_fetched_twice_while_it_waited_is_taken_once() -> None:
    """A consumer that is sought fetches one record early: the one before its place may already wait for a member."""
    first, second = (record(UUID(int=offset), 1, "t/3", offset) for offset in (0, 1))
    assert Place(0, None, 0).run_of([first, first, second]) == [first, second]
    assert Place(0, None, 0).run_of([first, second, second]) == [first, second]


async def test_a_place_that_is_not_the_databases_is_sought_anew(runtime: Runtime) -> None:
    async with relaying(runtime), consuming(runtime) as reading:
        (member,) = reading.members
        loop = member.loop
        await told(runtime, 24)
        await eventually(lambda: all_heard(runtime), 24, within=30)
        partition = next(each for each, place in member.at.items() if place.next > 1)
        member.at[partition] = Place(0, None, 0)
        await told(runtime, 24)
        await eventually(lambda: all_heard(runtime), 48, within=30)
        assert (loop.state, loop.fences) == ("working", 1)


async def _nothing() -> Processor:
    raise AssertionError("not asked here")


async def test_a_broker_that_is_away_at_an_assignment_is_asked_again(
    runtime: Runtime, kafka: Kafka, topic: Topic
) -> None:
    await told(runtime, 2)
    async with relaying(runtime):
        await eventually(lambda: runtime.projector.fetchval("SELECT next FROM reading.relay"), 3)
    partitions = Partitions(factory.members_of(runtime), lambda: None)
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap)
    await consumer.start()
    try:
        everything = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        consumer.assign(everything)
        ends, asked = consumer.end_offsets, []

        async def away_once(wanted: Any) -> Any:
            asked.append(wanted)
            if len(asked) == 1:
                raise KafkaConnectionError("away")
            return await ends(wanted)

        consumer.end_offsets = away_once
        partitions.consumer = lambda: consumer
        await partitions.on_partitions_assigned(everything)
        assert partitions.next == {}, "not one may be read before all places are known"
        await eventually(lambda: sorted(partitions.next), everything, within=20)
    finally:
        await consumer.stop()
    assert len(asked) == 2


async def beats(loop: Loop, times: int) -> None:
    """Waits until a loop that takes nothing has shown its life so often."""
    for _ in range(times):
        before = loop._beat
        await eventually(lambda before=before: loop._beat > before, True, within=20)  # type: ignore[misc]
    assert loop.alive and loop.records == 0


async def test_a_feed_without_records_is_alive_and_one_whose_client_is_stuck_is_not(runtime: Runtime) -> None:
    async with consuming(runtime, patience=2.5) as reading:
        loop = reading.members[0].loop
        await eventually(lambda: len(reading.partitions.next), 12, within=30)
        watching = asyncio.create_task(reading.watch(every=0.8))
        try:
            await beats(loop, 3)
            consumer = reading.partitions.consumer()
            assert consumer is not None
            consumer.pause(*consumer.assignment())
            await eventually(lambda: loop.alive, False, within=10)
        finally:
            watching.cancel()


async def test_a_feed_is_alive_while_kafka_is_away(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    async with consuming(runtime, patience=2.5) as reading:
        loop = reading.members[0].loop
        await eventually(lambda: len(reading.partitions.next), 12, within=30)
        consumer = reading.partitions.consumer()
        assert consumer is not None

        async def away() -> None:
            raise KafkaConnectionError("away")

        monkeypatch.setattr(consumer, "topics", away)
        consumer.pause(*consumer.assignment())
        watching = asyncio.create_task(reading.watch(every=0.8))
        try:
            await beats(loop, 3)
        finally:
            watching.cancel()
