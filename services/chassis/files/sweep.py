"""Sweeping of files: what was sent and put into nothing, and what was put into a command that was refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg

from services.chassis.clock import Clock
from services.chassis.files.files import KEPT, path_of
from services.chassis.files.objects import Objects
from services.chassis.pool import held

BATCH: Final = 200
SENT: Final = """
DELETE FROM files.uploads WHERE (author, upload) IN (
    SELECT author, upload FROM files.uploads WHERE saved_at < $1 LIMIT $2
) RETURNING parts
"""
UNUSED: Final = """
DELETE FROM files.kept k WHERE (k.ward_code, k.file_id) = (
    SELECT o.ward_code, o.file_id FROM files.kept o
    WHERE o.kept_at < $1 AND NOT EXISTS (SELECT FROM files.sendings s WHERE s.ward_code = o.ward_code AND s.file_id = o.file_id)
    LIMIT 1
) AND k.kept_at < $1
  AND NOT EXISTS (SELECT FROM files.sendings s WHERE s.ward_code = k.ward_code AND s.file_id = k.file_id)
RETURNING ward_code, address
"""


def sweeping(pool: asyncpg.Pool, objects: Objects | None, clock: Clock) -> Callable[[], Awaitable[bool]]:
    """A step of the loop that deletes files which nothing refers to; `pool` is the projector's. Whether there are more."""

    async def step() -> bool:
        if objects is None:
            return False
        before = clock.now() - KEPT
        async with held(pool) as connection:
            async with connection.transaction():
                old = await connection.fetch(SENT, before, BATCH)
                await objects.delete([path for row in old for path in row["parts"]])  # both, or neither
            for _ in range(BATCH):
                async with connection.transaction():
                    row = await connection.fetchrow(UNUSED, before)
                    if row is None:
                        return len(old) == BATCH
                    await objects.delete([path_of(row["ward_code"], row["address"])])
        return True

    return step
