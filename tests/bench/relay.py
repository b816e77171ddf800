"""Relay: a process of its own sends a store that was filled before to Kafka; beside it the same records by the producer alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
from aiokafka import AIOKafkaProducer

from services.chassis.relay.messages import Message, Messages
from services.chassis.relay.relay import AFTER
from services.chassis.relay.sending import producer_for, send
from services.submissions.app import SERVICE
from tests.bench import seeds
from tests.bench.figures import Cores, Result, Runs, Scale, Target, spent
from tests.bench.ground import Ground, Urls
from tests.support.kafka import fresh_topic

EVENTS = 20_000
"""A second of the scale: how many events are ready."""
NEXT = "SELECT next FROM reading.relay"

Way = Callable[[AIOKafkaProducer, str, Sequence[Message]], Awaitable[None]]
"""How records are sent."""


def measure(on: Ground, scale: Scale) -> Result:
    """Sends the whole store several times over, each time from the first position again."""
    events = int(EVENTS * scale.seconds)
    urls = on.database(SERVICE, "bench_relay")
    asyncio.run(seeds.fill_reports(urls, seeds.reports(events, scale.seed), seeds.WARDS))
    topic = asyncio.run(fresh_topic(on.kafka, "bench.relay")).name
    ours, peer = Runs("ours: relay", "events/s"), Runs("the producer alone, records ready", "records/s")
    batches = Runs("the producer alone, the same records in batches", "records/s")
    used: dict[str, float] = {}
    for _ in range(scale.runs):
        for side, way in ((peer, _one_by_one), (batches, send)):
            rate, cpu = asyncio.run(_produced(on, urls, topic, min(events, 20_000), way))
            side.values.append(rate)
            side.cpu.append(cpu)
        relaying = on.service("submissions", urls, "relay", module="tests.bench.relaying", BENCH_TOPIC=topic)
        cores = Cores(relay=relaying.pid, postgresql=on.postgres.pid, kafka=on.kafka.pid)
        cores.begin()
        cost = spent(relaying.pid)
        rate, seconds, cpu = asyncio.run(_relayed(on, urls, events, cost))
        cores.end(seconds)
        ours.cpu.append(cpu)
        used = cores.shares()
        ours.values.append(rate)
        on.stop("submissions-worker")
        asyncio.run(_begin_again(on, urls))
    return Result(
        "relay",
        "Relay from a prefilled store to Kafka",
        ours,
        [peer, batches],
        [
            Target("events a second", ours.median, 20_000, "events/s"),
            Target("of the producer alone, in %", 100 * ours.median / peer.median, 60, "%"),
        ],
        "Python in the relay's process: reading rows, and the headers of a record.",
        scale,
        f"{events:,} events of {len(seeds.WARDS)} wards, all public, 12 partitions, acks=all, idempotent; the checkpoint "
        "moves every thousand events; the peer is the same producer with the same records made before, sent one by one as the client's "
        "documentation does; beside it the same records in batches, as the relay sends them. Theirs is the processor time of the sender.",
        used,
    )


async def _relayed(on: Ground, urls: Urls, events: int, cost: Callable[[], float]) -> tuple[float, float, float]:
    """Events a second between the first and the last move of the checkpoint, the seconds, and microseconds of processor time for one."""
    owner = await asyncpg.connect(on.postgres.url(urls.name))
    try:
        while (first := await owner.fetchval(NEXT)) == 1:  # noqa: ASYNC110 - it moves in another process
            await asyncio.sleep(0.002)
        before = cost()
        began = time.perf_counter()
        if first > events:
            return float(events), 1.0, 0.0  # all in one batch: too few to tell
        while (at := await owner.fetchval(NEXT)) <= events:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        seconds = time.perf_counter() - began
        return (at - first) / seconds, seconds, (cost() - before) / (at - first) * 1e6
    finally:
        await owner.close()


async def _begin_again(on: Ground, urls: Urls) -> None:
    owner = await asyncpg.connect(on.postgres.url(urls.name))
    try:
        await owner.execute("UPDATE reading.relay SET next = 1")
    finally:
        await owner.close()


async def _produced(on: Ground, urls: Urls, topic: str, records: int, way: Way) -> tuple[float, float]:
    """Records a second that the relay's producer sends when they are ready, and microseconds of processor time for one."""
    owner = await asyncpg.connect(on.postgres.url(urls.name))
    try:
        rows = await owner.fetch(AFTER, 1, records, sorted(SERVICE.publishing.public))
    finally:
        await owner.close()
    ready = Messages(SERVICE.publishing, SERVICE.name)
    messages = [message for row in rows for message in ready.of(row)]
    producer = producer_for(on.kafka.broker, client_id="bench")
    await producer.start()
    try:
        before, began = time.process_time(), time.perf_counter()
        for start in range(0, len(messages), 1000):
            await way(producer, topic, messages[start : start + 1000])
        seconds, cpu = time.perf_counter() - began, time.process_time() - before
        return len(messages) / seconds, cpu / len(messages) * 1e6
    finally:
        await producer.stop()


async def _one_by_one(producer: AIOKafkaProducer, topic: str, messages: Sequence[Message]) -> None:
    """As the client's documentation does."""
    await asyncio.gather(*[await producer.send(topic, m.body, key=m.key, headers=m.headers) for m in messages])
