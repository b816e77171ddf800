"""Watching: the relay's checkpoint is looked at all the time, whoever else is killed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from tests.fault.field import Field


@asynccontextmanager
async def watching(field: Field) -> AsyncIterator[None]:
    """Samples the relay's checkpoint, which must never go backwards; a database that is away is asked again."""

    async def watch() -> None:
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with field.owner("source") as owner:
                    while True:
                        note(await owner.fetchval("SELECT next FROM reading.relay"))
                        await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)

    def note(at: int) -> None:
        if not field.watched or field.watched[-1] != at:
            field.watched.append(at)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
