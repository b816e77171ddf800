"""Quiet: everything that follows from what was written has happened: published, read by every reader, fired by schedulers.

Between two moments of the play the clock jumps over days; what belongs to the day before must be over. Checked from the
sources down, and once more the heads of the stores at the end: a process manager that wrote meanwhile has moved one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.cli.migrate import service_of
from deploy.cli.progress import consuming
from deploy.local.addresses import Addresses
from deploy.local.places import StackError
from deploy.local.stack import runnable_services
from services.chassis.readers.local_store import SOURCE
from services.chassis.readers.remote import source_name
from services.chassis.service import Service

PATIENCE: Final = 180.0
"""Seconds in which everything must come to rest."""

LOOK_EVERY: Final = 0.08
"""Seconds between two looks: each asks every store, which has better things to do."""

STATE: Final = """
SELECT (SELECT coalesce(max(position), 0) FROM store.events) AS head,
       (SELECT next FROM reading.relay) AS relay,
       (SELECT count(*) FROM reading.agenda WHERE state = 'waiting' AND due_at <= store_now()) AS due
"""
HEAD: Final = "SELECT coalesce(max(position), 0) FROM store.events"
PLACES: Final = """
SELECT c.reader, c.source, c.next FROM reading.checkpoint c
JOIN reading.readers r ON r.reader = c.reader AND r.version = c.version
"""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Looks at the stores and topics of one stack."""

    services: Mapping[str, Service]
    stores: Mapping[str, asyncpg.Connection]
    broker: AIOKafkaConsumer

    async def wait(self) -> None:
        """Returns once nothing is under way. Raises StackError naming what still is."""
        give_up = time.monotonic() + PATIENCE
        while under_way := await self._under_way():
            if time.monotonic() > give_up:
                raise StackError(
                    f"Hệ thống chưa xử lý xong sau {PATIENCE:.0f} giây: {under_way}. / Still under way: {under_way}."
                )
            await asyncio.sleep(LOOK_EVERY)

    async def _under_way(self) -> str:
        """The first thing that is behind, in words of an operator; empty when all is quiet."""
        heads: dict[str, int] = {}
        places: dict[tuple[str, str, str], int] = {}
        for name, store in self.stores.items():
            for row in await store.fetch(PLACES):
                places[name, row["reader"], row["source"]] = row["next"]
            state = await store.fetchrow(STATE)
            assert state is not None  # three aggregates always give a row
            heads[name] = state["head"]
            if state["relay"] <= state["head"]:
                return f"{name}: relay at {state['relay']} of {state['head']}"
            if state["due"]:
                return f"{name}: {state['due']} timers are due"
            for reader in self.services[name].local_readers:
                if places.get((name, reader.name, SOURCE), 1) <= state["head"]:
                    return f"{name}: reader {reader.name} is behind"
        return await self._behind_topics(places) or await self._moved(heads)

    async def _behind_topics(self, places: Mapping[tuple[str, str, str], int]) -> str:
        reads = [
            (name, subscription.reader.name, TopicPartition(topic.name, number))
            for name, service in self.services.items()
            for subscription in service.subscriptions
            for topic in subscription.topics
            for number in range(topic.partitions)
        ]
        ends = await self.broker.end_offsets({partition for _, _, partition in reads})
        for name, reader, partition in reads:
            source = source_name(partition.topic, partition.partition)
            if places.get((name, reader, source), 0) < ends[partition]:
                return f"{name}: reader {reader} is behind in {source}"
        return ""

    async def _moved(self, heads: Mapping[str, int]) -> str:
        for name, store in self.stores.items():
            if await store.fetchval(HEAD) != heads[name]:
                return f"{name}: written meanwhile"
        return ""


@asynccontextmanager
async def watching(where: Addresses) -> AsyncIterator[Quiet]:
    """Connections to every store and the broker, for as long as the play lasts."""
    async with AsyncExitStack() as stack:
        stores: dict[str, asyncpg.Connection] = {}
        for name in runnable_services():
            stores[name] = await asyncpg.connect(where.databases[name].facts)
            stack.push_async_callback(stores[name].close)
        broker = await stack.enter_async_context(consuming(where.broker))
        yield Quiet({name: service_of(name) for name in stores}, stores, broker)
