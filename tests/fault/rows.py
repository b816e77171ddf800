"""The rows: what is done to the running services. Each leaves the field to heal; the judgement is the same for all.

Numbers in pairs are (short version, long version). A sleep here is the length of a fault, never a hope.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from tests.fault import oracle
from tests.fault.compound import compound
from tests.fault.field import Field, Side, eventually
from tests.fault.load import Load
from tests.fault.oracle import Broken
from tests.fault.proxy import proxied
from tests.fault.scale import seconds, times
from tests.fault.variants import slow_commits
from tests.fault.watching import watching

UNKNOWN = "vn.thidua.submissions.MovementLaunched.v1"
OLDER = {"forget_type": {"ce_type": UNKNOWN}}
"""The target was built before this contract existed."""
Moments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A fault with its title; `prepare` changes the databases before anything is appended.

    Not `short` is for `make fault` only: too long for every run, or of one kind with another row.
    """

    title: str
    run: Callable[[Field], Awaitable[dict[str, Any]]]
    prepare: tuple[Callable[[asyncpg.Connection], Awaitable[None]], ...] = ()
    short: bool = True


async def standing(
    field: Field,
    *,
    relay: Moments | None = None,
    hearer: Moments | None = None,
    models: Moments | None = None,
    **how: Any,
) -> Load:
    """Everything in its own process, two APIs and two consumers, under load."""
    environment = how.pop("hearer_environment", {})
    for name in ("api-1", "api-2"):
        field.start(name, "source", "api")
    field.start("relay-1", "source", "relay", moments=relay)
    field.start("models-1", "source", "projections", moments=models)
    for name in ("hearer-1", "hearer-2"):
        field.start(name, "target", "subscribers", "projections", moments=OLDER | (hearer or {}), **environment)
    return await field.under_load("api-1", "api-2", strikes=0.05, **how)


async def kill_api(field: Field) -> dict[str, Any]:
    """SIGKILL at any moment, also between COMMIT and the answer."""
    load, chance = await standing(field), random.Random(field.seed)
    for number in range(times(field, 3, 60)):
        await load.acknowledge(chance.randrange(5, 30))
        name = f"api-{number % 2 + 1}"
        await field.kill(name)
        field.again(name)
        await field.ready(name)
    field.figures["kills"] = times(field, 3, 60)
    return await field.judged()


async def cut_after_commit(field: Field) -> dict[str, Any]:
    """The append is committed, its answer never comes: the writer asks what became of it."""
    async with proxied(field.ground.postgres.port) as proxy:
        field.database_port = proxy.port
        for name in ("api-1", "api-2"):
            field.start(name, "source", "api")
        field.database_port = None
        field.start("relay-1", "source", "relay")
        field.start("models-1", "source", "projections")
        for name in ("hearer-1", "hearer-2"):
            field.start(name, "target", "subscribers", moments=OLDER)
        load = await field.under_load("api-1", "api-2")
        await load.acknowledge(10)
        proxy.chance = 0.25
        await load.until(lambda: proxy.cuts >= times(field, 15, 150), within=600)
        proxy.chance = 0.0
        field.figures["cuts"] = proxy.cuts
        return await field.judged()


async def stop_api(field: Field) -> dict[str, Any]:
    """One appending process stands still, also in the middle of an append: nobody else waits, nothing is skipped."""
    load = await standing(field)
    await load.acknowledge(100)
    lasting = seconds(field, 3, 30)
    for name in ("api-1", "api-2"):
        load.gap = 0
        field.send(name, signal.SIGSTOP)
        await asyncio.sleep(lasting)
        field.send(name, signal.SIGCONT)
        await load.acknowledge(20)
        if load.gap > 2:
            field.complaints.append(f"while {name} stood still nobody was answered for {load.gap:.1f} s")
    field.figures["stopped s"] = lasting
    return await field.judged()


