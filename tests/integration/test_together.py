"""Several partitions in one transaction: all or nothing, and each by itself when something is wrong with one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.failures import ReaderStopped
from services.chassis.readers.joint import Share, take_jointly
from services.chassis.readers.processor import Processor, Taken
from services.chassis.readers.record import Record
from services.chassis.runtime import Runtime
from services.chassis.subscriptions import factory
from tests.support.chassis import issued, running, write
from tests.support.eventually import eventually
from tests.support.hearing import HEARD, heard, heard_by_itself, hearing, relaying
from tests.support.kafka import fresh_topic
from tests.support.records import told

SOURCES = ("together/0", "together/1", "together/2")


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, kafka: Kafka) -> AsyncIterator[Runtime]:
    topic = await fresh_topic(kafka, "together")
    service = heard_by_itself(topic)
    async with running(postgres, "together", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as opened:
        yield opened


async def begun(runtime: Runtime) -> Processor:
    processor = await runtime.processor(HEARD, remote=True)
    async with held(runtime.projector) as connection:
        for source in SOURCES:
            await checkpoint.start(connection, HEARD.name, processor.version, source, 0)
    return processor


def of_each(version: int = 1, offset: int = 0) -> list[list[Record]]:
    """The same version of one note in each source."""
    return [[told(UUID(int=number + 1), version, source, offset)] for number, source in enumerate(SOURCES)]


async def test_either_all_sources_move_or_none(runtime: Runtime) -> None:
    processor = await begun(runtime)
    taken = await processor.take_together(of_each())
    assert taken.records == 3
    ahead = of_each(2, 1)
    await processor.take(SOURCES[1], 1, ahead[1])
    with pytest.raises(checkpoint.Fenced):
        await processor.take_together(ahead)
    assert await heard(runtime) == {UUID(int=1): 1, UUID(int=2): 2, UUID(int=3): 1}
    places = await runtime.projector.fetch("SELECT source, next FROM reading.checkpoint WHERE reader = 'heard'")
    assert {row["source"]: row["next"] for row in places} == dict(zip(SOURCES, (1, 2, 1), strict=True))


async def test_what_is_parked_is_parked_with_its_own_source(runtime: Runtime) -> None:
    processor = await begun(runtime)
    runs = [*of_each()[:2], [told(UUID(int=3), 2, SOURCES[2], 0)]]
    taken = await processor.take_together(runs)
    assert taken.parked == 1
    assert await runtime.projector.fetchval("SELECT source FROM reading.parked WHERE reason = 'hole'") == SOURCES[2]


async def test_a_missing_record_is_left_to_each_by_itself(runtime: Runtime) -> None:
    processor = await begun(runtime)
    gap = [told(UUID(int=1), 1, SOURCES[0], 0), told(UUID(int=1), 2, SOURCES[0], 2)]
    with pytest.raises(ReaderStopped):
        await processor.take_together([gap, *of_each()[1:]])
    assert await heard(runtime) == {}


async def test_a_feed_takes_the_partitions_of_a_batch_together_and_apart_when_that_fails(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    together: list[int] = []

    async def watched(shares: Sequence[Share]) -> list[Taken]:
        taken = await take_jointly(shares)
        together.append(len(shares[0][1]))
        if len(together) == 1:
            return taken
        raise RuntimeError("committed, and not told: each must find its own place again")

    monkeypatch.setattr(factory, "take_jointly", watched)
    ids = [uuid4() for _ in range(40)]

    async def written(times: int) -> None:
        for number, note in enumerate(ids):
            await runtime.handler.handle(issued(write(note, ward=f"{number:05}")))
        await eventually(lambda: runtime.projector.fetchval("SELECT next FROM reading.relay"), 40 * times + 1)

    async with relaying(runtime):
        await written(1)
        async with hearing(runtime):
            await eventually(lambda: heard(runtime), dict.fromkeys(ids, 1))
            await written(2)
            await eventually(lambda: heard(runtime), dict.fromkeys(ids, 2))
    assert len(together) > 1 and together[0] > 1
    assert await runtime.projector.fetchval("SELECT count(*) FROM reading.parked") == 0
