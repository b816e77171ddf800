"""Memory: the resident size of every process of ours while load runs through the whole stack, and whether it still grows."""

from __future__ import annotations

import threading
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships no types

from tests.bench import seeds
from tests.bench.accept import things
from tests.bench.figures import Result, Runs, Scale, Target
from tests.bench.ground import Ground
from tests.bench.whole import whole_stack

RATE = 100
"""Reports a second: the city's load."""
STRETCH = 12
"""Times a run's seconds: memory is judged over a longer time than speed."""
ENOUGH = 300
"""Seconds, however short the runs are: of 30,000 reports, 350 bytes that each leaves behind are seen."""


def measure(on: Ground, scale: Scale) -> Result:
    """One long stretch of load; sizes are looked at all the time."""
    seconds = scale.at_least(scale.seconds * STRETCH, ENOUGH)
    owing = seeds.reports(int(RATE * seconds), scale.seed)
    ids = things(owing)
    with whole_stack(on, "bench_memory", owing) as whole:
        pids = {name: pid for name, pid in whole.pids().items() if name not in ("postgresql", "kafka")}
        sizes: dict[str, list[float]] = {name: [] for name in pids}
        over = threading.Event()
        looking = threading.Thread(target=_look, args=(pids, sizes, over, seconds / 60))
        looking.start()
        try:
            done = whole.sent(ids, seconds, RATE, tell=False)
            whole.settled()
        finally:
            over.set()
            looking.join()
    largest = max(sizes, key=lambda name: max(sizes[name]))
    growth = {name: _growth(values) for name, values in sizes.items()}
    return Result(
        "memory",
        "Resident memory of each process under load",
        Runs(f"ours: {largest}, the largest", "MB", [max(sizes[largest])]),
        [],
        [
            Target("largest process", max(sizes[largest]), 200, "MB", at_most=True),
            Target("growth over the second half, worst process", max(growth.values()), 5, "MB", at_most=True),
        ],
        "The libraries: each process has 80 MB of them before it has done anything.",
        scale,
        f"{RATE} reports/s for {seconds:.0f} s through the whole stack, {sum(done.statuses.values()):,} answered, and until "
        "every reader had taken all that came of them.",
        more={
            "largest MB": {name: round(max(values)) for name, values in sizes.items()},
            "growth MB": {name: round(value, 1) for name, value in growth.items()},
        },
    )


def _look(pids: dict[str, int], sizes: dict[str, list[float]], over: Any, pause: float) -> None:
    while not over.wait(pause):
        for name, pid in pids.items():
            sizes[name].append(psutil.Process(pid).memory_info().rss / 2**20)


def _growth(values: list[float]) -> float:
    """MB between the means of the third and the last quarter; 0.0 of too few."""
    quarter = len(values) // 4
    if not quarter:
        return 0.0
    third, last = values[2 * quarter : 3 * quarter], values[3 * quarter : 4 * quarter]
    return sum(last) / quarter - sum(third) / quarter
