"""Counting: read models that count, a manager that strikes notes out, and what makes them fail or wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager, ReadModel
from services.chassis.runtime import Runtime
from tests.support.chassis import AT
from tests.support.notes import StrikeNote

NAMES: Final = ("one", "two", "three")
failing: dict[str, BaseException] = {}
"""What `apply` of a model raises, of all wards or, as `model ward`, of one."""
waiting: dict[str, asyncio.Event] = {}
"""What the commands of a manager wait for."""
reacting: list[UUID] = []
"""The notes that the manager has begun to act on."""

DDL: Final[Mapping[str, str]] = {
    "one": "CREATE TABLE one (ward_code text PRIMARY KEY, times integer); SELECT guard_by_ward('one')",
    "two": "CREATE TABLE two (ward_code text PRIMARY KEY, times integer); SELECT guard_by_ward('two')",
    "three": "CREATE TABLE three (ward_code text PRIMARY KEY, times integer); SELECT guard_by_ward('three')",
}
COUNT: Final[Mapping[str, str]] = {
    "one": "INSERT INTO one VALUES ($1, 1) ON CONFLICT (ward_code) DO UPDATE SET times = one.times + 1",
    "two": "INSERT INTO two VALUES ($1, 1) ON CONFLICT (ward_code) DO UPDATE SET times = two.times + 1",
    "three": "INSERT INTO three VALUES ($1, 1) ON CONFLICT (ward_code) DO UPDATE SET times = three.times + 1",
}
TIMES: Final[Mapping[str, str]] = {
    "one": "SELECT coalesce(sum(times), 0) FROM one",
    "two": "SELECT coalesce(sum(times), 0) FROM two",
    "three": "SELECT coalesce(sum(times), 0) FROM three",
}


def forget() -> None:
    """Nothing fails and nothing waits."""
    failing.clear()
    waiting.clear()
    reacting.clear()


def model(name: str, written: type) -> ReadModel:
    """Counts the notes of a ward that were written."""

    async def count(connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> None:
        if (error := failing.get(name) or failing.get(f"{name} {recorded.ward_code}")) is not None:
            raise error
        await connection.execute(COUNT[name], recorded.ward_code)

    return ReadModel(name, 1, DDL[name], {written: count})


def striking(written: type, note_of: Callable[[Any], UUID]) -> ProcessManager:
    """Strikes out each note that was written."""

    async def strike(_: asyncpg.Connection, recorded: EventEnvelope[Any]) -> list[Issue]:
        note = note_of(recorded.event)
        reacting.append(note)
        if "striking" in waiting:
            await waiting["striking"].wait()
        return [Issue("strike", StrikeNote(note, recorded.ward_code, AT))]

    return ProcessManager("striking", 1, react={written: strike})


async def times(runtime: Runtime) -> list[int]:
    """What each model has counted."""
    return [await runtime.projector.fetchval(TIMES[name]) for name in NAMES]
