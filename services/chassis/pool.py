"""Pools: small, with the search path of their role fixed at connect time, and nothing left behind on a connection.

Whatever is set on a pooled connection is set for a transaction (`SET LOCAL`), and locks that outlive one, LISTEN and cursors are taken
on connections of their own. So there is nothing to reset when a connection goes back: asyncpg's four statements for that were a
round trip more for each use.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import asyncpg
from asyncpg.pool import PoolAcquireContext, PoolConnectionProxy

from services.chassis.event_store.connection import closed_is_lost

PLANNED_ONCE: Final = {"plan_cache_mode": "force_generic_plan"}
"""For connections that ask the same few statements for ever: by itself PostgreSQL would plan those that take arrays anew each time."""


OFTEN: Final = 50_000
"""Statements after which a connection is replaced by a new one."""
UNUSED: Final = 10.0
"""Seconds after which a connection that nobody used is closed: at rest a service holds what its loops need."""


class Pooled(asyncpg.Connection):
    """A connection that is handed on as it is; an open transaction is rolled back all the same."""

    def get_reset_query(self) -> str:
        """Nothing."""
        return ""


class Lent(PoolAcquireContext):
    """A connection that is lent: whoever is told in its use that it is closed is told that it was lost."""

    async def __aenter__(self) -> PoolConnectionProxy:
        with closed_is_lost():
            return await super().__aenter__()

    async def __aexit__(self, *failed: Any) -> None:
        with closed_is_lost():
            await super().__aexit__(*failed)
            if isinstance(failed[1], asyncpg.InterfaceError):
                raise failed[1]


class Pool(asyncpg.Pool):
    """A pool that tells a closed connection from a statement that was given other arguments than it takes."""

    def acquire(self, *, timeout: float | None = None) -> PoolAcquireContext:
        """A connection, for a block."""
        return Lent(self, timeout)


async def open_pool(
    dsn: str, *, search_path: str = "read, public", most: int = 4, at_once: int = 0, planned_once: bool = False
) -> asyncpg.Pool:
    """A pool of at most `most` connections whose unqualified names mean tables of `search_path`; see `PLANNED_ONCE`."""
    return await Pool(
        dsn,
        min_size=at_once,
        max_size=most,
        max_queries=OFTEN,
        timeout=5,
        command_timeout=60,
        max_inactive_connection_lifetime=UNUSED,
        server_settings={"search_path": search_path} | (PLANNED_ONCE if planned_once else {}),
        connection_class=Pooled,
        record_class=asyncpg.Record,
        loop=None,
    )


@asynccontextmanager
async def held(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """One connection of the pool for one unit of work; it never crosses a task."""
    async with pool.acquire(timeout=10) as connection:
        # the proxy offers all of Connection; asyncpg's stubs do not say so
        yield cast(asyncpg.Connection, connection)
