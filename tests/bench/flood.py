"""Flood: one person asks as fast as they get answers, and what everybody else waits is compared with a day without that.

Three turns on one API process with its default rates: nobody floods, somebody floods, and somebody floods a process that has no bounds.
The others send reports at a fixed rate, open-loop, each a durable command.
"""

from __future__ import annotations

import threading
from typing import Final

from services.chassis.settings import Settings
from services.submissions.app import SERVICE
from tests.bench import seeds
from tests.bench.accept import PATH, WARDS, prepare
from tests.bench.figures import Cores, Result, Runs, Scale, Target, percentile
from tests.bench.ground import Ground, run
from tests.bench.loading import CONTENT, Loaded, load

RATE: Final = 60
"""Reports a second of all others together: each of them stays far below their own bound."""
STRETCH: Final = 4
"""Times a run's seconds: a p99 needs a thousand answers."""
SETTLES: Final = 2.0
"""Seconds for which the flood runs before the others are looked at: by then what may come at once has come."""
AT_MOST: Final = 2.0
QUIET, BOUNDED, UNBOUNDED = "nobody floods", "somebody floods", "somebody floods, without bounds"
LIST: Final = "/submissions/reports?limit=50"
FLOODERS: Final = 32
"""Connections of who floods."""


def measure(on: Ground, scale: Scale) -> Result:
    """The three turns, several times round."""
    seconds = scale.seconds * STRETCH
    each = int(RATE * seconds)
    turns = (QUIET, BOUNDED, UNBOUNDED)
    owing = seeds.reports(each * len(turns) * scale.runs + 100, scale.seed)
    urls = on.database(SERVICE, "bench_flood")
    run(prepare(on, urls, owing))
    # the first ward's clerk floods and sends nothing
    ids = [(str(one.report_id), number % WARDS) for number, one in enumerate(owing) if number % WARDS]
    tokens = [on.token(seeds.clerk_in(ward)) for ward in seeds.WARDS[:WARDS]]
    waits = {turn: Runs(f"p99 of the others' answers, {turn}", "ms") for turn in turns}
    asked: dict[str, int] = {}
    cores = Cores(postgresql=on.postgres.pid)
    bounds = {name: str(Settings.model_fields[name].default) for name in ("sender_rate", "stranger_rate")}
    for _ in range(scale.runs):
        for turn in turns:
            told = {f"THIDUA_{name.upper()}": "0" if turn == UNBOUNDED else value for name, value in bounds.items()}
            on.service("submissions", urls, "api", **told)
            part, ids = ids[: each * (WARDS - 1) // WARDS], ids[each * (WARDS - 1) // WARDS :]
            sent, refused = _turn(on, part, tokens, seconds, flooded=turn != QUIET)
            waits[turn].values.append(percentile(sent.latencies, 0.99) * 1000)
            asked[turn] = refused
            on.stop("submissions-api")
    return Result(
        "flood",
        "One person floods: what the others wait",
        waits[BOUNDED],
        [waits[QUIET], waits[UNBOUNDED]],
        [
            Target(
                "others' p99, times that of a quiet day",
                waits[BOUNDED].median / waits[QUIET].median,
                AT_MOST,
                "×",
                at_most=True,
            )
        ],
        "What a refusal costs: token, rate and answer, on the one event loop that everybody shares.",
        scale,
        f"{RATE} reports/s of {WARDS - 1} clerks, open-loop; another clerk reads lists on {FLOODERS} connections, closed-loop; one API "
        "process, started anew for each turn; the generators run on the same two cores.",
        cores.shares(),
        {**{runs.name: runs.facts() for runs in waits.values()}, "refused in the last run": asked},
    )


def _turn(
    on: Ground, part: list[tuple[str, int]], tokens: list[str], seconds: float, *, flooded: bool
) -> tuple[Loaded, int]:
    """What the others got, and how often whoever floods was refused."""
    port, home = on.ports["submissions-api"], on.home / "flooder"
    home.mkdir(exist_ok=True)
    found: list[Loaded] = []

    def flood() -> None:
        many = [("", 0)] * int(20_000 * (seconds + SETTLES))
        found.append(
            load(
                home,
                port,
                path=LIST,
                method="GET",
                things=many,
                seconds=seconds + SETTLES,
                connections=FLOODERS,
                tokens=tokens,
                refusable=True,
            )
        )

    flooding = threading.Thread(target=flood)
    if flooded:
        flooding.start()
        threading.Event().wait(SETTLES)
    sent = load(on.home, port, path=PATH, things=part, seconds=seconds, tokens=tokens, body=CONTENT, rate=RATE)
    if flooded:
        flooding.join()
    return sent, sum(count for one in found for status, count in one.statuses.items() if status == "429")
