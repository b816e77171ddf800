"""History: what a store of 10⁵, 10⁶ and 10⁷ events takes and costs, by one service on real servers.

One store grows through the sizes. It is filled through the real schema by COPY, with a chain and command keys that verification accepts;
then the real relay and readers catch up, and everything else is asked of it as people and operators do.
`python -m tests.bench.history 100000 1000000`, as `make scale` does.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

import asyncpg

from deploy.cli.deployment import Deployment
from deploy.cli.trace import find
from deploy.local.addresses import Databases
from deploy.verify.service import verify
from deploy.verify.signed import Checkpoints
from services.chassis.broker import Broker
from services.chassis.commands import COMMANDS
from services.chassis.event_store.names import Names
from services.chassis.publishing import kept
from services.chassis.runtime import opened
from services.chassis.settings import role_dsn
from services.submissions.app import SERVICE
from services.submissions.reports.events import Owed, ReportAccepted
from services.submissions.reports.query import GRID_CELLS
from tests.bench import seeds
from tests.bench.ground import Ground, Urls, ground, run
from tests.support.eventually import eventually
from tests.support.provenance import ROOT, commit, hardware

T = TypeVar("T")

REPORT: Final = ROOT / "tests" / "bench" / "HISTORY.md"
SEED: Final = 20240101
CHUNK: Final = 1000
"""Reports that are asked for, sent and accepted together: three thousand events."""
ASKED: Final = 200
"""Reports that one command asks for, as a plan that is issued does."""
UNITS: Final = 50
EACH: Final = 3
"""Units of a ward, and the reports of each in a year's plan: the smallest store holds every ward's first plan whole."""
DAY: Final = 5000
"""Events of a day, which an increment reads."""
APPENDS: Final = 2000
CALLERS: Final = 16
TRACED: Final = 15
BEHIND: Final = """
SELECT (SELECT max(position) FROM store.events) + 1
    - least((SELECT next FROM reading.relay), (SELECT next FROM reading.named), (SELECT min(c.next) FROM reading.checkpoint c
        JOIN reading.readers r ON r.reader = c.reader AND r.version = c.version WHERE c.source = 'store'))
"""
TABLES: Final = """
SELECT n.nspname || '.' || c.relname AS name, pg_table_size(c.oid) AS rows, pg_indexes_size(c.oid) AS indexes
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname IN ('store', 'reading', 'read') AND pg_total_relation_size(c.oid) > 1000000
ORDER BY pg_total_relation_size(c.oid) DESC
"""
INDEXES: Final = """
SELECT c.relname AS name, pg_relation_size(c.oid) AS size FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = 'store.events'::regclass ORDER BY 2 DESC
"""
HEAD: Final = "SELECT position, hash, recorded_at FROM store.events ORDER BY position DESC LIMIT 1"
SOME: Final = """
SELECT e.event_id, e.event_type, e.schema_version, e.stream_id, e.data::text AS data, e.metadata ->> 'command' AS command,
       e.metadata ->> 'correlation' AS correlation
FROM store.events e WHERE e.position = ANY ($1::bigint[]) AND e.event_type = 'report-submitted'
"""
EVENTS: Final = "position stream_id stream_version event_id event_type schema_version ward_code data metadata recorded_at hash published"
KEYS: Final = "actor key body_hash stream_id stream_version position refusal recorded_at"


@dataclass(slots=True)
class Filling:
    """Events and command keys as the append function would store them, from a position on."""

    position: int
    hash: bytes
    at: datetime
    events: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)

    def command(self, ward: str, facts: Sequence[tuple[Owed, int, Any]]) -> None:
        """One command of a system of this benchmark, with these events: the report, its version and the fact."""
        key = f"history-{self.position}"
        command = uuid5(COMMANDS, f"system:bench\n{key}")
        about = seeds.ABOUT % (uuid5(command, "matter"), command)
        for number, (which, version, fact) in enumerate(facts):
            self.position += 1
            self.at += timedelta(microseconds=100)
            how, event_id, stream = (
                SERVICE.publishing.registry.stored(fact),
                uuid5(command, str(number)),
                f"report-{which.report_id}",
            )
            data = SERVICE.publishing.registry.encode(fact, event_id, {})
            place = [self.position, stream, version, str(event_id), how.name, how.version, ward]
            text = json.dumps([*place, f"{self.at:%Y-%m-%dT%H:%M:%S.%fZ}", data, about], ensure_ascii=False)
            self.hash = hashlib.sha256(self.hash + text.encode()).digest()
            published = kept(SERVICE.publishing.bodies(fact))
            self.events.append((*place[:3], event_id, *place[4:], data, about, self.at, self.hash, published))
        first = self.events[-len(facts)]
        self.keys.append(("system:bench", key, b"", first[1], first[2], self.position, None, self.at))

    def chunk(self, owing: Sequence[Owed]) -> None:
        """So many reports are asked for, then sent, then accepted, ward by ward in turn."""
        for start in range(0, len(owing), ASKED):
            part, ward = owing[start : start + ASKED], ward_of(owing[start])
            self.command(ward, [(which, 1, seeds.requested(which)) for which in part])
        for which in owing:
            self.command(ward_of(which), [(which, 2, seeds.submitted(which))])
        for which in owing:
            self.command(ward_of(which), [(which, 3, ReportAccepted(owed=which, attempt=1, at=self.at))])


def ward_of(which: Owed) -> str:
    """The ward of a report's unit."""
    return seeds.WARDS[which.unit_id.int >> 64]


