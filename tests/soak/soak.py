"""Soak: a city's day on one machine. 168 wards send, return, send again and accept reports, calmly for long and then in a burst.

Everything that people do comes over HTTP and goes through the whole stack; afterwards everything must catch up and agree.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.submissions.reports.events import Owed
from tests.bench import seeds
from tests.bench.figures import Cores, Result, Runs, Scale, Target, percentile, tidy
from tests.bench.ground import Ground
from tests.bench.lag import drained
from tests.bench.loading import CONTENT, Loaded, load
from tests.bench.whole import Whole, whole_stack
from tests.soak.slopes import HOUR, Sample, bytes_for_an_event, hourly, largest
from tests.soak.watch import Watch, watching
from tests.support.cli import thidua

PARTS = ("steady", "burst", "after")
PAUSE = 5.0
"""Seconds between what happens to one report: nobody is quicker, and a slow answer does not put steps out of order."""
REPORTS = "/submissions/reports/{id}"
STEPS = (
    (f"{REPORTS}:submit", CONTENT),
    (f"{REPORTS}:return", json.dumps({"reason": "Thiếu biểu số 2"})),
    (f"{REPORTS}:submit", CONTENT),
    (f"{REPORTS}:accept", ""),
)
LONG_ENOUGH = 600
"""Seconds from which on a slope for an hour says something; a shorter one is told and not judged."""
CAUGHT_UP = 60
PATIENCE = 3_600
BOUND = (
    "The two cores, shared by eight processes, PostgreSQL, Kafka and the generator; and the process manager of notifications, "
    "which takes a ward's facts one after the other: for each it reads, does commands, waits until they are durable, and moves on."
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of equal load: commands a second, for so many seconds."""

    name: str
    rate: int
    seconds: float

    @property
    def reports(self) -> int:
        """How many reports it needs at most: the first ones have nobody waiting behind them, then a quarter is new."""
        arrivals = self.rate * self.seconds
        return int(min(arrivals, self.rate * PAUSE * 2 + arrivals / len(STEPS) * 1.1)) + 1


def stretches(scale: float) -> tuple[Stretch, Stretch]:
    """Half an hour of 100 a second and five minutes of 500, times the scale."""
    return Stretch("steady", 100, 1_800 * scale), Stretch("burst", 500, 300 * scale)


def soak(on: Ground, scale: float, *, sampling: float, seed: int, told: Callable[[Result], None]) -> None:
    """Plays all parts and tells each result as soon as it is there."""
    parts = stretches(scale)
    owing = seeds.reports(sum(part.reports for part in parts), seed)
    things = things_of(owing)
    with whole_stack(on, "soak", owing, seeds.WARDS) as whole, watching(whole, max(parts[0].seconds / 180, 1)) as watch:
        at = 0
        for part in parts:
            how = Scale(part.seconds, 1, sampling, seed)
            told(_stretch(whole, watch, part, things[at : at + part.reports], how))
            at += part.reports
        told(_after(whole, watch, time.time(), Scale(sum(part.seconds for part in parts), 1, sampling, seed)))


def things_of(owing: list[Owed]) -> list[tuple[str, int]]:
    """The reports with the number of the ward whose clerk does everything about them, ward by ward in turn."""
    return [(str(which.report_id), number % len(seeds.WARDS)) for number, which in enumerate(owing)]


def _stretch(whole: Whole, watch: Watch, part: Stretch, things: list[tuple[str, int]], how: Scale) -> Result:
    cores = Cores(**whole.pids())
    began = time.time()
    done = load(
        whole.on.home,
        whole.port,
        things=things,
        steps=STEPS,
        pause=PAUSE,
        seconds=part.seconds,
        tokens=whole.tokens,
        rate=part.rate,
        refusable=True,
    )
    cores.end(time.time() - began)
    samples = watch.between(began, time.time())
    return Result(
        part.name,
        f"{part.rate} commands a second for {part.seconds:g} s",
        Runs("p99 of an answer", "ms", [done.milliseconds(0.99)]),
        [],
        [*_answered(part, done), *(_slow(part, samples) if part.name == "steady" else ())],
        BOUND,
        how,
        f"{len(seeds.WARDS)} wards, open-loop arrivals straight to the API, {len(done.latencies):,} commands: reports sent, "
        f"returned, sent again and accepted, {PAUSE:g} s apart; slopes over the last two thirds of {len(samples)} looks"
        + ("." if part.seconds >= LONG_ENOUGH else ", told but not judged: the stretch is too short for them."),
        cores.shares(),
        _more(done, samples),
    )


