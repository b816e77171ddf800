"""Flood: one person asks as fast as they get answers, at a fixed rate, or withholds bodies; what everybody else waits meanwhile is
compared with a day without that.

Each turn has an API process of its own with its default bounds, and one is without. The others send reports at a fixed rate,
open-loop, each a durable command; the flood begins while they are being looked at, so that what may come at once is seen too.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.local.places import accepts, port_for
from deploy.local.processes import wait_until
from services.chassis.http.request import LARGEST
from services.chassis.settings import Settings
from services.submissions.app import SERVICE
from tests.bench import seeds
from tests.bench.accept import PATH, WARDS, prepare
from tests.bench.figures import Cores, Result, Runs, Scale, Target, percentile, tidy
from tests.bench.ground import Ground, run
from tests.bench.loading import CONTENT, Loaded, load

RATE: Final = 60
"""Reports a second of all others together: each of them stays far below their own bound."""
STRETCH: Final = 4
"""Times a run's seconds: a p99 needs a thousand answers."""
STARTS: Final = 2.0
"""Seconds that the generator of a flood has to start and connect, before the others begin; the flood comes a second later."""
AT_MOST: Final = 2.0
SINK: Final = "bench-sink"
LIST: Final = "/submissions/reports?limit=50"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person does meanwhile: on how many connections, at a rate or as fast as answers come, withholding bodies or reading.

    `sunk`: to a process beside ours that reads all and does nothing, so that what the machine alone costs the others is seen.
    """

    name: str
    connections: int = 0
    rate: float | None = None
    withheld: int = 0
    bounded: bool = True
    sunk: bool = False


QUIET: Final = Turn("nobody floods")
FLOOD: Final = Turn("32 connections, as fast as answers come", 32)
TURNS: Final = (
    QUIET,
    FLOOD,
    Turn("500 requests/s on 600 connections", 600, rate=500),
    Turn("1,000 connections, as fast as answers come", 1000),
    Turn("300 bodies of 1 MiB without their last byte", 300, withheld=LARGEST - 1),
    Turn("the same bodies, to a process that reads them and does nothing", 300, withheld=LARGEST - 1, sunk=True),
    Turn("32 connections, as fast as answers come, without bounds", 32, bounded=False),
)


@dataclass(slots=True)
class Turned:
    """What came of one turn, run by run."""

    p99: Runs
    largest: Runs
    cores: Cores
    statuses: dict[str, int]


def measure(on: Ground, scale: Scale) -> Result:
    """The turns, several times round."""
    seconds = scale.seconds * STRETCH
    each = int(RATE * seconds)
    owing = seeds.reports(each * len(TURNS) * scale.runs + 100, scale.seed)
    urls = on.database(SERVICE, "bench_flood")
    run(prepare(on, urls, owing))
    # the first ward's clerk floods and sends nothing
    ids = [(str(one.report_id), number % WARDS) for number, one in enumerate(owing) if number % WARDS]
    tokens = [on.token(seeds.clerk_in(ward)) for ward in seeds.WARDS[:WARDS]]
    found = {turn: Turned(Runs(_title(turn), "ms"), Runs("largest", "MB"), Cores(), {}) for turn in TURNS}
    bounds = {name: str(Settings.model_fields[name].default) for name in ("sender_rate", "stranger_rate")}
    for _ in range(scale.runs):
        for turn in TURNS:
            told = {f"THIDUA_{name.upper()}": value if turn.bounded else "0" for name, value in bounds.items()}
            api = on.service("submissions", urls, "api", **told)
            part, ids = ids[: each * (WARDS - 1) // WARDS], ids[each * (WARDS - 1) // WARDS :]
            its = found[turn]
            its.cores.begin(api=api.pid, postgresql=on.postgres.pid)
            began = time.monotonic()
            sent, flood = _turn(on, turn, part, tokens, seconds)
            its.cores.end(
                time.monotonic() - began, generator=flood.cores * (flood.ended - flood.began) if flood else 0.0
            )
            its.statuses = flood.statuses if flood else {}
            its.p99.values.append(percentile(sent.latencies, 0.99) * 1000)
            its.largest.values.append(_largest(api.pid))
            on.stop("submissions-api")
    quiet = found[QUIET].p99.median
    return Result(
        "flood",
        "One person floods: what the others wait",
        found[FLOOD].p99,
        [its.p99 for turn, its in found.items() if turn is not FLOOD],
        [
            Target(
                f"others' p99, times that of a quiet day: {turn.name}",
                its.p99.median / quiet,
                AT_MOST,
                "×",
                at_most=True,
            )
            for turn, its in found.items()
            if turn.bounded and not turn.sunk and turn is not QUIET
        ],
        "The event loop that everybody shares, and the two cores that the flood's own generator is on as well.",
        scale,
        f"{RATE} reports/s of {WARDS - 1} clerks, open-loop; another clerk reads lists of 50 or withholds bodies; one API process, started "
        "anew for each turn; the generators run on the same two cores.",
        found[FLOOD].cores.shares(),
        {name: told for turn, its in found.items() for name, told in _more(turn, its).items()},
    )


def _title(turn: Turn) -> str:
    return f"p99 of the others' answers: {turn.name}"


def _more(turn: Turn, its: Turned) -> dict[str, Any]:
    used = {f"cores of {name}": tidy(share) for name, share in its.cores.shares().items()}
    answers = {f"answers {status} in the last run": count for status, count in its.statuses.items()}
    return {f"{turn.name}, largest size of the API in MB": its.largest.facts(), turn.name: used | answers}


def _largest(pid: int) -> float:
    """MB that a process held at most."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _turn(
    on: Ground, turn: Turn, part: list[tuple[str, int]], tokens: list[str], seconds: float
) -> tuple[Loaded, Loaded | None]:
    """What the others got, and what whoever floods did."""
    port, home = on.ports["submissions-api"], on.home / "flooder"
    at = port_for(on.home, SINK) if turn.sunk else port
    home.mkdir(exist_ok=True)
    found: list[Loaded] = []
    withholds = turn.withheld > 0

    def flood() -> None:
        found.append(
            load(
                home,
                at,
                path=PATH if withholds else LIST,
                method="POST" if withholds else "GET",
                body=CONTENT if withholds else "",
                things=[part[0] if withholds else ("", 0)] * int((turn.rate or 20_000) * seconds),
                seconds=seconds,
                connections=turn.connections,
                tokens=tokens[:1] * len(tokens),
                rate=turn.rate,
                after=STARTS + 1,
                withheld=turn.withheld,
                refusable=True,
            )
        )

    if turn.sunk:
        sink = on.spawn(SINK, "tests.bench.sink", str(at))
        wait_until(lambda: accepts(at), sink, on.home, 30)
    flooding = threading.Thread(target=flood)
    if turn.connections:
        flooding.start()
    threading.Event().wait(STARTS)
    sent = load(on.home, port, path=PATH, things=part, seconds=seconds, tokens=tokens, body=CONTENT, rate=RATE)
    if turn.connections:
        flooding.join()
    if turn.sunk:
        on.stop(SINK)
    return sent, found[0] if found else None
