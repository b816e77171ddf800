"""Gathering: events applied in batches, as a processor applies them, and the rows they leave."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, cast

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.folding import Folding, changes_of
from services.chassis.readers.statement_batch import StatementBatch

Events = Sequence[EventEnvelope[Any]]


def batches(events: Events, chance: random.Random) -> list[Events]:
    """The events cut anywhere."""
    cuts = sorted(chance.sample(range(len(events) + 1), chance.randint(0, len(events)))) if events else []
    return [events[start:end] for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True)]


async def apply_batches(connection: asyncpg.Connection, model: ReadModel, parts: Sequence[Events]) -> None:
    """Applies each part as one batch."""
    for part in parts:
        batch = StatementBatch(connection)
        for recorded in part:
            batch.stream_id = recorded.stream_id
            await model.apply[type(recorded.event)](cast(asyncpg.Connection, batch), recorded)
        await batch.flush()


async def apply_folded(connection: asyncpg.Connection, model: ReadModel, parts: Sequence[Events]) -> None:
    """Folds the parts as a rebuild does, which copies after some of them and at the end."""
    changes = changes_of(model)
    assert changes is not None
    folding = Folding(changes, empty=True)
    for number, part in enumerate(parts):
        await folding.take(connection, part)
        if number % 2:
            await folding.copy(connection)
    await folding.copy(connection)


async def apply_each(connection: asyncpg.Connection, model: ReadModel, events: Events) -> None:
    """Applies one event after the other, as careful mode does."""
    for recorded in events:
        await model.apply[type(recorded.event)](connection, recorded)
