"""Lookup: which mandates a principal holds, and which wards each lets them read; cached for at most a second.

The cache bounds how long a relieved person can still read. Nothing is cached for a principal without mandates: the
first grant is seen at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.errors import Forbidden, Unavailable
from services.chassis.event_store.connection import LOST, OUTDATED
from services.chassis.pool import held

CACHED_FOR: Final = 1.0
MOST_CACHED: Final = 10_000

OF_PRINCIPAL: Final = """
SELECT mandate_id, ward_code, role, unit_id, valid_from, valid_to, relieved
FROM (SELECT mandate_id, ward_code, role, unit_id, valid_from, valid_to, relieved_at IS NOT NULL AS relieved,
             row_number() OVER (PARTITION BY role, ward_code
                                ORDER BY relieved_at NULLS FIRST, valid_to DESC NULLS FIRST, valid_from, mandate_id) AS place
      FROM read.mandates WHERE principal = $1) AS each
WHERE place <= 20 ORDER BY valid_from, mandate_id LIMIT 2000
"""
"""Those of one role in one place are bounded by themselves: whoever grants many of these leaves all others as they are."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate as the edge sees it; `wards` are those it may read."""

    id: UUID
    role: str
    ward_code: str
    unit_id: UUID | None
    valid_from: date
    valid_to: date | None
    relieved: bool
    wards: tuple[str, ...] = ()

    def why_not(self, at: datetime) -> str | None:
        """The code of the refusal when the mandate does not hold at this moment."""
        today = local_date(at)
        if self.relieved:
            return "mandate.relieved"
        if today < self.valid_from:
            return "mandate.unknown"
        if self.valid_to is not None and self.valid_to < today:
            return "mandate.expired"
        return None


ReadableWards = Callable[[asyncpg.Connection, Mandate], Awaitable[Sequence[str]]]
"""The wards that a mandate lets somebody read, where that is more than its own ward and what belongs to the city."""


class MandateLookup:
    """The mandates of principals, from the read model."""

    def __init__(self, pool: asyncpg.Pool, readable_wards: ReadableWards | None = None) -> None:
        self._pool = pool
        self._readable_wards = readable_wards
        self._cache: dict[str, tuple[float, tuple[Mandate, ...]]] = {}
        self._loading: dict[str, asyncio.Task[tuple[Mandate, ...]]] = {}

    async def of(self, principal: str) -> tuple[Mandate, ...]:
        """All mandates a principal was ever granted, in the order of their first day. Raises Unavailable."""
        cached = self._cache.get(principal)
        if cached is not None and time.monotonic() < cached[0]:
            return cached[1]
        loading = self._loading.get(principal)
        if loading is None:
            loading = asyncio.create_task(self._load(principal))
            self._loading[principal] = loading
            loading.add_done_callback(lambda _: self._loading.pop(principal, None))
        # a caller that gives up must not cancel the others' load
        return await asyncio.shield(loading)

    async def _load(self, principal: str) -> tuple[Mandate, ...]:
        try:
            async with held(self._pool) as connection:
                rows = await connection.fetch(OF_PRINCIPAL, principal)
                mandates = tuple([await self._with_wards(connection, row) for row in rows])
        except (*LOST, *OUTDATED) as error:
            raise Unavailable from error
        if mandates:
            if len(self._cache) >= MOST_CACHED:
                self._cache.clear()
            self._cache[principal] = (time.monotonic() + CACHED_FOR, mandates)
        return mandates

    async def _with_wards(self, connection: asyncpg.Connection, row: asyncpg.Record) -> Mandate:
        mandate = Mandate(
            row["mandate_id"],
            row["role"],
            row["ward_code"],
            row["unit_id"],
            row["valid_from"],
            row["valid_to"],
            row["relieved"],
        )
        more = await self._readable_wards(connection, mandate) if self._readable_wards else []
        wards = tuple(dict.fromkeys((mandate.ward_code, CITY, *more)))
        return replace(mandate, wards=wards)


def holding(mandates: tuple[Mandate, ...], at: datetime, wanted: UUID | None) -> tuple[Mandate, ...]:
    """Those that hold now, only the wanted one if one is named. Raises Forbidden with the best reason; deny by default."""
    named = mandates if wanted is None else tuple(one for one in mandates if one.id == wanted)
    active = tuple(one for one in named if one.why_not(at) is None)
    if active:
        return active
    reasons = {one.why_not(at) for one in named}
    for code in ("mandate.relieved", "mandate.expired"):
        if code in reasons:
            raise Forbidden(code)
    raise Forbidden("mandate.unknown")
