"""Redrive, rehearsed: what trying a parked stream again would do, found out by doing it and rolling it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import asyncpg

from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.failures import TRANSIENT
from services.chassis.readers.parking import DROP, OF_STREAM, SOURCES, RecordsOf, attempt
from services.chassis.readers.processor import Processor
from services.chassis.readers.record import Record

Would = Literal["apply", "stay"]


@dataclass(frozen=True, slots=True)
class Step:
    """What would become of one parked record; a process manager's commands are named, not done."""

    stream_version: int
    contract: str
    would: Would
    detail: str = ""
    commands: tuple[str, ...] = ()


async def rehearse(processor: Processor, stream_id: str, records_of: RecordsOf) -> list[Step]:
    """The steps of a redrive, up to the first record that would stay; nothing is changed and nothing is sent."""
    of = (processor.reader.name, processor.version, stream_id)
    steps: list[Step] = []
    async with held(processor.pool) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            for source in await connection.fetch(SOURCES, *of):
                await checkpoint.hold(connection, *of[:2], source["source"])
            for row in await connection.fetch(OF_STREAM, *of):
                record = await records_of(connection, row)
                commands = await _commands(connection, processor, record)
                stuck = await attempt(connection, processor, row, record, act=False)
                if stuck is not None:
                    steps.append(Step(row["stream_version"], row["contract"], "stay", f"{stuck[0]}: {stuck[1]}"))
                    break
                steps.append(Step(row["stream_version"], row["contract"], "apply", commands=commands))
                await connection.execute(DROP, *of, row["seq"])
        finally:
            await transaction.rollback()
    return steps


async def _commands(connection: asyncpg.Connection, processor: Processor, record: Record) -> tuple[str, ...]:
    """The commands that the record asks for, from the memory before it; none when it fails, which `attempt` then tells."""
    try:
        async with connection.transaction():
            reaction = await processor.reaction(connection, record)
    except TRANSIENT:
        raise
    except Exception:
        return ()
    return tuple(f"{type(do.command).__name__} ({do.target})" for do in reaction.todo) if reaction else ()
