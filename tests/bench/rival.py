"""Rival: a peer that goes the whole way from an HTTP request to a row of another process, on the ground's PostgreSQL and Kafka."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import asyncpg

from deploy.local.places import accepts, port_for
from deploy.local.processes import wait_until
from tests.bench import chain, library
from tests.bench.ground import Ground
from tests.bench.loading import CONTENT, Loaded, load
from tests.support.kafka import fresh_topic
from tests.support.stack import fresh_database

MISSING = "SELECT cardinality($1::text[]) - count(*) AS missing FROM readable WHERE id = ANY ($1::text[])"
ARRIVED = "SELECT id, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS at FROM readable WHERE id = ANY ($1::text[])"


class Module(Protocol):
    """What a peer's module has: `python -m` it with one of its roles and a job, and it serves, relays or reads."""

    __name__: str
    NAME: str
    ROLES: tuple[str, ...]
    FASTEST: int

    def prepare(self, database: str, number: int) -> Sequence[str]:
        """Makes what must be there; the ids of so many reports that may be sent."""


CHAIN: Module = chain
LIBRARY: Module = library
PEERS = (CHAIN, LIBRARY)


@dataclass(frozen=True, slots=True)
class Rival:
    """A running peer."""

    on: Ground
    port: int
    database: str
    processes: tuple[str, ...]

    def pids(self) -> dict[str, int]:
        """Its processes, PostgreSQL and Kafka."""
        ours = {name: self.on.started[name].pid for name in self.processes}
        return ours | {"postgresql": self.on.postgres.pid, "kafka": self.on.kafka.pid}

    def sent(self, things: Sequence[tuple[str, int]], seconds: float, rate: float | None) -> Loaded:
        """Sends these reports over HTTP until all are answered."""
        path = "/reports/{id}:submit"
        return load(
            self.on.home, self.port, path=path, things=things, seconds=seconds, body=CONTENT, rate=rate, tell=True
        )

    def arrived(self, ids: Sequence[str]) -> dict[str, float]:
        """When each of these became a row (Unix seconds); waits for all. Raises StackError with the reader's log if they do not."""

        def missing() -> bool:
            try:
                return bool(asyncio.run(self._asked(MISSING, list(ids)))[0]["missing"])
            except asyncpg.UndefinedTableError:  # its reader has just begun
                return True

        reader = self.on.started[self.processes[-1]]
        wait_until(lambda: not missing(), reader, self.on.home, 120, pause=0.5)
        return {row["id"]: row["at"] for row in asyncio.run(self._asked(ARRIVED, list(ids)))}

    async def _asked(self, query: str, ids: list[str]) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.database)
        try:
            return await connection.fetch(query, ids)
        finally:
            await connection.close()


@contextmanager
def rival(on: Ground, module: Module, number: int) -> Iterator[tuple[Rival, list[tuple[str, int]]]]:
    """A peer with a database and a topic of its own, and so many reports that may be sent to it."""
    label = module.__name__.rpartition(".")[2]
    database = asyncio.run(fresh_database(on.postgres, f"bench_{label}"))
    things = [(which, 0) for which in module.prepare(database, number)]
    topic = asyncio.run(fresh_topic(on.kafka, f"bench.{label}"))
    port = port_for(on.home, label)
    job = {"port": port, "database": database, "bootstrap": on.kafka.bootstrap, "topic": topic.name}
    processes = tuple(f"{label}-{role}" for role in module.ROLES)
    try:
        api, *others = zip(processes, module.ROLES, strict=True)
        on.spawn(api[0], module.__name__, api[1], json.dumps(job))
        wait_until(lambda: accepts(port), on.started[api[0]], on.home, 30)
        for (
            process,
            role,
        ) in others:  # only then: the library's processes, begun at once, alter the same tables and one of them ends
            on.spawn(process, module.__name__, role, json.dumps(job))
        yield Rival(on, port, database, processes), things
    finally:
        on.stop(*(process for process in processes if process in on.started))
