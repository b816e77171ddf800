"""Append: one durable event per command, loaded and decided, 64 callers; beside the peer and beside our append alone."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from uuid import UUID, uuid4

from services.chassis import telemetry
from services.chassis.commands import CommandEnvelope
from services.chassis.event_store.append import Append, Appender, NewEvent
from services.chassis.runtime import Runtime, opened
from services.chassis.settings import role_dsn
from services.chassis.span_files import SpanFiles
from services.submissions.app import SERVICE
from services.submissions.reports.events import Owed
from tests.bench import peer, seeds
from tests.bench.figures import Cores, Result, Runs, Scale, Target, spent
from tests.bench.ground import Ground, Urls, run
from tests.support.stack import fresh_database

CALLERS = 64
FASTEST = 14_000
"""More events a second than anybody here stores: how many streams must be ready."""


def measure(on: Ground, scale: Scale) -> Result:
    """Runs all sides one after the other, several times round."""
    each = max(int(FASTEST * scale.seconds), 200)
    urls = on.database(SERVICE, "bench_append")
    owing = seeds.reports(each * scale.runs, scale.seed)
    clerk = run(_prepare(on, urls, owing))
    theirs = run(fresh_database(on.postgres, "bench_peer"))
    unit = "commands/s"
    ours = Runs("ours: load, decide, append", unit)
    alone = Runs("ours: append alone", "events/s")
    sides = {
        False: Runs("eventsourcing: application", unit),
        True: Runs("eventsourcing: application, database functions", unit),
    }
    recorder = Runs("eventsourcing: recorder alone, database functions", "events/s")
    cores = Cores(**{"callers and handler": os.getpid(), "postgresql": on.postgres.pid})
    cost = spent(os.getpid(), on.postgres.pid)
    with ExitStack() as stack:
        apps = {side: peer.application(theirs, functions=side, connections=16) for side in sides}
        for app in apps.values():
            stack.callback(app.close)
        papers = iter(peer.made(apps[False], max(int(3000 * scale.seconds), 200) * 2 * scale.runs))
        for number in range(scale.runs):
            ids = [which.report_id for which in owing[number * each : (number + 1) * each]]
            cores.begin()
            began = time.perf_counter()
            note(ours, run(_handled(on, urls, clerk, ids, scale, cost)))
            cores.end(time.perf_counter() - began)
            note(alone, run(_appended(urls, each * 2, scale.seconds, cost)))
            for side, runs in sides.items():
                note(runs, peer.load_and_save(apps[side], papers, scale.seconds, CALLERS, cost))
            note(recorder, peer.record_only(apps[True], scale.seconds, CALLERS, cost))
    return Result(
        "append",
        "Durable append of one event per command, load and decide included",
        ours,
        [alone, *sides.values(), recorder],
        [
            Target("times its application", ours.median / sides[False].median, 10, "×"),
            Target("times its fastest setting (database functions)", ours.median / sides[True].median, 2.5, "×"),
            Target("of our append alone, in %", 100 * ours.median / alone.median, 50, "%"),
        ],
        "Python in the one process that handles: the handler's own work and the driver's; PostgreSQL has room left.",
        scale,
        f"{CALLERS} callers in one process, real command SubmitReport under a mandate, its stream (one event) and the "
        "mandate's loaded, 600 bytes of data an event, fsync on; the peer with 64 threads and 16 connections, 600 bytes. "
        "What is sent was made before, on every side. Like beside like: its recorder alone loads and decides nothing, so it "
        "stands beside our append alone.",
        cores.shares(),
        {"our append alone, times its recorder alone": {"×": round(alone.median / recorder.median, 2)}},
    )


async def _prepare(on: Ground, urls: Urls, owing: list[Owed]) -> seeds.Clerk:
    await seeds.fill_reports(urls, owing)
    async with opened(SERVICE, on.settings(urls)) as runtime:
        return await seeds.clerk_of(runtime)


def note(runs: Runs, sped: peer.Sped) -> None:
    """Notes one run."""
    runs.values.append(sped[0])
    runs.cpu.append(sped[1])


async def _handled(
    on: Ground, urls: Urls, clerk: seeds.Clerk, ids: Sequence[UUID], scale: Scale, cost: peer.Cost
) -> peer.Sped:
    spans = SpanFiles(on.home / "spans", service="submissions", process="bench")
    telemetry.record("submissions", "bench", scale.sampling, [spans])
    try:
        async with opened(SERVICE, on.settings(urls)) as runtime:
            return await _flood(_sending(runtime, [seeds.submit(which, clerk) for which in ids]), scale.seconds, cost)
    finally:
        telemetry.record("submissions", "bench", 0, [])


def _sending(runtime: Runtime, ready: Iterable[CommandEnvelope]) -> Callable[[], Awaitable[bool]]:
    commands = iter(ready)

    async def one() -> bool:
        command = next(commands, None)
        if command is None:
            return False
        reply = await runtime.handler.handle(command)
        assert reply.version == 2
        return True

    return one


async def _appended(urls: Urls, ready: int, seconds: float, cost: peer.Cost) -> peer.Sped:
    """The same append without load and decide: one event, its key, and conditions on two streams."""
    appender = Appender(role_dsn(urls.facts, "writer"), epoch=1)
    appends = iter([_append(event) for event in _events(ready)])

    async def one() -> bool:
        append = next(appends, None)
        return append is not None and (await appender.append(append)).verdict == "done"

    try:
        return await _flood(one, seconds, cost)
    finally:
        await appender.close()


def _events(number: int) -> Iterator[NewEvent]:
    which = seeds.reports(1, 1)[0]
    event = seeds.stored(seeds.submitted(which), which, seeds.WARD)
    for _ in range(number):
        event_id = uuid4()
        yield replace(event, stream_id=f"report-{event_id}", event_id=event_id)


def _append(event: NewEvent) -> Append:
    key = str(event.event_id)
    conditions = ((event.stream_id, 0), ("mandate-of-nobody", 0))
    return Append("system:bench", key, key.encode(), event.stream_id, (event,), conditions)


async def _flood(one: Callable[[], Awaitable[bool]], seconds: float, cost: peer.Cost) -> peer.Sped:
    """Done a second by 64 callers, each of whom waits for an answer before the next."""
    done = 0
    before = cost()
    began = time.perf_counter()
    until = began + seconds

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() < until and await one():
            done += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())
    return done / (time.perf_counter() - began), (cost() - before) / max(done, 1) * 1e6


def size_of_an_event() -> int:
    """Bytes of data of the event that is stored."""
    event = seeds.submitted(seeds.reports(1, 1)[0])
    return len(SERVICE.publishing.registry.encode(event, uuid4(), {}))