async def kill_backend(field: Field) -> dict[str, Any]:
    """SIGKILL of a server process: PostgreSQL throws everybody out and recovers."""
    load, chance = await standing(field), random.Random(field.seed)
    for _ in range(times(field, 1, 8)):
        await load.acknowledge(chance.randrange(20, 60))
        async with field.owner("source", superuser=True) as superuser:
            rows = await superuser.fetch(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE 'submissions\\_%'"
            )
        os.kill(chance.choice([row["pid"] for row in rows]), signal.SIGKILL)
        await load.acknowledge(5)
    field.figures["kills"] = times(field, 1, 8)
    return await field.judged()


async def kill_postmaster(field: Field) -> dict[str, Any]:
    """SIGKILL of the whole server: what was acknowledged is in the write-ahead log."""
    load, chance = await standing(field), random.Random(field.seed)
    for _ in range(times(field, 1, 6)):
        await load.acknowledge(chance.randrange(40, 120))
        await asyncio.to_thread(field.ground.postgres.kill)
        began = time.monotonic()
        await asyncio.to_thread(field.ground.postgres.start)
        await load.acknowledge(5)
        field.figures["back in s"] = round(max(field.figures.get("back in s", 0), time.monotonic() - began), 1)
    field.figures["kills"] = times(field, 1, 6)
    return await field.judged()


async def relay_dies(field: Field) -> dict[str, Any]:
    """Killed before a batch is sent, or after it was acknowledged and before the checkpoint: sent again, never lost."""

    def dying(number: int) -> Moments:
        return {"die_around_send": {"chance": 0.5, "sent": number % 2 == 1}}

    load = await standing(field, relay=dying(0))
    for number in range(1, 1 + (deaths := times(field, 5, 60))):
        await field.gone("relay-1", within=60)
        field.again("relay-1", moments=dying(number) if number < deaths else None)
    await load.acknowledge(10)
    field.figures["deaths"] = deaths
    return await field.judged()


async def relay_zombie(field: Field) -> dict[str, Any]:
    """The leader is stopped between acknowledgement and checkpoint, another takes over, the first wakes."""
    load = await standing(field, relay={"pause_before_checkpoint": {"seconds": 0.3}})
    await load.acknowledge(40)
    async with watching(field):
        field.start("relay-2", "source", "relay")
        for leader, other in (("relay-1", "relay-2"), ("relay-2", "relay-1"))[: times(field, 1, 2)]:
            await load.acknowledge(20)
            field.send(leader, signal.SIGSTOP)
            before, began = await field.relay_next(), time.monotonic()

            async def moved(before: int = before) -> bool:
                return await field.relay_next() > before

            await eventually(moved, f"{other} takes over", 10)
            field.figures["takeover s"] = round(time.monotonic() - began, 1)
            await load.acknowledge(times(field, 30, 300))
            field.send(leader, signal.SIGCONT)
            await load.acknowledge(60)
        return await field.judged()


async def broker_down(field: Field) -> dict[str, Any]:
    """No broker at all: commands are taken as ever, the backlog drains afterwards."""
    load = await standing(field)
    await load.acknowledge(60)
    load.gap = 0
    before = len(load.acknowledged)
    await asyncio.to_thread(field.ground.kafka.kill)
    await asyncio.sleep(seconds(field, 6, 120))
    field.figures["taken meanwhile"] = len(load.acknowledged) - before
    if load.gap > 2:
        field.complaints.append(f"without a broker nobody was answered for {load.gap:.1f} s")
    await asyncio.to_thread(field.ground.kafka.start)
    await load.acknowledge(30)
    return await field.judged()


async def kill_consumers(field: Field) -> dict[str, Any]:
    """Consumers killed and stopped while partitions move: each record takes effect once, whoever reads it."""
    load, chance = await standing(field), random.Random(field.seed)
    for number in range(kills := times(field, 2, 20)):
        await load.acknowledge(chance.randrange(10, 40))
        name = f"hearer-{number % 2 + 1}"
        await field.kill(name)
        field.again(name, moments=OLDER)
    for _ in range(stops := times(field, 1, 3)):
        field.send("hearer-1", signal.SIGSTOP)
        await asyncio.sleep(seconds(field, 8, 15))  # longer than the session timeout: its partitions go to the other
        field.send("hearer-1", signal.SIGCONT)
        await load.acknowledge(20)
    field.figures |= {"kills": kills, "stops": stops}
    return await field.judged()


