"""Lag: how many events each relay and each reader of the whole stack still has before it, looked at cheaply and often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.cli.migrate import service_of
from deploy.cli.progress import CHECKPOINTS, consuming
from services.chassis.readers.local_store import SOURCE
from services.chassis.readers.remote import source_name
from tests.bench.ground import Ground, Urls
from tests.support.eventually import eventually
from thidua_contracts.topics import TOPICS

HEAD = "SELECT coalesce(max(position), 0) + 1 AS next, (SELECT next FROM reading.relay) AS relay FROM store.events"
PARTITIONS = [TopicPartition(topic.name, number) for topic in TOPICS for number in range(topic.partitions)]


@dataclass(frozen=True, slots=True)
class Lag:
    """Open connections to look with."""

    databases: Mapping[str, asyncpg.Connection]
    consumer: AIOKafkaConsumer

    async def behind(self) -> dict[str, int]:
        """Events behind, of each relay, the last of a service's readers of its local store, and each reader of others."""
        found: dict[str, int] = {}
        ends = await self.consumer.end_offsets(PARTITIONS)
        for name, database in self.databases.items():
            at = {(row["reader"], row["source"]): row["next"] for row in await database.fetch(CHECKPOINTS)}
            head = await database.fetchrow(HEAD)
            assert head is not None  # an aggregate always gives a row
            found[f"{name}: relay"] = head["next"] - head["relay"]
            own = [next_ for (_, source), next_ in at.items() if source == SOURCE]
            found[f"{name}: own readers"] = max(head["next"] - min(own, default=head["next"]), 0)
            for subscription in service_of(name).subscriptions:
                topics = {topic.name for topic in subscription.topics}
                found[f"{name}: {subscription.reader.name}"] = sum(
                    max(
                        end - at.get((subscription.reader.name, source_name(partition.topic, partition.partition)), 0),
                        0,
                    )
                    for partition, end in ends.items()
                    if partition.topic in topics
                )
        return found

    async def stored(self) -> dict[str, int]:
        """How many events each service has stored."""
        return {name: (await database.fetchval(HEAD)) - 1 for name, database in self.databases.items()}


@asynccontextmanager
async def looking(on: Ground, urls: Mapping[str, Urls]) -> AsyncIterator[Lag]:
    """Connections as the superuser to every service's database, and a consumer without a group."""
    async with AsyncExitStack() as stack:
        databases = {}
        for name, each in urls.items():
            databases[name] = await asyncpg.connect(on.postgres.url(each.name))
            stack.push_async_callback(databases[name].close)
        yield Lag(databases, await stack.enter_async_context(consuming(on.kafka.broker)))


async def drained(on: Ground, urls: Mapping[str, Urls], within: float) -> None:
    """Waits until every relay has sent and every reader has taken everything, what they cause themselves included."""
    async with looking(on, urls) as lag:

        async def waiting() -> dict[str, int]:
            await asyncio.sleep(0.2)  # each look asks all databases and the broker
            return {name: events for name, events in (await lag.behind()).items() if events}

        nothing: dict[str, int] = {}
        await eventually(waiting, nothing, within=within)
