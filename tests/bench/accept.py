"""Accept: HTTP requests that each have a real command done, authorised and durable, beside an empty route.

And beside a route that reads the same request in FastAPI's own way and does nothing: what the framework takes before we begin.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from functools import partial

from deploy.local.places import accepts, port_for
from deploy.local.processes import wait_until
from services.chassis.runtime import opened
from services.submissions.app import SERVICE
from services.submissions.reports.events import Owed
from tests.bench import seeds
from tests.bench.figures import Cores, Result, Runs, Scale, Target, spent
from tests.bench.ground import Ground, Urls, run
from tests.bench.loading import CONTENT, Loaded, load

FASTEST = 5_000
"""More commands a second than one process takes: how many reports must be ready."""
WARDS = 24
PATH = "/submissions/reports/{id}:submit"


def measure(on: Ground, scale: Scale) -> Result:
    """Both routes one after the other, several times round."""
    each = max(int(FASTEST * scale.seconds), 200)
    owing = seeds.reports(each * scale.runs + 100, scale.seed)
    urls = on.database(SERVICE, "bench_accept")
    run(prepare(on, urls, owing))
    ids = things(owing)
    tokens = [on.token(seeds.clerk_in(ward)) for ward in seeds.WARDS[:WARDS]]
    api = on.service("submissions", urls, "api")
    port = on.ports["submissions-api"]
    bare_port = port_for(on.home, "empty")
    bare = on.spawn("empty", "tests.bench.empty", str(bare_port))
    wait_until(lambda: accepts(bare_port), bare, on.home, 20)
    ours, peer = Runs("ours: a report sent", "requests/s"), Runs("an empty FastAPI route", "requests/s")
    reading = Runs("a FastAPI route that reads the same request and does nothing", "requests/s")
    latency = Runs("p99", "ms")
    bare_cost, api_cost = spent(bare.pid), spent(api.pid)
    cores = Cores(api=api.pid, postgresql=on.postgres.pid)
    load(on.home, port, path=PATH, things=ids[-100:], seconds=5, tokens=tokens, body=CONTENT)  # the first ones warm up
    for number in range(scale.runs):
        part = ids[number * each : (number + 1) * each]
        nothing = [("", 0)] * 20_000 * (int(scale.seconds) + 1)
        get = partial(load, on.home, bare_port, method="GET", seconds=scale.seconds)
        _note(peer, bare_cost, partial(get, path="/empty", things=nothing))
        send = partial(load, on.home, seconds=scale.seconds, tokens=tokens, body=CONTENT)
        _note(reading, bare_cost, partial(send, bare_port, path=PATH.removeprefix("/submissions"), things=part * 4))
        cores.begin()
        sent = _note(ours, api_cost, partial(send, port, path=PATH, things=part))
        cores.end(sent.ended - sent.began)
        latency.values.append(sent.milliseconds(0.99))
    on.stop("submissions-api", "empty")
    return Result(
        "accept",
        "HTTP accept of a real command, authorised and durable",
        ours,
        [peer, reading],
        [Target("of the empty route, in %", 100 * ours.median / peer.median, 30, "%")],
        "Python in the API process: HTTP, token, mandate, body, handler; PostgreSQL has room left.",
        scale,
        "64 keep-alive connections from another process, POST …/reports/{id}:submit with a bearer token, a mandate and "
        "five figures, one durable event each; the empty route is a GET on the same uvicorn settings, and the other has the path, "
        "headers, body and answer of ours, in FastAPI's own way.",
        cores.shares(),
        {"p99 ms": latency.facts(), "by processor time of the two servers, in %": {"ours": _share(ours, peer)}},
    )


def _note(runs: Runs, cost: Callable[[], float], job: Callable[[], Loaded]) -> Loaded:
    """Runs a job and notes its rate, and what it cost the server."""
    before = cost()
    done = job()
    runs.values.append(done.rate)
    runs.cpu.append((cost() - before) / max(len(done.latencies), 1) * 1e6)
    return done


def _share(ours: Runs, peer: Runs) -> float:
    """Requests that our process does with the processor time of a hundred empty ones."""
    return round(100 * statistics.median(peer.cpu) / statistics.median(ours.cpu), 1)


def things(owing: list[Owed]) -> list[tuple[str, int]]:
    """The reports with the number of the ward whose clerk may send them, as `prepare` makes them owed."""
    return [(str(which.report_id), number % WARDS) for number, which in enumerate(owing)]


async def prepare(on: Ground, urls: Urls, owing: list[Owed], wards: Sequence[str] = seeds.WARDS[:WARDS]) -> None:
    """Reports that are owed, ward by ward in turn, and clerks whom the API knows."""
    async with opened(SERVICE, on.settings(urls)) as runtime:
        await seeds.clerks(runtime, sorted(set(wards)))
    await seeds.fill_reports(urls, owing, wards)