def owing_from(number: int, seed: int) -> Iterator[list[Owed]]:
    """Reports for ever, in chunks: each command's of one ward, each unit's one after the other."""
    while True:
        chunk = []
        for each in range(number, number + CHUNK):
            block, within = divmod(each, ASKED)
            turn, ward = divmod(block, len(seeds.WARDS))
            year, place = divmod(turn * ASKED + within, UNITS * EACH)
            made = seeds.reports(1, seed * 10**9 + each)[0]
            unit_id = UUID(int=(ward << 64) + place % UNITS)
            chunk.append(replace(made, unit_id=unit_id, obligation_id=plan_of(ward, year)))
        yield chunk
        number += CHUNK


def plan_of(ward: int, year: int) -> UUID:
    """The plan of a ward in some year."""
    return uuid5(COMMANDS, f"plan of {ward} in {year}")


async def fill(urls: Urls, size: int, seed: int) -> None:
    """Fills the store up to a size, or a little beyond: chunks are whole."""
    connection = await asyncpg.connect(urls.facts, statement_cache_size=0)
    try:
        head = await connection.fetchrow(HEAD)
        assert head is not None  # the clerk's mandate is there
        filling = Filling(head["position"], bytes(head["hash"]), head["recorded_at"])
        number = await connection.fetchval("SELECT count(*) FROM store.events WHERE stream_version = 1")
        for owing in owing_from(-(-number // CHUNK) * CHUNK, seed):
            if filling.position >= size:
                return
            filling.chunk(owing)
            async with connection.transaction():
                for table, columns, rows in (("events", EVENTS, filling.events), ("commands", KEYS, filling.keys)):
                    await connection.copy_records_to_table(
                        table, schema_name="store", columns=columns.split(), records=rows
                    )
                    rows.clear()
    finally:
        await connection.close()


async def caught_up(urls: Urls, within: float) -> None:
    """Relay, readers and names have taken everything."""
    connection = await asyncpg.connect(urls.facts)
    try:
        await eventually(lambda: connection.fetchval(BEHIND), 0, within=within)
    finally:
        await connection.close()


async def sizes(urls: Urls) -> tuple[dict[str, float], dict[str, float]]:
    """Bytes per event of each table, its indexes included, and of each index of the events."""
    connection = await asyncpg.connect(urls.facts)
    try:
        for table in ("store.events", "store.commands", "reading.names"):
            await connection.execute(f"VACUUM (ANALYZE) {table}")
        events = await connection.fetchval("SELECT max(position) FROM store.events")
        tables = {row["name"]: (row["rows"] + row["indexes"]) / events for row in await connection.fetch(TABLES)}
        return tables, {row["name"]: row["size"] / events for row in await connection.fetch(INDEXES)}
    finally:
        await connection.close()


async def append(on: Ground, urls: Urls, clerk: seeds.Clerk, seed: int) -> tuple[float, float]:
    """Milliseconds of a real command, load and decide included: p50 and p99 of callers that send one after the other."""
    owing = seeds.reports(APPENDS, seed)
    await seeds.fill_reports(urls, owing)
    waiting, took = iter(owing), []
    async with opened(SERVICE, on.settings(urls)) as runtime:

        async def caller() -> None:
            for which in waiting:
                began = time.perf_counter()
                await runtime.handler.handle(seeds.submit(which.report_id, clerk))
                took.append(1000 * (time.perf_counter() - began))

        await asyncio.gather(*(caller() for _ in range(CALLERS)))
    took.sort()
    return took[len(took) // 2], took[math.ceil(len(took) * 0.99) - 1]


async def grid(urls: Urls) -> float:
    """Milliseconds of the cells of fifty units of one ward's plan, as the page of the grid asks for them."""
    connection = await asyncpg.connect(role_dsn(urls.facts, "api"), server_settings={"search_path": "read, public"})
    took = []
    try:
        for ward in range(TRACED):
            units = [UUID(int=(ward << 64) + unit) for unit in range(UNITS)]
            async with connection.transaction():
                await connection.execute("SELECT set_config('app.wards', $1, true)", f"{{{seeds.WARDS[ward]}}}")
                cells = connection.fetch(GRID_CELLS, seeds.WARDS[ward], plan_of(ward, 0), units)
                answer, milliseconds = await timed(cells)
                assert len(answer) == UNITS * EACH
                took.append(milliseconds)
    finally:
        await connection.close()
    return statistics.median(took)


async def traces(urls: Urls, size: int) -> dict[str, float]:
    """Milliseconds of one whole story by each kind of id, in the middle of several."""
    where = Deployment({SERVICE.name: Databases(urls.facts, urls.keys)}, None, declared={SERVICE.name: SERVICE})
    connection = await asyncpg.connect(urls.facts)
    try:
        step = size // (TRACED * 8)
        some = await connection.fetch(SOME, list(range(step, size, step)))
    finally:
        await connection.close()
    names = Names(SERVICE.publishing)
    asked: dict[str, Callable[[asyncpg.Record], object]] = {
        "event": lambda row: row["event_id"],
        "command": lambda row: row["command"],
        "correlation": lambda row: row["correlation"],
        "stream": lambda row: row["stream_id"],
        "thing": lambda row: row["stream_id"][-36:],
        "published id": lambda row: names.public_ids(row)[0],
    }
    found = {}
    for kind, of in asked.items():
        took = []
        for row in some[:TRACED]:
            wanted = str(of(row))
            story, milliseconds = await timed(find(where, wanted))
            assert story is not None and len(story.events) == 3, (kind, wanted)
            took.append(milliseconds)
        found[kind] = statistics.median(took)
    return found


async def timed(question: Awaitable[T]) -> tuple[T, float]:
    """An answer, and the milliseconds it took."""
    began = time.perf_counter()
    return await question, 1000 * (time.perf_counter() - began)


def verified(on: Ground, urls: Urls, *, full: bool) -> dict[str, Any]:
    """Seconds and MB of a verification in a process of its own, which signs."""
    given = {
        "facts": urls.facts,
        "keys": urls.keys,
        "bootstrap": on.kafka.bootstrap,
        "folder": str(on.home),
        "full": full,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.history", "--verify", json.dumps(given)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'contracts'}"},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def verify_here(given: dict[str, Any]) -> None:
    """What that process does."""
    began = time.perf_counter()
    verdict = asyncio.run(
        verify(
            SERVICE,
            urls=Databases(given["facts"], given["keys"]),
            broker=Broker(given["bootstrap"]),
            checkpoints=Checkpoints(Path(given["folder"]) / "checkpoints"),
            full=given["full"],
            sign=True,
        )
    )
    told = {
        "seconds": time.perf_counter() - began,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "findings": [str(finding) for finding in verdict.findings],
        "counts": verdict.counts,
    }
    print(json.dumps(told))


def measure(on: Ground, wanted: Sequence[int], seed: int) -> Iterator[dict[str, Any]]:
    """One size after the other, in one store that grows."""
    urls = on.database(SERVICE, "bench_history")

    async def begin() -> seeds.Clerk:
        async with opened(SERVICE, on.settings(urls)) as runtime:
            return await seeds.clerk_of(runtime)

    clerk = run(begin())
    for size in wanted:
        began = time.perf_counter()
        run(fill(urls, size, seed))
        filled = time.perf_counter() - began
        on.service(SERVICE.name, urls, "relay", "projections", "subscribers", "scheduler")
        began = time.perf_counter()
        run(caught_up(urls, within=size / 100))
        followed = time.perf_counter() - began
        tables, indexes = run(sizes(urls))
        stories = run(traces(urls, size))
        on.stop(f"{SERVICE.name}-worker")
        full = verified(on, urls, full=True)
        p50, p99 = run(append(on, urls, clerk, seed + size))
        cells = run(grid(urls))
        run(fill(urls, size + APPENDS * 2 + DAY, seed))
        on.service(SERVICE.name, urls, "relay", "projections", "subscribers", "scheduler")
        run(caught_up(urls, within=120))
        on.stop(f"{SERVICE.name}-worker")
        increment = verified(on, urls, full=False)
        yield {
            "size": size,
            "filled": filled,
            "followed": followed,
            "tables": tables,
            "indexes": indexes,
            "append p50": p50,
            "append p99": p99,
            "grid": cells,
            "traces": stories,
            "full": full,
            "increment": increment,
        }


def write(results: Sequence[dict[str, Any]], seed: int, path: Path = REPORT) -> None:
    """The report: a column per size, relative to the first."""
    every = [10**5, 10**6, 10**7]
    of = {result["size"]: result for result in results}
    first = results[0]

    def row(
        name: str, value: Callable[[dict[str, Any]], float], unit: str, target: str = "", *, times: bool = True
    ) -> str:
        cells = []
        for size in every:
            if size not in of:
                cells.append("not run")
                continue
            here = value(of[size])
            ratio = f" ({here / value(first):.2f} ×)" if times and of[size] is not first and value(first) else ""
            cells.append(f"{here:,.0f} {unit}{ratio}" if here >= 100 else f"{here:.2g} {unit}{ratio}")
        return f"| {name} | {' | '.join(cells)} | {target} |"

    wrong = [finding for result in results for kind in ("full", "increment") for finding in result[kind]["findings"]]
    tables = list(dict.fromkeys(name for result in results for name in result["tables"]))
    lines = [
        "# History: what a store takes and costs as it grows",
        "",
        f"Written by `make scale` on {datetime.now(UTC):%Y-%m-%d}, commit {commit()}, seed {seed}. {hardware()}.",
        "Everything runs on this one machine, PostgreSQL with 64 MB of shared buffers. One service (submissions) in one store that",
        "grows; in brackets, times the first column. The store is filled by COPY through the real schema (chain and command keys",
        "included), then relay and readers catch up. Other work on the machine shows in every figure by the clock.",
        "",
        "| | 10⁵ events | 10⁶ events | 10⁷ events | target |",
        "|---|---|---|---|---|",
        row(
            f"append, p99 of {CALLERS} callers, load and decide included",
            lambda r: r["append p99"],
            "ms",
            "≤ 1.2 × at 10⁷",
        ),
        row("append, p50", lambda r: r["append p50"], "ms"),
        row("the grid: 50 units, 150 cells", lambda r: r["grid"], "ms", "≤ 1.2 × at 10⁷"),
        *(
            row(f"trace by {kind}, the whole story", lambda r, kind=kind: r["traces"][kind], "ms", "≤ 50 ms at 10⁷")  # type: ignore[misc]
            for kind in first["traces"]
        ),
        row("verify, everything", lambda r: r["full"]["seconds"], "s"),
        row("verify, everything: resident memory at most", lambda r: r["full"]["MB"], "MB", "≤ 300 MB at 10⁶"),
        row(f"verify, an increment of about {DAY:,} events", lambda r: r["increment"]["seconds"], "s", "seconds"),
        row("verify, an increment: resident memory at most", lambda r: r["increment"]["MB"], "MB"),
        row("filling the store", lambda r: r["filled"], "s", times=False),
        row("relay and readers, until they had caught up", lambda r: r["followed"], "s", times=False),
        "",
        "Findings: none." if not wrong else f"Findings: {'; '.join(wrong[:5])}.",
        "",
        "## Bytes for each event",
        "",
        "Tables with their indexes, above 1 MB; `store.events` by index below. The service's own read models are among them.",
        "",
        "| table | 10⁵ events | 10⁶ events | 10⁷ events | |",
        "|---|---|---|---|---|",
        *(row(f"`{name}`", lambda r, name=name: r["tables"].get(name, 0.0), "B") for name in tables),  # type: ignore[misc]
        row("together", lambda r: sum(r["tables"].values()), "B"),
        "",
        "| index of `store.events` | 10⁵ events | 10⁶ events | 10⁷ events | |",
        "|---|---|---|---|---|",
        *(row(f"`{name}`", lambda r, name=name: r["indexes"].get(name, 0.0), "B") for name in first["indexes"]),  # type: ignore[misc]
    ]
    path.write_text("\n".join(lines) + "\n")


def main() -> None:
    """Measures these sizes and writes the report anew after each."""
    if sys.argv[1:2] == ["--verify"]:
        verify_here(json.loads(sys.argv[2]))
        return
    results: list[dict[str, Any]] = []
    with ground(0) as on:
        for result in measure(on, sorted(int(size) for size in sys.argv[1:]), SEED):
            results.append(result)
            print(json.dumps(result), flush=True)
            write(results, SEED)


if __name__ == "__main__":
    main()
