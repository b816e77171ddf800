"""Joint: several readers take the same events in one transaction, with all their checkpoints.

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
from services.chassis.readers import inbox as inboxes
from services.chassis.readers.inbox import Inbox
from services.chassis.readers.processor import Processor, Taken, move_of, taken_of
from services.chassis.readers.record import Record

TOGETHER: Final = "together"
"""The name under which their transactions are measured."""

Share = tuple[Processor, Sequence[Sequence[Record]]]
"""A reader, and what it takes: of each source a run of records from where it stands."""


class NotFree(Exception):
    """The checkpoints of these readers are held or were moved by somebody else; nothing was changed, of the others neither."""

    def __init__(self, readers: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(readers)))
        self.readers = readers


async def take_jointly(shares: Sequence[Share]) -> list[Taken]:
    """Takes events that none of these readers acts on; all of them read the local store, or all read topics.

    `NotFree`, or whatever one of them raises: then nothing was moved.
    """
    with metrics.batch(TOGETHER):
        parts = [
            (processor, Inbox(processor.reader.name, processor.version, processor.remote), processor.concerned(runs))
            for processor, runs in shares
        ]
        of = [inbox for _, inbox, _ in parts]
        async with held(shares[0][0].pool) as connection, connection.transaction():
            await _move(connection, shares)
            if concerned := list({id(record): record for _, _, its in parts for record in its}.values()):
                await inboxes.load(connection, of, concerned)
            unknown = [await processor.write(connection, inbox, its, acted={}) for processor, inbox, its in parts]
            await inboxes.save(connection, of)
            for processor, inbox, its in parts:
                processor.count(inbox, its)
    return [
        taken_of(inbox, sum(map(len, runs)), number)
        for inbox, (_, runs), number in zip(of, shares, unknown, strict=True)
    ]


async def _move(connection: asyncpg.Connection, shares: Sequence[Share]) -> None:
    of = [(each.reader.name, each.version, [move_of(run) for run in runs]) for each, runs in shares]
    moved = await checkpoint.move_free(connection, of)
    if left := {name for name, _, _ in of} - moved:
        raise NotFree(frozenset(left))
