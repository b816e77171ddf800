"""The whole stack on one machine: four services as an API and a worker each, Kafka, PostgreSQL, issuer and mail sink."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg

from deploy.local.databases import SERVICES
from services.submissions.reports.events import Owed
from tests.bench import seeds
from tests.bench.accept import PATH, WARDS, prepare
from tests.bench.ground import Ground, Urls, run
from tests.bench.lag import drained
from tests.bench.loading import CONTENT, Loaded, load
from tests.support.eventually import eventually

WORKER = ("relay", "projections", "subscribers", "scheduler")
MISSING = """
SELECT cardinality($1::text[]) - count(*) FROM read.standings_evidence
WHERE ce_type = 'vn.thidua.submissions.ReportSubmitted.v1' AND about = ANY ($1::text[])
"""
"""How many have not arrived: it reads the whole table, so it is asked twice a second, or it would measure itself."""
ARRIVED = """
SELECT about, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS at FROM read.standings_evidence
WHERE ce_type = 'vn.thidua.submissions.ReportSubmitted.v1' AND about = ANY ($1::text[])
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """A running stack: where reports are sent, who sends them, and the databases."""

    on: Ground
    port: int
    tokens: list[str]
    urls: dict[str, Urls]

    def pids(self) -> dict[str, int]:
        """Its processes."""
        ours = {name: running.pid for name, running in self.on.started.items() if name != "edge"}
        return ours | {"postgresql": self.on.postgres.pid, "kafka": self.on.kafka.pid}

    def sent(
        self, things: Sequence[tuple[str, int]], seconds: float, rate: float | None, *, tell: bool = True
    ) -> Loaded:
        """Sends these reports over HTTP until all are answered; `tell` keeps each one's times."""
        return load(
            self.on.home,
            self.port,
            path=PATH,
            things=things,
            seconds=seconds,
            tokens=self.tokens,
            body=CONTENT,
            rate=rate,
            tell=tell,
        )

    def arrived(self, ids: Sequence[str]) -> dict[str, float]:
        """When each of these reports became readable as sent in the standings of blocs (Unix seconds); waits for all."""
        return asyncio.run(self._arrived(list(ids)))

    async def _arrived(self, ids: list[str]) -> dict[str, float]:
        connection = await asyncpg.connect(self.on.postgres.url(self.urls["blocs"].name))
        try:

            async def missing() -> int:
                await asyncio.sleep(0.5)
                return int(await connection.fetchval(MISSING, ids))

            await eventually(missing, 0, within=300)
            return {row["about"]: row["at"] for row in await connection.fetch(ARRIVED, ids)}
        finally:
            await connection.close()

    def settled(self) -> None:
        """Waits until every service has sent and taken everything, what that caused in others included."""
        asyncio.run(drained(self.on, self.urls, within=1_800))


@contextmanager
def whole_stack(
    on: Ground, name: str, owing: list[Owed], wards: Sequence[str] = seeds.WARDS[:WARDS]
) -> Iterator[Whole]:
    """The stack with these reports owed, in these wards in turn, and told to everybody; one token for each ward, sorted."""
    on.forget_records()
    urls = on.databases({service: f"{name}_{service}" for service in SERVICES})
    run(prepare(on, urls["submissions"], owing, wards))
    started: list[str] = []
    try:
        for service in SERVICES:
            started.extend(on.begin(service, urls[service], *roles) for roles in (("api",), WORKER))
        for process in started:
            on.ready(process)
        tokens = [on.token(seeds.clerk_in(ward)) for ward in sorted(set(wards))]
        whole = Whole(on, on.ports["submissions-api"], tokens, urls)
        whole.settled()
        yield whole
    finally:
        on.stop(*started)
