"""One consumer for all subscriptions of a service: who fails, acts, is held or stands elsewhere goes by itself, and all meet again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from deploy.cli.deployment import Deployment
from deploy.cli.projections import rebuild_one
from deploy.local.addresses import Databases
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.pool import held
from services.chassis.readers import checkpoint, remote
from services.chassis.readers.definition import ReadModel, Subscription
from services.chassis.runtime import Runtime
from services.chassis.subscriptions import by_itself, factory, partitions
from services.chassis.subscriptions import member as members
from services.chassis.subscriptions.factory import KafkaConsumer
from services.chassis.subscriptions.member import Member
from tests.support import counting, notes
from tests.support.chassis import issued, running, write
from tests.support.counting import NAMES, failing, model, reacting, times, waiting
from tests.support.eventually import eventually
from tests.support.hearing import consuming, relayed, relaying
from tests.support.kafka import fresh_topic
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched
from thidua_contracts.topics import Topic

STRIKING = counting.striking(MovementJoined, lambda joined: UUID(joined.movement_id))
NEVER = counting.striking(MovementLaunched, lambda launched: UUID(launched.movement_id))
"""Acts on what nobody publishes here."""
NOBODY: set[str] = set()
STRUCK = "SELECT count(*) FROM store.events WHERE event_type = 'note-struck'"


@pytest.fixture(autouse=True)
def _nothing_fails() -> None:
    counting.forget()


@pytest_asyncio.fixture
async def topic(kafka: Kafka) -> Topic:
    return await fresh_topic(kafka, "one", partitions=3)


def by(topic: Topic, *others: Subscription) -> tuple[Subscription, ...]:
    models: list[ReadModel] = [model(name, MovementJoined) for name in NAMES]
    return (*(Subscription(each.name, (topic,), each) for each in models), *others)


@asynccontextmanager
async def made(postgres: Postgres, kafka: Kafka, topic: Topic, *others: Subscription) -> AsyncIterator[Runtime]:
    service = replace(notes.SERVICE, topic=topic, subscriptions=by(topic, *others))
    async with (
        running(postgres, "one_consumer", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as opened,
        relaying(opened),
    ):
        yield opened


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, kafka: Kafka, topic: Topic) -> AsyncIterator[Runtime]:
    async with made(postgres, kafka, topic) as opened:
        yield opened


@pytest_asyncio.fixture
async def acting(postgres: Postgres, kafka: Kafka, topic: Topic) -> AsyncIterator[Runtime]:
    """With a manager besides."""
    async with made(postgres, kafka, topic, Subscription("striking", (topic,), STRIKING)) as opened:
        yield opened


async def told(runtime: Runtime, number: int) -> None:
    """So many notes, spread over wards."""
    for which in range(number):
        await runtime.handler.handle(issued(write(uuid4(), ward=f"033{which % 30 + 30}")))


def named(reading: KafkaConsumer, name: str) -> Member:
    return next(member for member in reading.members if member.subscription.name == name)


def apart(reading: KafkaConsumer) -> set[str]:
    """Who goes by itself."""
    return {member.subscription.name for member in reading.members if member.alone is not None}


async def others(runtime: Runtime, number: int) -> bool:
    """Whether the others have counted so many, and `two` goes on in its other partitions."""
    one, two, three = await times(runtime)
    return one == three == number and number - 30 < two < number


async def test_each_record_is_parsed_and_decoded_once_for_all_and_taken_in_one_transaction(
    postgres: Postgres, kafka: Kafka, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[int] = []
    decoded: list[UUID] = []
    parse, decode = remote.record_of, remote.recorded_of

    def parsing(source: str, offset: int, *of: Any, **how: Any) -> Any:
        parsed.append(offset)
        return parse(source, offset, *of, **how)

    def decoding(received: Any) -> Any:
        decoded.append(received.envelope.ce_id)
        return decode(received)

    monkeypatch.setattr(by_itself, "record_of", parsing)
    monkeypatch.setattr(remote, "recorded_of", decoding)
    async with made(postgres, kafka, topic, Subscription("never", (topic,), NEVER)) as runtime:
        await told(runtime, 20)
        await relayed(runtime)
        async with consuming(runtime):
            await eventually(lambda: times(runtime), [20, 20, 20])
        assert len(parsed) == len(decoded) == 20
        stamps = await runtime.projector.fetch(
            "SELECT source, count(*) AS readers, count(DISTINCT xmin::text) AS writers FROM reading.checkpoint GROUP BY 1"
        )
        assert {tuple(row)[1:] for row in stamps} == {(4, 1)}, (
            "one transaction wrote all, the manager that does not act too"
        )


async def test_a_model_that_raises_does_not_stop_the_others_and_comes_back(runtime: Runtime) -> None:
    async with consuming(runtime) as reading:
        await told(runtime, 1)
        await eventually(lambda: times(runtime), [1, 1, 1])
        failing["two"] = asyncpg.InsufficientResourcesError("as if it were crowded")
        await told(runtime, 6)
        await eventually(lambda: times(runtime), [7, 1, 7])
        await eventually(lambda: (apart(reading), named(reading, "two").loop.state), ({"two"}, "waiting"))
        await told(runtime, 3)
        await eventually(lambda: times(runtime), [10, 1, 10])
        failing.clear()
        await eventually(lambda: times(runtime), [10, 10, 10])
        await eventually(lambda: apart(reading), NOBODY)
    assert await runtime.projector.fetchval("SELECT count(*) FROM reading.parked") == 0


async def test_a_partition_that_fails_does_not_keep_the_members_others(runtime: Runtime) -> None:
    caught_up = """
    SELECT count(*) FROM reading.checkpoint a JOIN reading.checkpoint b USING (source, next)
    WHERE a.reader = 'one' AND b.reader = 'two' AND next > 0
    """

    async def rest() -> list[int]:
        return (await times(runtime))[::2]

    async with consuming(runtime) as reading:
        failing["two 03340"] = asyncpg.InsufficientResourcesError("as if it were crowded")
        await told(runtime, 30)
        await eventually(lambda: named(reading, "one").loop.records, 30)
        await eventually(lambda: runtime.projector.fetchval(caught_up), 2)
        await eventually(rest, [30, 30])
        failing.clear()
        await eventually(lambda: times(runtime), [30, 30, 30])


async def test_a_defect_that_looks_like_a_lost_connection_does_not_stop_the_others(runtime: Runtime) -> None:
    async with consuming(runtime) as reading:
        failing["two"] = asyncpg.ConnectionDoesNotExistError("as if it were lost")
        await told(runtime, 2)
        await eventually(lambda: times(runtime), [2, 0, 2], within=30)
        failing.clear()
        await eventually(lambda: times(runtime), [2, 2, 2])
        await eventually(lambda: apart(reading), NOBODY)


async def test_too_much_poison_stops_the_guilty_model_alone(runtime: Runtime) -> None:
    async with consuming(runtime) as reading:
        failing["two"] = ValueError("a bad deploy")
        await told(runtime, 60)
        await eventually(lambda: times(runtime), [60, 0, 60])
        await eventually(lambda: named(reading, "two").loop.state, "stopped")
        assert "too much poison" in named(reading, "two").loop.detail
        await told(runtime, 1)
        await eventually(lambda: times(runtime), [61, 0, 61])


async def test_a_model_of_another_shape_stops_by_itself_before_anything_comes(runtime: Runtime) -> None:
    await runtime.projector.execute("UPDATE reading.readers SET shape = 7 WHERE reader = 'three'")
    async with consuming(runtime) as reading:
        await eventually(lambda: named(reading, "three").loop.state, "stopped")
        assert "has tables of shape 7" in named(reading, "three").loop.detail
        await told(runtime, 2)
        await eventually(lambda: times(runtime), [2, 2, 0])


async def test_commands_that_wait_hold_no_read_model(acting: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    left: set[str] = set()

    async def leaving(member: Member, *of: Any) -> None:
        left.add(member.subscription.name)
        await by_itself.by_itself(member, *of)

    monkeypatch.setattr(factory, "by_itself", leaving)
    async with consuming(acting) as reading:
        waiting["striking"] = asyncio.Event()
        for number in (1, 2, 3):
            await told(acting, 1)
            await eventually(lambda number=number: times(acting), [number] * 3)  # type: ignore[misc]
        assert (len(reacting), apart(reading)) == (1, {"striking"})
        waiting["striking"].set()
        await eventually(lambda: acting.projector.fetchval(STRUCK), 3)
        await eventually(lambda: apart(reading), NOBODY)
    assert left == {"striking"}, "what is acted on is no failure of the common transaction"


async def test_a_checkpoint_that_somebody_holds_keeps_nobody_else(runtime: Runtime, topic: Topic) -> None:
    async with consuming(runtime) as reading:
        await told(runtime, 6)
        await eventually(lambda: times(runtime), [6, 6, 6])
        async with held(runtime.projector) as connection, connection.transaction():
            for number in range(topic.partitions):
                await checkpoint.hold(connection, "two", 1, f"{topic.name}/{number}")
            await told(runtime, 6)
            await eventually(lambda: times(runtime), [12, 6, 12])
        await eventually(lambda: times(runtime), [12, 12, 12])
        await eventually(lambda: apart(reading), NOBODY)
        assert named(reading, "two").loop.fences == 0, "nobody else has moved it"


async def test_a_rebuild_beside_the_running_consumer_misses_and_doubles_nothing(runtime: Runtime) -> None:
    urls = Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url))
    where = Deployment({"submissions": urls}, runtime.settings.broker, declared={"submissions": runtime.service})
    stop = asyncio.Event()

    async def writing() -> int:
        written = 0
        while not stop.is_set():
            await told(runtime, 3)
            written += 3
        return written

    async with consuming(runtime) as reading:
        busy = asyncio.create_task(writing())
        await eventually(lambda: named(reading, "two").loop.records > 0, True)
        done = await rebuild_one(where, "submissions", "two", who="hoa", tell=lambda what, records: None)
        stop.set()
        number = await busy
        assert done.version == 2
        await eventually(lambda: times(runtime), [number] * 3)
        await eventually(lambda: apart(reading), NOBODY)


async def test_two_processes_side_by_side_take_everything_once(runtime: Runtime) -> None:
    async with consuming(runtime) as first:
        await told(runtime, 20)
        async with consuming(runtime) as second:
            await told(runtime, 20)
            await eventually(lambda: times(runtime), [40, 40, 40], within=40)
            await eventually(lambda: apart(first) | apart(second), NOBODY)
        await told(runtime, 20)
        await eventually(lambda: times(runtime), [60, 60, 60], within=40)


async def test_too_much_to_wait_for_a_member_is_read_again_from_kafka(
    acting: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "HELD", 4)
    async with consuming(acting) as reading:
        waiting["striking"] = asyncio.Event()
        for number in (10, 20, 30):
            await told(acting, 10)
            await eventually(lambda number=number: times(acting), [number] * 3)  # type: ignore[misc]
        manager = named(reading, "striking")
        assert sum(map(len, manager.waiting.values())) <= 4
        await reading._look()
        assert (manager.loop.behind, named(reading, "one").loop.behind) == (30, 0)
        waiting["striking"].set()
        await eventually(lambda: acting.projector.fetchval(STRUCK), 30)
        await eventually(lambda: apart(reading), NOBODY)
        await told(acting, 1)
        await eventually(lambda: acting.projector.fetchval(STRUCK), 31)


@pytest.mark.parametrize("near", [0, 1000])
async def test_who_stands_behind_the_others_catches_up_and_joins(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    """Whoever is near is read with the others, who pass over what they have taken; whoever is far reads for itself."""
    monkeypatch.setattr(partitions, "NEAR", near)
    failing["two"] = asyncpg.InsufficientResourcesError("as if it were crowded")
    async with consuming(runtime):
        await told(runtime, 12)
        await eventually(lambda: times(runtime), [12, 0, 12])
    failing.clear()
    async with consuming(runtime) as reading:
        await eventually(lambda: times(runtime), [12, 12, 12])
        await told(runtime, 6)
        await eventually(lambda: times(runtime), [18, 18, 18])
        await eventually(lambda: apart(reading), NOBODY)
        assert {member.loop.state for member in reading.members} == {"working"}
        assert {member.loop.duplicates for member in reading.members} == {0}, "nobody has judged a record twice"


async def test_the_record_before_each_members_place_must_be_the_one_that_it_remembers(
    runtime: Runtime, topic: Topic
) -> None:
    async with consuming(runtime):
        await told(runtime, 12)
        await eventually(lambda: times(runtime), [12, 12, 12])
    await runtime.projector.execute(
        "UPDATE reading.checkpoint SET last_id = $1 WHERE reader = 'two' AND source = $2", uuid4(), f"{topic.name}/0"
    )
    async with consuming(runtime) as reading:
        await eventually(lambda: named(reading, "two").loop.state, "stopped")
        assert "is not the topic that was read before" in named(reading, "two").loop.detail
        await told(runtime, 30)
        await eventually(lambda: others(runtime, 42), True)


async def test_two_histories_end_their_partition_for_the_member_that_read_another(runtime: Runtime) -> None:
    note, contract = uuid4(), MovementJoined.type.rpartition(".v")[0]
    await runtime.projector.execute(
        "INSERT INTO reading.taken VALUES ($1, 1, reading.set_of(ARRAY['two 1']), 1, $2, $3)",
        f"note-{note}",
        contract,
        uuid4(),
    )
    async with consuming(runtime) as reading:
        await runtime.handler.handle(issued(write(note)))
        await eventually(lambda: named(reading, "two").loop.state, "stopped")
        assert "two histories" in named(reading, "two").loop.detail
        await told(runtime, 30)
        await eventually(lambda: others(runtime, 31), True)


async def test_a_member_sees_the_records_of_its_topics_alone(postgres: Postgres, kafka: Kafka, topic: Topic) -> None:
    other = await fresh_topic(kafka, "other", partitions=1)
    deaf = ReadModel("striking", 1, None, {MovementJoined: model("one", MovementJoined).apply[MovementJoined]})
    async with made(postgres, kafka, topic, Subscription("deaf", (other,), deaf)) as runtime:
        async with consuming(runtime) as reading:
            await told(runtime, 8)
            await eventually(lambda: times(runtime), [8, 8, 8])
            assert named(reading, "deaf").loop.records == 0
        sources = await runtime.projector.fetch("SELECT source FROM reading.checkpoint WHERE reader = 'striking'")
        assert [row["source"] for row in sources] == [f"{other.name}/0"]
