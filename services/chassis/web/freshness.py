"""Freshness: up to when read models are known to be complete. Checkpoints tell, for pages are another process than readers.

A reader that has applied all of its local store is complete now. One that lags is complete up to the last record it took, for a
source's records are in the order of their time; of a partition that is read to its end, its member notes when the broker said so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

PROGRESS: Final = """
SELECT live.reader, checkpoint.source, checkpoint.next,
       CASE WHEN checkpoint.source = 'store' AND checkpoint.next > (SELECT coalesce(max(position), 0) FROM store.events)
            THEN $1::timestamptz ELSE greatest(checkpoint.recorded_at, checkpoint.complete_at) END AS complete_at
FROM reading.readers AS live
JOIN reading.checkpoint AS checkpoint ON checkpoint.reader = live.reader AND checkpoint.version = live.version
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the readers of a service stand: per reader, its next place in each source, and up to when each is complete."""

    places: Mapping[str, tuple[tuple[str, int], ...]]
    times: Mapping[str, tuple[datetime | None, ...]]

    def complete_at(self, readers: Sequence[str]) -> datetime | None:
        """The time up to which all of these are complete; None while that is not known of one."""
        times = [time for reader in readers for time in self.times.get(reader, (None,))]
        known = [time for time in times if time is not None]
        return min(known) if known and len(known) == len(times) else None


NOWHERE: Final = Progress({}, {})


async def progress(pool: asyncpg.Pool, now: datetime) -> Progress:
    """The progress of all readers, at `now` or a moment later."""
    places: dict[str, tuple[tuple[str, int], ...]] = {}
    times: dict[str, tuple[datetime | None, ...]] = {}
    for reader, source, position, complete_at in await pool.fetch(PROGRESS, now):
        places[reader] = (*places.get(reader, ()), (source, position))
        times[reader] = (*times.get(reader, ()), complete_at)
    return Progress(places, times)