async def kill_models(field: Field) -> dict[str, Any]:
    """Two processes read one store; one dies with the checkpoint moved in an open transaction, one is stopped and wakes."""
    dying = {"die_inside_transaction": {"chance": 0.2}}
    load = await standing(field)
    await field.kill("models-1")
    field.again("models-1", moments=dying)
    for _ in range(deaths := times(field, 4, 60)):
        await field.gone("models-1", within=60)
        field.again("models-1", moments=dying)
        await load.acknowledge(3)
    if field.alive("models-1"):
        await field.kill("models-1")
    field.again("models-1")
    field.start("models-2", "source", "projections")
    await load.acknowledge(15)  # both know where they stand
    for name in ("models-2", "models-1") * times(field, 1, 10):
        field.send(name, signal.SIGSTOP)
        await load.acknowledge(15)
        field.send(name, signal.SIGCONT)
    await load.acknowledge(20)
    field.figures["deaths"] = deaths
    return await field.judged()


async def until_streams_have_gaps(field: Field, load: Load, enough: int) -> None:
    """Load goes on until so many streams go on behind what is lost or damaged: chance alone may spare them all."""
    deadline = time.monotonic() + 600
    while (found := oracle.gaps(field.log, field.source.topic.name)) < enough:
        assert time.monotonic() < deadline, f"only {found} streams have gaps"
        await load.acknowledge(20)
        await field.log.extend(field.source.topic.name)
    field.figures["streams with a gap"] = found


async def poison(field: Field) -> dict[str, Any]:
    """One record in a hundred is damaged, one note in a hundred cannot be applied by a broken release; then all is mended."""
    load = await standing(
        field,
        relay={"damage": {"share": 0.01 if field.full else 0.02}},
        hearer_environment={"FAULT_BROKEN": "1"},
        sick=0.01 if field.full else 0.02,
        rate=100,
    )
    await load.acknowledge(times(field, 250, 1_500), within=600)
    await until_streams_have_gaps(field, load, 5)
    await load.stop()
    await field.taken_to_the_end()
    async with field.owner("target") as target:
        reasons = await target.fetch("SELECT reason, count(*) AS times FROM reading.parked GROUP BY reason")
    field.figures["parked"] = sum(row["times"] for row in reasons)
    if not {"poison", "behind"} <= {row["reason"] for row in reasons}:
        field.complaints.append(f"nothing was poisoned: {[tuple(row) for row in reasons]}")
    for name in ("relay-1", "hearer-1", "hearer-2"):
        await field.kill(name)
    for name in ("hearer-1", "hearer-2"):
        field.children[name].environment.pop("FAULT_BROKEN")
        field.again(name, moments=OLDER)
    field.again("relay-1")
    await field.replay()
    await field.taken_to_the_end()
    field.figures["redriven"] = await field.redrive(discard_damaged=True)
    return await field.judged()


async def unknown_types(field: Field) -> dict[str, Any]:
    """Half of what comes is of a type that the target was not built with: skipped, counted, never parked."""
    load = await standing(field, rate=100)
    load.strikes = 0.5
    await load.acknowledge(times(field, 100, 600), within=600)
    figures = await field.judged()
    async with field.owner("target") as target:
        seen = await target.fetchval(
            "SELECT count(*) FROM reading.seen WHERE reader = 'heard' AND contract = $1", UNKNOWN.rpartition(".v")[0]
        )
    if not seen:
        raise Broken(["no record of an unknown type came by"])
    return figures | {"unknown": seen}


