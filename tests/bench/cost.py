"""Cost: the processor time of a fact until all services have settled, process by process, and what the stack takes at rest."""

from __future__ import annotations

import asyncio
import time

import asyncpg

from tests.bench import seeds
from tests.bench.accept import WARDS, things
from tests.bench.figures import Cores, Result, Runs, Scale, Target
from tests.bench.flooding import flooded, settled
from tests.bench.ground import Ground
from tests.bench.whole import Whole, whole_stack

FLOOD, BACKLOG = 300, 1_000
"""Facts of each for a second of the scale; all of them are taken, however long that lasts."""
PATIENCE = 1_800
WARM = 200
REST = 10
"""Seconds at rest, however short the runs are: what strikes once a second is seen often enough."""
IDLE, OPEN = 0.09, 25
"""At most: half of the 0.185 cores and 51 connections of bb465f6."""
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


def measure(on: Ground, scale: Scale) -> Result:
    """At rest, a flood and a backlog, several times round."""
    flood, backlog = int(FLOOD * scale.seconds), int(BACKLOG * scale.seconds)
    owing = seeds.reports(WARM + (flood + backlog) * scale.runs, scale.seed)
    ready = things(owing)
    resting, flooding, catching_up = Cores(), Cores(), Cores()
    flood_cost = Runs("ours: a fact of a flood of 64 connections", "µs")
    backlog_cost = Runs("ours: a fact of a backlog", "µs")
    idle, connections = Runs("cores of the whole stack at rest", "cores"), Runs("connections to PostgreSQL at rest", "")
    with whole_stack(on, "bench_cost", owing) as whole:
        flooded(whole, ready[:WARM], PATIENCE, Cores())
        for first in range(WARM, len(owing), flood + backlog):
            idle.values.append(_at_rest(whole, scale.at_least(scale.seconds, REST), resting))
            connections.values.append(asyncio.run(_connections(on)))
            before = flooding.used()
            found = flooded(whole, ready[first : first + flood], PATIENCE, flooding)
            flood_cost.values.append((flooding.used() - before) / found.facts * 1e6)
            before = catching_up.used()
            numbers = range(first + flood, first + flood + backlog)
            sent = [seeds.stored(seeds.submitted(owing[n]), owing[n], seeds.WARDS[n % WARDS]) for n in numbers]
            began = time.time()
            catching_up.begin(**whole.pids())
            asyncio.run(seeds.fill(whole.urls["submissions"], sent))
            settled(whole)
            catching_up.end(time.time() - began)
            backlog_cost.values.append((catching_up.used() - before) / backlog * 1e6)
    return Result(
        "cost",
        "Processor time of a fact until all services have settled, and of the stack at rest",
        flood_cost,
        [backlog_cost],
        [
            Target("cores of the whole stack at rest", idle.median, IDLE, "cores", at_most=True),
            Target("connections to PostgreSQL at rest", connections.median, OPEN, at_most=True),
        ],
        "Python in every process, and PostgreSQL's statements for each of them.",
        scale,
        f"{flood:,} reports over HTTP, then {backlog:,} stored at once as sent (PostgreSQL's share has their append in it); all processes "
        "together, without the generator; then nobody asks for anything.",
        flooding.shares(),
        {
            "a fact of a flood, µs": flooding.for_each(flood * scale.runs),
            "a fact of a backlog, µs": catching_up.for_each(backlog * scale.runs),
            idle.name: idle.facts(),
            connections.name: connections.facts(),
            "cores at rest": {name: round(used, 3) for name, used in resting.shares().items()},
        },
    )


def _at_rest(whole: Whole, seconds: float, cores: Cores) -> float:
    """The cores that all processes use together while nothing is asked of them."""
    before = cores.used()
    cores.begin(**whole.pids())
    time.sleep(seconds)
    cores.end(seconds)
    return (cores.used() - before) / seconds


async def _connections(on: Ground) -> int:
    connection = await asyncpg.connect(on.postgres.url())
    try:
        return int(await connection.fetchval(CONNECTIONS))
    finally:
        await connection.close()
