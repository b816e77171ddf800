"""Flooding: 64 connections send as fast as they get answers, and then everything that came of it is waited for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.figures import Cores
from tests.bench.rival import Rival
from tests.bench.whole import Whole


@dataclass(frozen=True, slots=True)
class Flooded:
    """How many facts, and when (Unix seconds): the first was meant to be sent, all were answered, readable, settled."""

    facts: int
    began: float
    answered: float
    readable: float
    settled: float

    def rate(self, until: float) -> float:
        """Facts a second from the beginning until then."""
        return self.facts / (until - self.began)


def flooded(side: Whole | Rival, ready: Sequence[tuple[str, int]], seconds: float, cores: Cores) -> Flooded:
    """Sends what is ready for so many seconds, or until it is used up; `cores` are counted until all is settled."""
    cores.begin(**side.pids())
    done = side.sent(ready, seconds, None)
    arrived = side.arrived([which for which, _, _ in done.accepted])
    readable = max(arrived.values())
    settled_at = max(settled(side) or 0.0, readable)
    cores.end(settled_at - done.began, generator=done.cores * (done.ended - done.began))
    return Flooded(len(arrived), done.began, done.ended, readable, settled_at)


def settled(side: Whole | Rival) -> float | None:
    """Waits until all that was caused in any service is taken, and says when, half a second late at most; a peer has but its rows."""
    if isinstance(side, Rival):
        return None
    for _ in range(2):  # a look takes a while: what moved on from a service already seen is found by the next
        side.settled()
    return time.time()
