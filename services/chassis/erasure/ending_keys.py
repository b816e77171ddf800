"""Ending keys: the reader of the local store that destroys a subject's key in this service when an event of this service says so.

Decision 4: by a reader, not by the command that erases; to destroy it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager, React


@dataclass(frozen=True, slots=True)
class DestroyKey:
    """A command to the store of keys, not to a stream."""

    subject_id: UUID


def ending_keys(erases: Mapping[type, Callable[[Any], UUID]]) -> ProcessManager:
    """The reader; `erases` names the events and the subject of each."""

    def ending(subject_of: Callable[[Any], UUID]) -> React:
        async def react(_: asyncpg.Connection, recorded: EventEnvelope[Any]) -> Sequence[Issue]:
            subject = subject_of(recorded.event)
            return [Issue(str(subject), DestroyKey(subject))]

        return react

    return ProcessManager("erasure", 1, react={cls: ending(of) for cls, of in erases.items()})
