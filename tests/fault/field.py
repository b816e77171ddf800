"""Field: the ground one row is played on: fresh databases and topics, forked service processes, load, and the last judgement."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import asyncpg
import httpx
import psutil  # type: ignore[import-untyped]  # ships no types

from deploy.local.addresses import Databases
from deploy.local.kafka import Kafka
from deploy.local.places import free_port
from deploy.local.postgres import Postgres
from deploy.verify.log import Log
from deploy.verify.service import verify
from services.chassis.identity.mandates import GrantMandate
from services.chassis.readers import parking
from services.chassis.relay.replay import Source, replay
from services.chassis.runtime import Runtime, opened
from services.chassis.service import Service
from services.chassis.settings import Settings
from tests.fault import oracle, services
from tests.fault.load import Load
from tests.fault.nursery import Child
from tests.fault.oracle import Broken, Judgement
from tests.support import stack
from tests.support.chassis import issued
from tests.support.kafka import fresh_topic

Side = Literal["source", "target"]
CITY_CLERK = UUID(int=7)
PRINCIPAL = "fault"
WAIT = "records wait"
SESSION_TIMEOUT_MS = 6000
SHORT_SESSION_TIMEOUT_MS = 2000
"""In the short version, for rows that are not about this timeout: each dead consumer holds its partitions that long."""


class Nursery:
    """The process that forks children; see `tests.fault.nursery`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the nursery has ended"
        return dict(json.loads(line))

    def fork(self, child: Child) -> int:
        """Starts a child and returns its pid."""
        assert self._process.stdin is not None
        self._process.stdin.write(child.line() + "\n")
        self._process.stdin.flush()
        return int(self._answer()["pid"])

    def close(self) -> None:
        """Ends the nursery; children are ended by whoever started them."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@dataclass(frozen=True, slots=True)
class Ground:
    """What all rows of a session share."""

    postgres: Postgres
    kafka: Kafka
    nursery: Nursery
    issuer: str
    token: str
    logs: Path


@dataclass(slots=True, kw_only=True)
class Field:
    """One row's services: databases and topics of its own."""

    ground: Ground
    name: str
    seed: int
    full: bool
    variants: list[str]
    source: Service
    target: Service
    urls: dict[Side, tuple[str, str]]
    log: Log
    pids: dict[str, int] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    disordered: bool = False
    database_port: int | None = None
    """A proxy's port, for processes that are started while it is set."""
    watched: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What a row itself finds wrong on the way."""
    session_timeout_ms: int = SESSION_TIMEOUT_MS
    patience: float = 60
    """Seconds for catching up; short for variants, which often never do."""
    _load: Load | None = None

    def service(self, side: str) -> Service:
        """The service on this side."""
        return self.source if side == "source" else self.target

    # processes

    def start(
        self, name: str, side: Side, *roles: str, moments: dict[str, Any] | None = None, **environment: str
    ) -> None:
        """Starts a process, or starts it again as it was."""
        url, keys_url = self.urls[side]
        if self.database_port is not None:
            url = url.replace(f":{self.ground.postgres.port}/", f":{self.database_port}/")
        own = {
            "DATABASE_URL": url,
            "KEYS_DATABASE_URL": keys_url,
            "KAFKA_BOOTSTRAP_SERVERS": self.ground.kafka.bootstrap,
            "THIDUA_ISSUER": self.ground.issuer,
            "KAFKA_SESSION_TIMEOUT_MS": str(self.session_timeout_ms),
            "THIDUA_SAMPLING": "0",
            "THIDUA_SENDER_RATE": "0",  # one person sends what many would
        }
        own["THIDUA_PORT" if "api" in roles else "THIDUA_HEALTH_PORT"] = str(self.ports.setdefault(name, free_port()))
        child = Child(
            name,
            side,
            self.source.topic.name,
            list(roles),
            str(self.ground.logs / f"{self.name}-{name}.log"),
            own | environment,
            moments or {},
            self.variants,
        )
        self.children[name] = child
        self.pids[name] = self.ground.nursery.fork(child)

    def again(self, name: str, *, moments: dict[str, Any] | None = None) -> None:
        """Starts a dead process again; without its moments unless they are given."""
        self.children[name] = replace(self.children[name], moments=moments or {})
        self.pids[name] = self.ground.nursery.fork(self.children[name])

    def send(self, name: str, number: int) -> None:
        """Signals exactly this process."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pids[name], number)

    async def kill(self, name: str) -> None:
        """SIGKILL, and waits until it is gone."""
        self.send(name, signal.SIGKILL)
        await self.gone(name)

    async def gone(self, name: str, within: float = 30) -> None:
        """Waits until a process has ended by itself or by a signal."""

        async def alive() -> bool:
            return self.alive(name)

        await eventually(alive, f"{name} has ended", within, expected=False)

    def alive(self, name: str) -> bool:
        """Whether a process runs; the nursery reaps the dead."""
        try:
            return bool(psutil.Process(self.pids[name]).status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False

    def said(self, name: str) -> str:
        """The last words of a process."""
        return Path(self.children[name].log).read_text()[-500:]

    async def conditions(self) -> list[str]:
        """What each process says of itself, for whoever must find out why a row is stuck."""
        found = []
        async with httpx.AsyncClient(timeout=3, trust_env=False) as client:
            for name, port in self.ports.items():
                try:
                    service = self.service(self.children[name].service).name
                    loops = (await client.get(f"http://127.0.0.1:{port}/{service}/health")).json()["loops"]
                    said = ", ".join(
                        f"{loop['name']} {loop['state'] if loop['alive'] else 'hung'} {loop['detail']}".strip()
                        for loop in loops
                    )
                except (httpx.HTTPError, ValueError) as error:
                    said = type(error).__name__
                found.append(
                    f"{name}, {'alive' if self.alive(name) else 'dead'}: {said}; last words: {self.said(name)!r}"
                )
        return found

    def end(self) -> None:
        """Kills every process of the row, and ends the load that a failure left."""
        if self._load is not None:
            self._load.abandon()
        for name in self.pids:
            self.send(name, signal.SIGCONT)
            self.send(name, signal.SIGKILL)

    # load

    def api(self, name: str) -> str:
        """The base URL of an API process."""
        return f"http://127.0.0.1:{self.ports[name]}"

    async def ready(self, *names: str) -> None:
        """Waits until these API processes answer."""
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            for name in names:

                async def healthy(name: str = name, url: str = f"{self.api(name)}/submissions/health") -> bool:
                    if not self.alive(name):
                        raise Broken([f"{name} has ended: {self.said(name)}"])
                    try:
                        return (await client.get(url)).status_code == 200
                    except httpx.TransportError:
                        return False

                await eventually(healthy, f"{name} answers", 60)

    async def under_load(self, *apis: str, rate: float = 60, **how: Any) -> Load:
        """Load on these APIs, once they know the clerk."""
        await self.ready(*apis)
        await eventually(self._clerk_is_known, "the clerk's mandate is projected", 60)
        async with self.owner("source", superuser=True) as superuser:
            await superuser.execute("CHECKPOINT")  # a variant that loses the newest log must not lose the clerk
        self._load = Load([self.api(name) for name in apis], self.ground.token, rate, self.seed, **how)
        self._load.start()
        return self._load

    async def _clerk_is_known(self) -> bool:
        async with self.owner("source", superuser=True) as owner:
            return bool(await owner.fetchval("SELECT EXISTS (SELECT FROM read.mandates)"))

    # looking

    @asynccontextmanager
    async def owner(self, side: Side, *, superuser: bool = False) -> AsyncIterator[asyncpg.Connection]:
        """A connection to one side's database."""
        url = self.urls[side][0]
        connection = await asyncpg.connect(
            self.ground.postgres.url(url.rpartition("/")[2]) if superuser else url, timeout=30
        )
        try:
            yield connection
        finally:
            connection.terminate()

    async def relay_next(self) -> int:
        """The relay's checkpoint."""
        async with self.owner("source") as owner:
            return int(await owner.fetchval("SELECT next FROM reading.relay"))

    @asynccontextmanager
    async def runtime(self, side: Side) -> AsyncIterator[Runtime]:
        """A runtime in this process, as an operator's command has one."""
        url, keys_url = self.urls[side]
        given: dict[str, Any] = {"DATABASE_URL": url, "KEYS_DATABASE_URL": keys_url}
        async with opened(self.service(side), Settings(**given)) as runtime:
            yield runtime

    # the end

    async def _answered(self, within: float) -> float:
        if self._load is not None:
            await self._load.stop(within)
        return 0.0

    async def caught_up(self, within: float = 60) -> float:
        """Waits until relay and readers have taken everything and nothing waits; the seconds it took."""
        began = time.monotonic()
        await self._until(lambda behind: behind, within)
        return time.monotonic() - began

    async def taken_to_the_end(self) -> None:
        """Waits until the relay has sent and the readers have taken everything, parked or not."""
        await self._until(lambda behind: "" if behind.endswith(WAIT) else behind, self.patience)

    async def _until(self, reading: Callable[[str], str], within: float) -> None:
        async with AsyncExitStack() as stack:
            open_now: list[asyncpg.Connection] = []

            async def probe() -> str:
                if not open_now or any(connection.is_closed() for connection in open_now):
                    open_now[:] = [
                        await stack.enter_async_context(self.owner("source")),
                        await stack.enter_async_context(self.owner("target")),
                    ]
                return reading(await self.behind(*open_now))

            await eventually(probe, "everything is taken", within, expected="", pause=0.1)

    async def behind(self, source: asyncpg.Connection, target: asyncpg.Connection) -> str:
        """Who has not taken everything, or nothing."""
        head = await source.fetchval("SELECT coalesce(max(position), 0) FROM store.events")
        relayed = await source.fetchval("SELECT next FROM reading.relay")
        if relayed <= head:
            return f"the relay is at {relayed} of {head}"
        own = "SELECT reader, next FROM reading.checkpoint WHERE source = 'store' AND next <= $1"
        for row in await source.fetch(own, head):
            return f"{row['reader']} is at {row['next']} of {head}"
        await self.log.extend(self.source.topic.name)
        ends = {name: self.log.end(name) for name in self.log.sources(self.source.topic.name)}
        for reader in ("heard", "echoing"):
            rows = await target.fetch("SELECT source, next FROM reading.checkpoint WHERE reader = $1", reader)
            at = {row["source"]: row["next"] for row in rows}
            for name, end in ends.items():
                if end and at.get(name, 0) != end:
                    return f"{reader} is at {at.get(name, 0)} of {end} in {name}"
        waiting = await target.fetchval("SELECT count(*) FROM reading.parked WHERE reason IN ('hole', 'waiting')")
        return f"{waiting} {WAIT}" if waiting else ""

    async def replay(self) -> None:
        """What the owner does: publishes its history again, with the original ids."""
        async with self.runtime("source") as runtime:
            sent = Source(
                self.source.name,
                self.source.publishing,
                runtime.dsn("relay"),
                self.ground.kafka.broker,
                self.source.topic.name,
            )
            replayed = await replay(sent, first=1, who="fault")
        self.figures["replayed"] = replayed.records

    async def redrive(self, *, discard_damaged: bool = False) -> int:
        """What an operator does: retries every parked stream; discards what is damaged. The number of records healed."""
        healed = 0
        async with self.runtime("target") as runtime:
            for subscription in self.target.subscriptions:
                processor = await runtime.processor(subscription.reader, remote=True)
                parked = "SELECT DISTINCT stream_id FROM reading.parked WHERE reader = $1 ORDER BY 1"
                for row in await runtime.projector.fetch(parked, subscription.reader.name):
                    stream = row["stream_id"]
                    while True:
                        done = await parking.heal(processor, stream, parking.remote_records, force=True)
                        healed += done.applied
                        if done.outcome != "still parked" or not discard_damaged or "hole" in done.detail:
                            break
                        await parking.discard(processor, stream, "damaged by the test", "fault")
        return healed

    async def judged(self, *, within: float | None = None) -> dict[str, Any]:
        """Stops the load, waits until all is caught up, and judges. Raises Broken."""
        judgement = Judgement(list(self.complaints))
        load = self._load
        within = self.patience if within is None else min(within, self.patience * 2)
        for waiting in (self._answered, self.caught_up):
            try:
                self.figures["caught up in s"] = round(await waiting(within), 1)
            except AssertionError as stuck:
                judgement.wrong += [str(stuck), *await self.conditions()]
        verdicts = []
        for service, side in ((self.source, "source"), (self.target, "target")):
            verdicts.append(
                await verify(
                    service,
                    urls=Databases(*self.urls[side]),  # type: ignore[index]
                    broker=self.ground.kafka.broker,
                    log=self.log,
                )
            )
        damaged = oracle.injected(self.log, self.source.topic.name)
        oracle.judge_verdicts(verdicts, damaged, judgement, disordered=self.disordered)
        async with self.owner("source") as source, self.owner("target") as target:
            if load is not None:
                await oracle.judge_acknowledged(source, load.acknowledged, judgement)
                judgement.figures |= {
                    "retries": load.retries,
                    "longest pause s": round(load.gap, 2),
                    "p99 ms": round(sorted(load.latencies)[int(len(load.latencies) * 0.99)] * 1000)
                    if load.latencies
                    else None,
                }
            await oracle.judge_echoes(source, target, judgement)
        if any(later < earlier for earlier, later in zip(self.watched, self.watched[1:], strict=False)):
            judgement.wrong.append("the relay's checkpoint went backwards")
        if damaged:
            judgement.figures["damaged records"] = len(damaged)
        judgement.figures["partitions"] = oracle.partitions_used(self.log, self.source.topic.name)
        if judgement.figures["partitions"] < 6:  # two consumers, three each
            judgement.wrong.append(
                f"records on {judgement.figures['partitions']} partitions only: nothing was shared out"
            )
        return judgement.settle() | self.figures


async def eventually(
    probe: Callable[[], Awaitable[Any]], what: str, within: float, *, expected: Any = True, pause: float = 0.05
) -> None:
    """Asks until the answer is as expected; fails with the last answer. A database that is away is no answer."""
    deadline = time.monotonic() + within
    seen: Any = None
    while True:
        try:
            seen = await probe()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            seen = type(error).__name__
        if seen == expected:
            return
        if time.monotonic() > deadline:
            raise Broken([f"after {within:.0f} s not so: {what}; last seen: {seen!r}"])
        await asyncio.sleep(pause)


async def as_they_were(postgres: Postgres) -> None:
    """Takes back what the row before changed in the server's settings."""
    superuser = await asyncpg.connect(postgres.url())
    try:
        await superuser.execute("ALTER SYSTEM RESET ALL")
        await superuser.execute("SELECT pg_reload_conf()")
    finally:
        await superuser.close()


@asynccontextmanager
async def laid_out(
    ground: Ground,
    name: str,
    *,
    seed: int,
    full: bool = False,
    variants: tuple[str, ...] = (),
    prepare: tuple[Callable[[asyncpg.Connection], Awaitable[None]], ...] = (),
) -> AsyncIterator[Field]:
    """A field with fresh databases and topics and a clerk for the whole city; its processes are killed at the end."""
    await as_they_were(ground.postgres)
    topic = await fresh_topic(ground.kafka, f"fault.{name}")
    quiet = await fresh_topic(ground.kafka, f"fault.{name}.target", partitions=1)
    source, target = services.source(topic.name), services.target(topic.name, quiet.name)
    urls: dict[Side, tuple[str, str]] = {}
    for side, service in (("source", source), ("target", target)):
        urls[side] = await stack.migrated_databases(ground.postgres, service, f"fault_{side}")  # type: ignore[index]
    made = Field(
        ground=ground,
        name=f"{name}-{uuid4().hex[:4]}",
        seed=seed,
        full=full,
        variants=list(variants),
        source=source,
        target=target,
        urls=urls,
        log=Log(ground.kafka.broker),
        session_timeout_ms=SESSION_TIMEOUT_MS if full or name == "kill_consumers" else SHORT_SESSION_TIMEOUT_MS,
        patience=10 if variants or len(prepare) > 1 else 90,
    )
    async with made.owner("source", superuser=True) as superuser:
        for each in prepare:
            await each(superuser)
    async with made.runtime("source") as runtime:
        now = runtime.clock.now()
        grant = GrantMandate("city", now, CITY_CLERK, PRINCIPAL, "clerk", date(2020, 1, 1), None)
        await runtime.handler.handle(issued(grant))
    try:
        yield made
    finally:
        made.end()


def spread(**figures: Any) -> str:
    """Figures as a line of a report."""
    return " · ".join(f"{name} {value}" for name, value in figures.items() if value not in (None, 0, ""))
