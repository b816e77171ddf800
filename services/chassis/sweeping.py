"""Sweeping: what a service forgets, and after how long. What is not named here is kept for ever.

Kept for ever, because something still rests on it: `store.events`; `store.commands` (a redelivery of any age, a reader that begins anew
and a timer that is planned again are recognised by their key alone); `reading.operations` (verification reads what operators did);
`reading.names` (an old id is looked for like a new one); and `reading.taken` (the newest line of a stream tells a hole, and that a record
is old; whoever prunes the others must refuse a record at or below that version whose line is gone, and never apply it).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import asyncpg

from services.chassis.clock import Clock

DRAFTS_KEPT: Final = timedelta(days=30)
"""What nobody has touched for so long is not sent any more."""
SHEETS_KEPT: Final = timedelta(days=7)
"""A file that nobody has entered by then is sent again."""
TIMERS_KEPT: Final = timedelta(days=90)
"""Settled timers stay for whoever asks why something was fired, or not. One that is planned again after that fires a known command."""

NOT_KEPT: Final = timedelta(0)
"""What tells itself until when it is needed."""

SWEPT: Final = (
    (NOT_KEPT, "DELETE FROM web.ended_tokens WHERE expires_at < least($1, clock_timestamp())"),
    # bounded where there may be many: one deletion shares the disk with everybody
    (DRAFTS_KEPT, "DELETE FROM web.drafts WHERE saved_at < $1"),
    (SHEETS_KEPT, "DELETE FROM web.sheets WHERE saved_at < $1"),
    (
        TIMERS_KEPT,
        """
        DELETE FROM reading.agenda WHERE key IN (
            SELECT key FROM reading.agenda
            WHERE state <> 'waiting' AND due_at < $1 AND coalesce(settled_at, due_at) < $1 LIMIT 5000
        )
        """,
    ),
)


def sweeping(pool: asyncpg.Pool, clock: Clock) -> Callable[[], Awaitable[bool]]:
    """A step of the loop that deletes what is older than its window; `pool` is the projector's."""

    async def step() -> bool:
        deleted = [await pool.execute(sweep, clock.now() - kept_for) for kept_for, sweep in SWEPT]
        return "DELETE 5000" in deleted

    return step
