"""Hot ward: one ward takes most of the load, and what the people of the others wait is compared with the same load spread evenly.

All wards share the API, the append lock, the relay and, a twelfth of them, the hot ward's partition: whatever the hot ward costs beyond
its share of a full machine would show in the others' slowest answers. Both loads have the same rate and the same wards; their order
changes from round to round, so that a drift of the machine meets both alike.
"""

from __future__ import annotations

import itertools

from tests.bench import seeds
from tests.bench.figures import Cores, Result, Runs, Scale, Target, percentile
from tests.bench.ground import Ground
from tests.bench.whole import Whole, whole_stack

RATE = 300
"""Reports a second: what the end-to-end benchmark calls calm; a queue before a full machine would hide whose fault it is."""
SHARE = 5
"""Four of five reports are the hot ward's."""
STRETCH = 4
"""Times a run's seconds: the others are a fifth of the load, and a p99 needs thousands of them."""
AT_MOST = 1.2
EVEN, HOT = "spread evenly", "one ward has 80 %"


def wards_of(count: int, hot: bool) -> list[str]:
    """Whose each report is, in order of arrival: the hot ward's is the first of all wards."""
    others = itertools.cycle(seeds.WARDS[1:])
    every = itertools.cycle(seeds.WARDS)
    if hot:
        return [next(others) if number % SHARE == 0 else seeds.WARDS[0] for number in range(count)]
    return [next(every) for _ in range(count)]


def measure(on: Ground, scale: Scale) -> Result:
    """Both loads in turns, several times round; of both only the wards that are never hot are looked at."""
    seconds = scale.seconds * STRETCH
    each = int(RATE * seconds)
    turns = [turn for number in range(scale.runs) for turn in ((EVEN, HOT), (HOT, EVEN))[number % 2]]
    warming = 200
    wards = wards_of(warming, hot=False) + [ward for turn in turns for ward in wards_of(each, turn == HOT)]
    owing = seeds.reports(len(wards), scale.seed)
    numbers = {ward: number for number, ward in enumerate(sorted(set(wards)))}
    things = [(str(which.report_id), numbers[ward]) for which, ward in zip(owing, wards, strict=True)]
    accept = {turn: Runs(f"p99 of the others' answers, {turn}", "ms") for turn in (HOT, EVEN)}
    read = {turn: Runs(f"p99 until readable in blocs, {turn}", "ms") for turn in (HOT, EVEN)}
    others = {which for (which, _), ward in zip(things, wards, strict=True) if ward != seeds.WARDS[0]}
    with whole_stack(on, "bench_hot_ward", owing, wards) as whole:
        cores = Cores(**whole.pids())
        _sent(whole, things[:warming], 1, others, Cores())
        for number, turn in enumerate(turns):
            began = warming + number * each
            whole.settled()
            answers, readable = _sent(whole, things[began : began + each], seconds, others, cores)
            accept[turn].values.append(percentile(answers, 0.99) * 1000)
            read[turn].values.append(percentile(readable, 0.99) * 1000)
    return Result(
        "hot-ward",
        "A hot ward takes 80 % of the load: what the others wait",
        accept[HOT],
        [accept[EVEN]],
        [
            Target("others' p99 of an answer, times that of the even load", _times(accept), AT_MOST, "×", at_most=True),
            Target("others' p99 until readable in blocs, times", _times(read), AT_MOST, "×", at_most=True),
        ],
        "The two cores, which all wards share. A hot ward's records lie on one partition and are taken in larger batches, which costs "
        "less than many small ones: it can even spare the others some waiting.",
        scale,
        f"{RATE} reports/s of {len(numbers)} wards, open-loop, through the whole stack, {each:,} in each run; latency from the "
        "intended start to the answer, and to the commit in the standings of blocs; of both loads only the wards that are "
        "never hot are looked at.",
        cores.shares(),
        {"p99 ms until readable, hot": read[HOT].facts(), "p99 ms until readable, even": read[EVEN].facts()},
    )


def _times(runs: dict[str, Runs]) -> float:
    return runs[HOT].median / runs[EVEN].median


def _sent(
    whole: Whole, things: list[tuple[str, int]], seconds: float, others: set[str], cores: Cores
) -> tuple[list[float], list[float]]:
    """Sends the reports and waits until all are readable: the latencies (seconds) of the others to the answer and to there."""
    cores.begin()
    done = whole.sent(things, seconds, RATE)
    cores.end(done.ended - done.began)
    arrived = whole.arrived([which for which, _, _ in done.accepted])
    theirs = [(meant, answered, arrived[which]) for which, meant, answered in done.accepted if which in others]
    return [answered - meant for meant, answered, _ in theirs], [at - meant for meant, _, at in theirs]