def _answered(part: Stretch, done: Loaded) -> list[Target]:
    asked = len(done.latencies)
    return [
        Target("arrivals, of those promised, in %", 100 * asked / (part.rate * part.seconds), 99, "%"),
        Target("commands refused or failed", asked - done.statuses.get("200", 0), 0, at_most=True),
        Target("p99 of an answer", done.milliseconds(0.99), 1_000, "ms", at_most=True),
    ]


def _slow(part: Stretch, samples: list[Sample]) -> list[Target]:
    """What may not grow under a load that does not."""
    sizes = {name: size for name, size in largest(samples, "memory").items() if name not in ("postgresql", "kafka")}
    targets = [Target("largest process of ours", max(sizes.values()), 200, "MB", at_most=True)]
    if part.seconds < LONG_ENOUGH:
        return targets
    growth = {name: per_hour for name, per_hour in hourly(samples, "memory").items() if name in sizes}
    lag = max(hourly(samples, "behind").values())
    return [
        *targets,
        Target("memory slope, worst process of ours", max(growth.values()), 20, "MB/h", at_most=True),
        Target("lag slope, worst reader or relay", lag, 0.01 * part.rate * HOUR, "events/h", at_most=True),
    ]


def _more(done: Loaded, samples: list[Sample]) -> dict[str, Any]:
    latencies = {f"p{100 * share:g}": percentile(done.latencies, share) * 1000 for share in (0.5, 0.99, 0.999)}
    behind = {name: most for name, most in largest(samples, "behind").items() if most}
    stored = {name: count - samples[0].stored[name] for name, count in samples[-1].stored.items()}
    return {
        "answers, ms": _tidy(latencies),
        "answers by status": {status: float(count) for status, count in done.statuses.items()},
        "events stored": _tidy(stored),
        "memory, largest MB": _tidy(largest(samples, "memory")),
        "memory slope, MB/h": _tidy(hourly(samples, "memory")),
        "disk slope, MB/h": _tidy(hourly(samples, "disk")),
        "disk, bytes for each event that any service stored": _tidy(bytes_for_an_event(samples)),
        "most events behind": _tidy(behind),
        "events behind at the end": _tidy({name: samples[-1].behind[name] for name in behind}),
        "lag slope, events/h": _tidy({name: hourly(samples, "behind")[name] for name in behind}),
    }


def _tidy(figures: dict[str, Any]) -> dict[str, float]:
    return {name: tidy(value) for name, value in figures.items()}


def _after(whole: Whole, watch: Watch, since: float, how: Scale) -> Result:
    """Nobody asks for anything any more: everything is taken, and then everything agrees."""
    asyncio.run(drained(whole.on, whole.urls, within=PATIENCE))
    caught_up = time.time() - since
    began = time.time()
    verdicts = verified(whole)
    findings = [finding for verdict in verdicts for finding in verdict["findings"]]
    return Result(
        "after",
        "Afterwards: catching up, and verification",
        Runs("caught up after", "s", [caught_up]),
        [],
        [
            Target("caught up after", caught_up, CAUGHT_UP, "s", at_most=True),
            Target("findings of verify", len(findings), 0, at_most=True),
        ],
        BOUND,
        how,
        f"`thidua verify` took {time.time() - began:.0f} s and "
        + (
            f"found, for instance, {findings[0]}."
            if findings
            else "found every store, topic and read model in agreement."
        ),
        more={
            f"verified, {verdict['service']}": {name: float(count) for name, count in verdict["counts"].items()}
            for verdict in verdicts
        },
    )


def verified(whole: Whole) -> list[dict[str, Any]]:
    """What `thidua verify` says of this stack. Raises AssertionError when it could not be done."""
    environment = {**os.environ, **whole.on.kafka.broker.names(), "THIDUA_ISSUER": whole.on.issuer}
    for service, urls in whole.urls.items():
        environment |= {
            f"{service.upper()}_DATABASE_URL": urls.facts,
            f"{service.upper()}_KEYS_DATABASE_URL": urls.keys,
        }
    done = thidua(whole.on.home, "verify", "--json", environment=environment, patience=PATIENCE)
    assert done.stdout, done.stderr[-2000:]
    verdicts: list[dict[str, Any]] = json.loads(done.stdout)
    assert (done.returncode == 0) == all(not verdict["findings"] for verdict in verdicts), done.stderr[-2000:]
    return verdicts
