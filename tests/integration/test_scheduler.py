"""The scheduler on a real timers: what cannot be settled yet is passed, and keeps nothing else from being fired."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis.commands import CommandEnvelope, Reply
from services.chassis.errors import NotYetArrived
from services.chassis.loops import Loop
from services.chassis.runtime import Runtime
from services.chassis.scheduler import scheduler as scheduling
from services.chassis.scheduler.scheduler import Scheduler
from services.chassis.scheduler.timers import Entry, Kind, Timers
from services.chassis.sweeping import TIMERS_KEPT, sweeping
from tests.support.chassis import WARD, running, write

NOW = datetime(2024, 5, 14, 2, tzinfo=UTC)
PLANNED = "INSERT INTO reading.agenda (key, due_at, kind, ward_code, payload) VALUES ($1, $2, $3, '03386', '{}')"
STATES = "SELECT key, state FROM reading.agenda ORDER BY key"


@pytest_asyncio.fixture
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, "scheduler_tests") as opened:
        yield opened


async def test_what_waits_or_is_of_a_newer_release_fills_no_page(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "PAGE", 2)
    early = {f"a-{number}" for number in range(5)}
    for number, key in enumerate([*sorted(early), "b-newer", "c-ready"]):
        kind = "of-a-newer-release" if key == "b-newer" else "write"
        await runtime.projector.execute(PLANNED, key, NOW - timedelta(hours=1, seconds=-number), kind)

    def build(entry: Entry, _: datetime) -> object:
        return write(uuid4(), entry.key, ward=WARD)

    async def handle(issued: CommandEnvelope) -> Reply:
        if issued.command.text in early:
            raise NotYetArrived(issued.command.text)
        return await runtime.handler.handle(issued)

    scheduler = Scheduler(
        Timers(plan={}, fire={"write": Kind(build)}),
        dsn=runtime.dsn("projector"),
        service="submissions",
        now=lambda: NOW,
        handle=handle,
        loop=Loop("scheduler"),
    )
    try:
        steps = [await scheduler.step() for _ in range(4)]
        assert steps == [True, True, True, False], "three full pages, then the end: what waits is no work"
        states = {row["key"]: row["state"] for row in await runtime.projector.fetch(STATES)}
        assert states == dict.fromkeys(early, "waiting") | {"b-newer": "waiting", "c-ready": "fired"}
        early.clear()
        while await scheduler.step():
            pass  # from the beginning again, until nothing is due
        states = {row["key"]: row["state"] for row in await runtime.projector.fetch(STATES)}
        assert [key for key, state in states.items() if state == "waiting"] == ["b-newer"]
    finally:
        scheduler.renew()


async def test_what_was_settled_long_ago_is_forgotten_and_fires_nothing_when_it_is_planned_again(
    runtime: Runtime,
) -> None:
    now = runtime.clock.now()
    old, young = now - TIMERS_KEPT - timedelta(days=1), now - TIMERS_KEPT + timedelta(days=1)
    for key, due_at in (("old", old), ("young", young)):
        await runtime.projector.execute(PLANNED, key, due_at, "write")
    note = uuid4()
    at = [old]  # the clock of the scheduler: `settled_at` is of the day, and the window counts from it
    scheduler = Scheduler(
        Timers(plan={}, fire={"write": Kind(lambda entry, _: write(note, entry.key, ward=WARD))}),
        dsn=runtime.dsn("projector"),
        service="submissions",
        now=lambda: at[0],
        handle=runtime.handler.handle,
        loop=Loop("scheduler"),
    )
    sweep = sweeping(runtime.projector, runtime.clock)
    try:
        await sweep()
        assert len(await runtime.projector.fetch(STATES)) == 2, "what waits is never forgotten, however old"
        await scheduler.step()
        at[0] = now
        await scheduler.step()
        await sweep()
        assert [tuple(row) for row in await runtime.projector.fetch(STATES)] == [("young", "fired")]
        events = await runtime.projector.fetchval("SELECT count(*) FROM store.events")
        await runtime.projector.execute(PLANNED, "old", old, "write")
        await scheduler.step()
        assert [tuple(row) for row in await runtime.projector.fetch(STATES)] == [("old", "fired"), ("young", "fired")]
        assert await runtime.projector.fetchval("SELECT count(*) FROM store.events") == events
    finally:
        scheduler.renew()
