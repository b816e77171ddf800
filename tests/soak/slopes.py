"""Slopes: what a long run looks like from afar. Pure: samples in, figures out.

A slope is that of the least-squares line. It leaves out the first third of a stretch, in which caches fill and pools open.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Sample:
    """One look: Unix seconds, MB of memory by process, MB on disk by place, events behind by reader, events stored by service."""

    at: float
    memory: Mapping[str, float]
    disk: Mapping[str, float]
    behind: Mapping[str, int]
    stored: Mapping[str, int]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """What the second value gains for each unit of the first; 0.0 where there is no line: under two different first values."""
    if len({at for at, _ in points}) < 2:
        return 0.0
    return statistics.linear_regression([at for at, _ in points], [value for _, value in points]).slope


def settled(samples: Sequence[Sample]) -> Sequence[Sample]:
    """The last two thirds of a stretch."""
    return samples[len(samples) // 3 :]


def hourly(samples: Sequence[Sample], what: str) -> dict[str, float]:
    """The slope of each memory, disk or behind, in its unit for an hour."""
    later = settled(samples)
    return {
        name: slope([(each.at, getattr(each, what)[name]) for each in later]) * HOUR
        for name in (getattr(later[0], what) if later else ())
    }


def largest(samples: Sequence[Sample], what: str) -> dict[str, float]:
    """The largest value of each."""
    return {name: max(getattr(each, what)[name] for each in samples) for name in getattr(samples[0], what)}


def bytes_for_an_event(samples: Sequence[Sample]) -> dict[str, float]:
    """What each place on disk grew by for each event that any service stored; nothing when none was stored."""
    first, last = samples[0], samples[-1]
    stored = sum(last.stored.values()) - sum(first.stored.values())
    if not stored:
        return {}
    return {name: (last.disk[name] - first.disk[name]) * 2**20 / stored for name in last.disk}
