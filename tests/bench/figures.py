"""Figures: what was measured, every run of it, beside its peer and its target; medians, ratios and spread.

A run that was disturbed shows in the spread, a machine that was busy in what others used of it: both are part of the result.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import psutil  # type: ignore[import-untyped]  # ships no types

from tests.support.provenance import commit, hardware

GENERATOR, MACHINE = "generator", "the machine"


@dataclass(frozen=True, slots=True)
class Scale:
    """How long and how often: seconds of one run, runs of each side, share of traces recorded, seed."""

    seconds: float = 5
    runs: int = 3
    sampling: float = 0.05
    seed: int = 20240101
    trial: bool = False
    """Whether it is only to be seen that everything runs: then nothing is larger than its seconds make it."""

    def at_least(self, of: float, wanted: float) -> float:
        """The size of a thing that says nothing below what is wanted: as much as `of`, in a trial no more."""
        return of if self.trial else max(of, wanted)


@dataclass(slots=True)
class Runs:
    """One side's runs of one figure."""

    name: str
    unit: str
    values: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Microseconds of processor time for one, in the process that does it and PostgreSQL: hardly moved by a busy machine."""

    @property
    def median(self) -> float:
        """The run in the middle."""
        return statistics.median(self.values)

    @property
    def spread(self) -> float:
        """Largest less smallest, as a share of the median."""
        return (max(self.values) - min(self.values)) / self.median if self.median else 0.0

    def facts(self) -> dict[str, Any]:
        """The side as JSON."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": tidy(self.median),
            "runs": [tidy(value) for value in self.values],
            "spread": round(self.spread, 3),
            "cpu_us": tidy(statistics.median(self.cpu)) if self.cpu else None,
        }


@dataclass(frozen=True, slots=True)
class Target:
    """A figure beside what it should be: at least, or at most."""

    what: str
    figure: float
    bound: float
    unit: str = ""
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.figure <= self.bound if self.at_most else self.figure >= self.bound

    def facts(self) -> dict[str, Any]:
        """The target as JSON."""
        return {
            "what": self.what,
            "figure": tidy(self.figure),
            "target": f"{'≤' if self.at_most else '≥'} {tidy(self.bound)}{self.unit and ' ' + self.unit}",
            "bound": self.bound,
            "at_most": self.at_most,
            "met": self.met,
        }


@dataclass(slots=True)
class Result:
    """What one benchmark came to. `bound` says in a sentence what limits it; `cores` how many cores who used."""

    benchmark: str
    title: str
    ours: Runs
    peers: list[Runs]
    targets: list[Target]
    bound: str
    scale: Scale
    conditions: str
    cores: Mapping[str, float] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """The result as one JSON object."""
        return {
            "benchmark": self.benchmark,
            "title": self.title,
            "ours": self.ours.facts(),
            "peer": [peer.facts() for peer in self.peers],
            "ratio": {peer.name: round(self.ours.median / peer.median, 3) for peer in self.peers if peer.median},
            "spread": {side.name: round(side.spread, 3) for side in (self.ours, *self.peers)},
            "targets": [target.facts() for target in self.targets],
            "bound": self.bound,
            "cores": {name: round(used, 2) for name, used in self.cores.items()},
            "conditions": self.conditions,
            "more": self.more,
            "hardware": hardware(),
            "others": round(OTHERS.look(), 2),
            "sampling": self.scale.sampling,
            "seconds": self.scale.seconds,
            "seed": self.scale.seed,
            "commit": commit(),
            "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        }


def tidy(value: float) -> float:
    """Three digits are as many as such a measurement has; counts stay whole."""
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies; 0.0 of none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0.0


class Cores:
    """How many cores each of some processes uses over a stretch of time, PostgreSQL's children counted together.

    "the machine" is everything that ran on it; "generator" is what sent the load, where it was told.
    """

    def __init__(self, **pids: int) -> None:
        self._pids = pids
        self._used: dict[str, float] = {}
        self._seconds = 0.0
        self._mark = self._now()

    def begin(self, **pids: int) -> None:
        """A stretch begins, of these processes from now on when any are named."""
        self._pids = pids or self._pids
        self._mark = self._now()

    def end(self, seconds: float, **ended: float) -> None:
        """It ends; stretches are added up. `ended` are seconds of processor time of processes that are gone by now."""
        self._seconds += seconds
        spent = {name: used - self._mark.get(name, 0) for name, used in self._now().items()} | ended
        for name, used in spent.items():
            self._used[name] = self._used.get(name, 0) + used

    def used(self) -> float:
        """Seconds of processor time of the processes so far, without the generator's."""
        return sum(used for name, used in self._used.items() if name not in (GENERATOR, MACHINE))

    def for_each(self, done: int) -> dict[str, float]:
        """Microseconds of processor time for one of so many things that were done, by name."""
        return {name: tidy(used / done * 1e6) for name, used in self._used.items()}

    def shares(self) -> dict[str, float]:
        """Cores in use, by name."""
        return {name: used / self._seconds for name, used in self._used.items()} if self._seconds else {}

    def _now(self) -> dict[str, float]:
        return {name: _cpu(pid) for name, pid in self._pids.items()} | {MACHINE: _machine()}


def _cpu(pid: int) -> float:
    """Seconds of processor time of a process and its children, those that have ended included."""
    process = psutil.Process(pid)
    times = process.cpu_times()
    used = float(times.user + times.system + times.children_user + times.children_system)
    for one in process.children(recursive=True):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += times.user + times.system
    return used


class Others:
    """How many cores processes that are not ours used since the last look; ours are this one and all it started."""

    def __init__(self) -> None:
        self._mark = self._now()

    def look(self) -> float:
        """Cores, never below zero: what ended without its parent waiting for it is counted with the others."""
        before, self._mark = self._mark, self._now()
        seconds, machine, ours = (now - then for now, then in zip(self._mark, before, strict=True))
        return max(machine - ours, 0) / seconds if seconds else 0.0

    def _now(self) -> tuple[float, float, float]:
        return time.monotonic(), _machine(), _cpu(os.getpid())


def spent(*pids: int) -> Callable[[], float]:
    """Tells the seconds of processor time that these processes have used so far, together."""
    return lambda: sum(_cpu(pid) for pid in pids)


def _machine() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice + times.softirq)


OTHERS: Final = Others()