async def disorder(field: Field) -> dict[str, Any]:
    """Records three times, out of order within fifty, and some never: holes stop their stream, a replay heals them."""
    load = await standing(field, relay={"disorder": {"duplicates": 0.1, "window": 50, "losses": 0.03}}, rate=100)
    field.disordered = True
    await load.acknowledge(times(field, 200, 1_500), within=600)
    await until_streams_have_gaps(field, load, 3)
    await load.stop()
    await field.taken_to_the_end()
    async with field.owner("target") as target:
        held = await target.fetchval("SELECT count(DISTINCT stream_id) FROM reading.parked WHERE reason = 'hole'")
    field.figures["streams with a hole"] = held
    await field.kill("relay-1")
    field.again("relay-1")
    await field.replay()
    return await field.judged()


async def manager_dies(field: Field) -> dict[str, Any]:
    """Killed after its command is durable and before its checkpoint: the command comes again and is recognised."""
    moments = OLDER | {"die_between_command_and_checkpoint": {"chance": 0.05}}
    load = await standing(field, hearer=moments)
    deaths, wanted = 0, times(field, 2, 8)
    while deaths < wanted:
        await load.acknowledge(5)
        for name in ("hearer-1", "hearer-2"):
            if not field.alive(name):
                deaths += 1
                field.again(name, moments=moments)
    for name in ("hearer-1", "hearer-2"):
        await field.kill(name)
        field.again(name, moments=OLDER)
    field.figures["deaths"] = deaths
    return await field.judged()


async def rebuild_killed(field: Field) -> dict[str, Any]:
    """A rebuild under load is killed half way; the live model never notices, and the next rebuild succeeds."""
    load = await standing(field)
    sides: tuple[tuple[str, Side, str], ...] = (("rebuild-1", "source", "notes"), ("rebuild-2", "target", "heard"))
    for name, side, reader in sides:
        for kill in range(times(field, 1, 5)):
            await load.acknowledge(40)
            field.start(name, side, "rebuild", moments={"slow_batches": {"seconds": 0.3}}, FAULT_READER=reader)

            async def filling(side: Side = side) -> bool:
                async with field.owner(side) as owner:
                    return bool(await owner.fetchval("SELECT to_regnamespace('rebuild') IS NOT NULL"))

            await eventually(filling, "the rebuild has begun", 20)
            await asyncio.sleep(0.05 * (kill % 5))
            await field.kill(name)
        field.start(name, side, "rebuild", FAULT_READER=reader)
        await field.gone(name, within=60)
        async with field.owner(side) as owner:
            version = await owner.fetchval("SELECT version FROM reading.readers WHERE reader = $1", reader)
        if version != 2:
            raise Broken([f"the rebuild of {reader} did not switch: version {version}"])
    await load.acknowledge(30)
    field.figures["kills"] = times(field, 2, 10)
    return await field.judged()


ROWS: dict[str, Row] = {
    "kill_api": Row("kill -9 of an API under load", kill_api, short=False),
    "cut_after_commit": Row("TCP cut right after COMMIT was sent", cut_after_commit),
    "stop_api": Row("SIGSTOP of one appending process while another appends", stop_api, (slow_commits,), short=False),
    "kill_backend": Row("kill -9 of a PostgreSQL backend", kill_backend, short=False),
    "kill_postmaster": Row("kill -9 of the postmaster", kill_postmaster),
    "relay_dies": Row("kill -9 of the relay around sending, before its checkpoint", relay_dies),
    "relay_zombie": Row("a stopped relay leader wakes after another took over", relay_zombie, short=False),
    "broker_down": Row("the broker is away while commands go on", broker_down),
    "kill_consumers": Row("kill -9 and SIGSTOP of consumers while partitions move", kill_consumers, short=False),
    "kill_models": Row("kill -9 of a reader inside its transaction, SIGSTOP of one of two", kill_models),
    "poison": Row("poison: bad bytes, unreadable headers, wrong shape, an apply that raises", poison),
    "unknown_types": Row("unknown types", unknown_types, short=False),
    "disorder": Row("duplicates, disorder and losses, then a replay", disorder),
    "manager_dies": Row("kill -9 of a process manager between command and checkpoint", manager_dies),
    "rebuild_killed": Row("a rebuild is killed half way under load", rebuild_killed, short=False),
    "compound": Row("three of these at a time, over and over", compound, short=False),
}
