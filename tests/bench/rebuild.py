"""Rebuild: a read model of 200,000 events, from the first record to the switch; beside it the bare upserts."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import asyncpg

from services.chassis import garbage
from services.chassis.readers.rebuild import rebuild
from services.submissions.app import SERVICE
from services.submissions.reports import tracking
from services.submissions.reports.events import Owed
from tests.bench import seeds
from tests.bench.figures import Result, Runs, Scale, Target, spent
from tests.bench.ground import Ground, Urls

SCHEMA = Path(tracking.__file__).with_name("tracking.sql").read_text()
REQUESTED = """
INSERT INTO tracking (ward_code, report_id, plan_id, obligation_id, unit_id, year, period, state, due_at, locks_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'due', $8, $9, $10)
"""
SENT = """
UPDATE tracking SET state = 'submitted', attempt = $3, channel = $4, sent_at = $5, first_at = least(first_at, $5), on_time = $6,
    version = $7
WHERE ward_code = $1 AND report_id = $2
"""
EVENTS = 40_000
"""A second of the scale."""
ENOUGH = 200_000
"""Events, however short the runs are: a smaller model hides what grows with its size."""


def measure(on: Ground, scale: Scale) -> Result:
    """Rebuilds the tracking grid several times."""
    reports = seeds.reports(int(scale.at_least(EVENTS * scale.seconds, ENOUGH)) // 2, scale.seed)
    garbage.collect_rarely()  # as `thidua projections rebuild` does
    urls = on.database(SERVICE, "bench_rebuild")
    asyncio.run(_fill(urls, reports))
    ours = Runs("ours: rebuild of the tracking grid", "events/s")
    peer = Runs("the same rows by executemany, nothing else", "statements/s")
    cost = spent(os.getpid(), on.postgres.pid)
    for _ in range(scale.runs):
        before = cost()
        done = asyncio.run(rebuild(SERVICE, "tracking", on.settings(urls), who="bench"))
        assert done.records == 2 * len(reports), done
        ours.values.append(done.records / done.seconds)
        ours.cpu.append((cost() - before) / done.records * 1e6)
        peer.values.append(asyncio.run(_bare(on, urls, reports)))
    return Result(
        "rebuild",
        "Rebuild of a read model",
        ours,
        [peer],
        [
            Target("events a second", ours.median, 40_000, "events/s"),
            Target("times executemany", ours.median / peer.median, 5),
        ],
        "Python decodes each event; rows are folded in memory, copied once, and indexed at the end.",
        scale,
        f"{2 * len(reports):,} events: each report owed, then sent; seconds from the start of the command to the switch.",
    )


async def _fill(urls: Urls, reports: list[Owed]) -> None:
    await seeds.fill_reports(urls, reports, seeds.WARDS)
    sent = (
        seeds.stored(seeds.submitted(which), which, seeds.WARDS[number % len(seeds.WARDS)])
        for number, which in enumerate(reports)
    )
    await seeds.fill(urls, sent)


async def _bare(on: Ground, urls: Urls, reports: list[Owed]) -> float:
    """The two statements of each report in batches of 500, on a table of its own, by the superuser."""
    event = seeds.requested(reports[0])
    connection = await asyncpg.connect(on.postgres.url(urls.name), server_settings={"search_path": "bare, public"})
    try:
        await connection.execute("DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare;")
        await connection.execute(SCHEMA)
        owing = [(seeds.WARDS[number % len(seeds.WARDS)], which) for number, which in enumerate(reports)]
        began = time.perf_counter()
        for start in range(0, len(reports), 500):
            part = owing[start : start + 500]
            async with connection.transaction():
                await connection.executemany(
                    REQUESTED,
                    [
                        (ward, w.report_id, event.plan_id, w.obligation_id, w.unit_id, w.year, w.period, event.due_at,
                         event.locks_at, 1)
                        for ward, w in part
                    ],
                )  # fmt: skip
                await connection.executemany(
                    SENT, [(ward, w.report_id, 1, "electronic", event.due_at, True, 2) for ward, w in part]
                )
        return 2 * len(reports) / (time.perf_counter() - began)
    finally:
        await connection.execute("DROP SCHEMA bare CASCADE")
        await connection.close()
