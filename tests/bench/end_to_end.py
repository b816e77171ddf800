"""End to end: a report sent over HTTP until it can be read in another service, through store, relay, Kafka and read model.

Latency counts from the moment a request was meant to be sent to the commit of the read model's transaction, as PostgreSQL
itself noted it.
"""

from __future__ import annotations

from tests.bench import seeds
from tests.bench.accept import things
from tests.bench.figures import Cores, Result, Runs, Scale, Target, percentile
from tests.bench.ground import Ground
from tests.bench.loading import Loaded
from tests.bench.whole import Whole, whole_stack

CALM, BUSY, MOST = 300, 1_050, 4_000
"""Reports a second: the two rates of the targets (a little more, so that the end does not round it down), and the flood."""


def measure(on: Ground, scale: Scale) -> Result:
    """Both rates and then a flood, several times round."""
    parts = {CALM: int(CALM * scale.seconds), BUSY: int(BUSY * scale.seconds), MOST: int(MOST * scale.seconds)}
    owing = seeds.reports(sum(parts.values()) * scale.runs + 200, scale.seed)
    ids = iter(things(owing))
    calm = Runs(f"p99 at {CALM}/s", "ms")
    middle = Runs(f"p50 at {CALM}/s", "ms")
    busy = Runs(f"ours: carried of {BUSY}/s offered", "facts/s")
    busy_p99 = Runs(f"p99 at {BUSY}/s", "ms")
    flood = Runs("ours: carried in a flood of 64 connections", "facts/s")
    answered = Runs("HTTP answers alone in that flood", "requests/s")
    with whole_stack(on, "bench_e2e", owing) as whole:
        cores = Cores(**whole.pids())
        _sent(whole, [next(ids) for _ in range(200)], 1, None)  # the first ones warm up
        for _ in range(scale.runs):
            for rate, number in parts.items():
                part = [next(ids) for _ in range(number)]
                if rate == BUSY:
                    cores.begin()
                done, latencies, carried = _sent(whole, part, scale.seconds, None if rate == MOST else rate)
                if rate == BUSY:
                    cores.end(done.ended - done.began)
                    busy.values.append(carried)
                    busy_p99.values.append(percentile(latencies, 0.99) * 1000)
                elif rate == CALM:
                    calm.values.append(percentile(latencies, 0.99) * 1000)
                    middle.values.append(percentile(latencies, 0.5) * 1000)
                else:
                    flood.values.append(carried)
                    answered.values.append(done.rate)
    return Result(
        "end-to-end",
        "HTTP → Kafka → read model of another service, whole stack on the machine",
        busy,
        [answered, flood],
        [
            Target("sustained", max(busy.median, flood.median), 1_000, "facts/s"),
            Target(f"p99 at {CALM}/s", calm.median, 1_000, "ms", at_most=True),
        ],
        "The two cores: API, worker of submissions, worker of blocs, PostgreSQL and Kafka share them with the generator.",
        scale,
        "Eight processes of four services, Kafka, PostgreSQL, issuer; 24 wards; open-loop arrivals straight to the API "
        "(no gateway between), latency from the intended start to the commit in the standings of blocs.",
        cores.shares(),
        {"p50 ms": middle.facts(), "p99 ms": calm.facts(), "p99 ms, busy": busy_p99.facts()},
    )


def _sent(
    whole: Whole, ids: list[tuple[str, int]], seconds: float, rate: float | None
) -> tuple[Loaded, list[float], float]:
    """Sends reports and waits until all are readable: the answers, the latencies (seconds), facts carried a second."""
    done = whole.sent(ids, seconds, rate)
    arrived = whole.arrived([which for which, _, _ in done.accepted])
    latencies = [arrived[which] - meant for which, meant, _ in done.accepted]
    return done, latencies, len(arrived) / (max(arrived.values()) - done.began)
