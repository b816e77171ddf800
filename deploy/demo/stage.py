"""Stage: what a scene works with: the client, the stack's clock, the ids of what was made, and who is told of progress."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

from deploy.demo.client import Client
from deploy.demo.quiet import Quiet
from deploy.local import clock
from deploy.local.addresses import Addresses
from deploy.local.stack import service_processes

NEARLY: Final = timedelta(seconds=1)
"""A moment nearer than this is now."""


class Told(Protocol):
    """Who shows the play: what is happening, and how many writes a step has."""

    def saying(self, what: str) -> None:
        """What happens now, in Vietnamese."""
        ...

    def expecting(self, writes: int) -> None:
        """So many more writes are coming."""
        ...


@dataclass(slots=True)
class Made:
    """Ids of what the play made, by the words the scenario has for them."""

    units: dict[tuple[str, str], str] = field(default_factory=dict)
    """By ward and unit code."""
    people: dict[tuple[str, str], str] = field(default_factory=dict)
    """By ward and name."""
    plans: dict[str, str] = field(default_factory=dict)
    """By ward: the newest year's."""
    movements: dict[tuple[str, str], str] = field(default_factory=dict)
    """By ward and movement code."""
    reports: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """By ward, unit code and period: the newest year's."""
    mandates: dict[str, str] = field(default_factory=dict)
    """By principal."""
    nominations: dict[str, str] = field(default_factory=dict)
    """By the scenario's word for them."""


@dataclass(slots=True)
class Stage:
    """One play on one stack."""

    where: Addresses
    client: Client
    quiet: Quiet
    told: Told
    made: Made = field(default_factory=Made)

    async def move_to(self, moment: datetime) -> None:
        """Moves the clock of every process to this moment; a play that goes on may have passed it already.

        A day ends only when everything that follows from it has happened: its letters carry its date.
        """
        ahead, before = moment.astimezone(UTC) - datetime.now(UTC), await clock.offset(self.where)
        if ahead - before < NEARLY:
            return
        if clock.now(before).date() != moment.date():
            await self.quiet.wait()
            ahead = moment.astimezone(UTC) - datetime.now(UTC)
        await clock.set_offset(self.where, ahead)
        await asyncio.to_thread(clock.wait_for_processes, self.where, service_processes(), ahead)

    async def together(self, writes: Iterable[Coroutine[Any, Any, Any]]) -> list[Any]:
        """Runs writes that do not wait for each other; the first failure ends them all."""
        work = list(writes)
        self.told.expecting(len(work))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
        return [task.result() for task in tasks]


@dataclass(frozen=True, slots=True)
class Scene:
    """One part of the year: its title on the screen and how it is played."""

    name: str
    title: str
    play: Any
