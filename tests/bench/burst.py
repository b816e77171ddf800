"""Burst: the soak's five minutes of 500 commands a second, alone and for as long as is asked; how many arrive, when all is caught up."""

from __future__ import annotations

import time

from tests.bench import seeds
from tests.bench.figures import Cores, Result, Runs, Scale, Target, percentile
from tests.bench.flooding import settled
from tests.bench.ground import Ground
from tests.bench.loading import load
from tests.bench.whole import whole_stack
from tests.soak.soak import PAUSE, STEPS, Stretch, things_of

RATE = 500
STRETCH = 12
"""Times a run's seconds: a minute as usual, and `--seconds 25` gives the five minutes."""
LATE = 0.1
"""A command has arrived when it was answered before the end and a tenth of the stretch."""
WARM = 200


def measure(on: Ground, scale: Scale) -> Result:
    """One burst for each run, and what is left of it is taken before the next."""
    part = Stretch("burst", RATE, scale.at_least(scale.seconds, scale.seconds * STRETCH))
    owing = seeds.reports(WARM + part.reports * scale.runs, scale.seed)
    ready = things_of(owing)
    arrived, caught_up = Runs("ours: answered, of those promised", "%"), Runs("caught up after", "s")
    latency, refused = Runs("p99 of an answer", "ms"), 0
    cores = Cores()
    with whole_stack(on, "bench_burst", owing, seeds.WARDS) as whole:
        whole.sent([(which, who) for which, who in ready[:WARM]], 60, None)
        for first in range(WARM, len(ready), part.reports):
            settled(whole)
            cores.begin(**whole.pids())
            done = load(
                on.home,
                whole.port,
                things=ready[first : first + part.reports],
                steps=STEPS,
                pause=PAUSE,
                seconds=part.seconds,
                tokens=whole.tokens,
                rate=RATE,
                tell=True,
                refusable=True,
            )
            cores.end(done.ended - done.began, generator=done.cores * (done.ended - done.began))
            settled(whole)
            caught_up.values.append(time.time() - done.began - part.seconds)
            in_time = sum(answered <= done.began + part.seconds * (1 + LATE) for _, _, answered in done.accepted)
            arrived.values.append(100 * in_time / (RATE * part.seconds))
            latency.values.append(percentile(done.latencies, 0.99) * 1000)
            refused += len(done.latencies) - len(done.accepted)
    return Result(
        "burst",
        f"{RATE} commands a second for {part.seconds:g} s",
        arrived,
        [],
        [
            Target("answered, of those promised, in %", arrived.median, 99, "%"),
            Target("caught up after", caught_up.median, 60, "s", at_most=True),
            Target("commands refused or failed", refused, 0, at_most=True),
        ],
        "The two cores: every process of four services, PostgreSQL and Kafka share them with the generator.",
        scale,
        f"{len(seeds.WARDS)} wards, open-loop arrivals straight to the API: reports sent, returned, sent again and accepted, {PAUSE:g} s "
        "apart; answered in time is before the end and a tenth of the stretch; caught up, from the end of the stretch, once every "
        "service has taken all of it, what was answered late included.",
        cores.shares(),
        {"p99 of an answer, ms": latency.facts(), caught_up.name: caught_up.facts()},
    )
