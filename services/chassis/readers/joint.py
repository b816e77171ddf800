"""Joint: several readers of the local store take the same events in one transaction, with all their checkpoints.

What is read and decoded once serves all of them. One that fails, or whose checkpoint somebody holds, must not keep the others: the
transaction has changed nothing then, and whoever asked takes the guilty one out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import asyncpg

from services.chassis import metrics
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.inbox import Inbox, load_parked
from services.chassis.readers.processor import Processor, Taken, move_of, taken_of
from services.chassis.readers.record import Record

TOGETHER: Final = "together"
"""The name under which their transactions are measured."""


class NotFree(Exception):
    """The checkpoints of these readers are held or were moved by somebody else; nothing was changed, of the others neither."""

    def __init__(self, readers: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(readers)))
        self.readers = readers


async def take_jointly(processors: Sequence[Processor], run: Sequence[Record]) -> list[Taken]:
    """Takes events that none of these acts on, and of which each stands at the first.

    `NotFree`, or whatever one of them raises: then nothing was moved.
    """
    with metrics.batch(TOGETHER):
        inboxes = [Inbox(each.reader.name, each.version, each.remote) for each in processors]
        concerned = [each.concerned([run]) for each in processors]
        async with held(processors[0].pool) as connection, connection.transaction():
            await _move(connection, processors, run)
            parts = list(zip(processors, inboxes, concerned, strict=True))
            if any(concerned):
                await load_parked(connection, inboxes, run)
            for processor, inbox, its in parts:
                await processor.write(connection, inbox, its, acted={})
            for processor, inbox, its in parts:
                processor.count(inbox, its)
    return [taken_of(inbox, len(run), 0) for inbox in inboxes]


async def _move(connection: asyncpg.Connection, processors: Sequence[Processor], run: Sequence[Record]) -> None:
    of = [(each.reader.name, each.version) for each in processors]
    moved = await checkpoint.move_free(connection, of, [move_of(run)])
    if left := {name for name, _ in of} - moved:
        raise NotFree(frozenset(left))
