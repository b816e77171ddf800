"""End to end: a report sent over HTTP until it can be read in another service, through store, relay, Kafka and read model.

Beside it two peers on the same servers, one after the other, with the same generator and bodies; the others are stopped meanwhile.
Latency counts from the moment a request was meant to be sent to the commit of the read model's transaction, as PostgreSQL itself
noted it. Settled means more: nothing that a fact caused, in whatever service, is still to be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bench import chain, seeds
from tests.bench.accept import things
from tests.bench.figures import GENERATOR, MACHINE, Cores, Result, Runs, Scale, Target, percentile
from tests.bench.flooding import flooded, settled
from tests.bench.ground import Ground
from tests.bench.rival import PEERS, Rival, rival
from tests.bench.whole import Whole, whole_stack

CALM = 300
"""Reports a second of the target."""
FASTEST = 1_200
"""More reports a second than the whole stack carries in a flood: how many must be ready."""
WARM = 200
"""The first reports after each start: connections are opened, partitions given out, and nothing is measured."""
OURS = "ours"


@dataclass(slots=True)
class Told:
    """What was found out about one way from request to row."""

    name: str
    settled: Runs = field(init=False)
    readable: Runs = field(init=False)
    answered: Runs = field(init=False)
    middle: Runs = field(init=False)
    late: Runs = field(init=False)
    cores: Cores = field(default_factory=Cores)

    def __post_init__(self) -> None:
        self.settled = Runs(self.name, "facts/s")
        self.readable = Runs(f"{self.name}, until readable", "facts/s")
        self.answered = Runs(f"{self.name}, HTTP answers alone", "requests/s")
        self.middle = Runs(f"{self.name}: p50 at {CALM}/s", "ms")
        self.late = Runs(f"{self.name}: p99 at {CALM}/s", "ms")

    def play(self, side: Whole | Rival, ready: Sequence[tuple[str, int]], seconds: float) -> None:
        """Warms a side up, then the calm rate, then the flood."""
        calm = WARM + int(CALM * seconds)
        flooded(side, ready[:WARM], 60, Cores())
        done = side.sent(ready[WARM:calm], seconds, CALM)
        arrived = side.arrived([which for which, _, _ in done.accepted])
        latencies = [arrived[which] - meant for which, meant, _ in done.accepted]
        self.middle.values.append(percentile(latencies, 0.5) * 1000)
        self.late.values.append(percentile(latencies, 0.99) * 1000)
        settled(side)
        before = self.cores.used()
        found = flooded(side, ready[calm:], seconds, self.cores)
        self.settled.values.append(found.rate(found.settled))
        self.settled.cpu.append((self.cores.used() - before) / found.facts * 1e6)
        self.readable.values.append(found.rate(found.readable))
        self.answered.values.append(found.rate(found.answered))

    def more(self) -> dict[str, Any]:
        """Its other figures, under its name."""
        shares = self.cores.shares()
        return {
            self.middle.name: self.middle.facts(),
            self.late.name: self.late.facts(),
            f"{self.name}: cores in use in the flood, until settled": {name: round(n, 2) for name, n in shares.items()},
            f"{self.name}: the generator's part of what it and the side use, in %": {
                GENERATOR: round(100 * shares[GENERATOR] / sum(shares[name] for name in shares if name != MACHINE), 1)
            },
        }


def measure(on: Ground, scale: Scale) -> Result:
    """A calm rate and a flood of 64 connections for each side, several times round."""
    each = WARM + int((CALM + FASTEST) * scale.seconds)
    owing = seeds.reports(each, scale.seed)
    ours, peers = Told(OURS), {module.NAME: Told(module.NAME) for module in PEERS}
    for _ in range(scale.runs):
        with whole_stack(on, "bench_e2e", owing) as whole:
            ours.play(whole, things(owing), scale.seconds)
        for module in PEERS:
            with rival(on, module, WARM + int((CALM + module.FASTEST) * scale.seconds)) as (running, ready):
                peers[module.NAME].play(running, ready, scale.seconds)
    share = 100 * ours.settled.median / peers[chain.NAME].settled.median
    return Result(
        "end-to-end",
        "HTTP → Kafka → read model of another service, whole stack on the machine",
        ours.settled,
        [*(peer.settled for peer in peers.values()), ours.readable, ours.answered],
        [
            Target("settled, of the bare chain, in %", share, 45, "%"),
            Target(f"p99 at {CALM}/s", ours.late.median, 400, "ms", at_most=True),
        ],
        "The two cores: every process of four services, PostgreSQL and Kafka share them with the generator.",
        scale,
        "Settled facts a second in a flood of 64 connections straight to the API (no gateway between). Ours: eight processes of "
        "four services, Kafka, PostgreSQL, issuer; 24 wards; readable once it stands in the standings of blocs, settled once every "
        "service has taken all that came of it. The bare chain: route, one INSERT with group commit, relay, Kafka, batch consumer, "
        "one upsert, and none of our guarantees. The library has no bus and so no Kafka: its runner reads the application's own "
        "database, one event a transaction. While one side runs the others are stopped; processor time is that of all processes "
        "of a side with PostgreSQL and Kafka, without the generator's.",
        ours.cores.shares(),
        {what: figures for told in (ours, *peers.values()) for what, figures in told.more().items()},
    )
