"""Pools: small, with the search path of their role fixed at connect time, and nothing left behind on a connection.

Whatever is set on a pooled connection is set for a transaction (`SET LOCAL`), and locks that outlive one, LISTEN and cursors are taken
on connections of their own. So there is nothing to reset when a connection goes back: asyncpg's four statements for that were a
round trip more for each use.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, cast

import asyncpg

PLANNED_ONCE: Final = {"plan_cache_mode": "force_generic_plan"}
"""For connections that ask the same few statements for ever: by itself PostgreSQL would plan those that take arrays anew each time."""


UNUSED: Final = 10.0
"""Seconds after which a connection that nobody used is closed: at rest a service holds what its loops need."""


class Pooled(asyncpg.Connection):
    """A connection that is handed on as it is; an open transaction is rolled back all the same."""

    def get_reset_query(self) -> str:
        """Nothing."""
        return ""


async def open_pool(
    dsn: str, *, search_path: str = "read, public", most: int = 4, at_once: int = 0, planned_once: bool = False
) -> asyncpg.Pool:
    """A pool of at most `most` connections whose unqualified names mean tables of `search_path`; see `PLANNED_ONCE`."""
    return await asyncpg.create_pool(
        dsn,
        min_size=at_once,
        max_size=most,
        timeout=5,
        command_timeout=60,
        max_inactive_connection_lifetime=UNUSED,
        server_settings={"search_path": search_path} | (PLANNED_ONCE if planned_once else {}),
        connection_class=Pooled,
    )


@asynccontextmanager
async def held(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """One connection of the pool for one unit of work; it never crosses a task."""
    async with pool.acquire(timeout=10) as connection:
        # the proxy offers all of Connection; asyncpg's stubs do not say so
        yield cast(asyncpg.Connection, connection)
