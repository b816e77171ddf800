"""What a service declares about its readers: read models, process managers, and the topics they are fed by.

A reader is the unit of checkpoint, rebuild and parking. Keys of `apply` and `react` are event classes: domain events for
a reader of the local store, contract models for a reader of Kafka. `apply` commutes between streams and reads no clock.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.scheduler.timers import Schedule
from thidua_contracts.topics import Topic

Apply = Callable[[asyncpg.Connection, EventEnvelope[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Issue:
    """A command that a process manager wants done; `target` tells several commands of one event apart."""

    target: str
    command: Any


React = Callable[[asyncpg.Connection, EventEnvelope[Any]], Awaitable[Sequence[Issue]]]


@dataclass(frozen=True, slots=True)
class ReadModel:
    """Tables and how events change them; `version` counts up when the tables' shape or meaning changes."""

    name: str
    version: int
    schema: Path | str | None
    """The SQL file of its tables, or the SQL itself where it is derived."""
    apply: Mapping[type, Apply]

    @property
    def wanted(self) -> frozenset[type]:
        return frozenset(self.apply)

    @property
    def react(self) -> Mapping[type, React]:
        return {}

    @property
    def schedule(self) -> Mapping[type, Schedule]:
        return {}

    @property
    def apart(self) -> frozenset[type]:
        return frozenset()

    @property
    def sql(self) -> str:
        return sql_of(self.schema)


@dataclass(frozen=True, slots=True)
class ProcessManager:
    """Reacts to events with commands whose keys derive from the event, so that a redelivery is recognised.

    `react` runs before `apply` of the same event and sees the memory as of the event before. `schedule` says what an event puts on
    the service's timers. `starts` names, per type name, the source position up to which events are only remembered, never acted
    on. `apart` are events that have nothing to do with each other, unless they are of one stream: what is done about one rests on the
    memory of no other one, so that many of a ward are taken at once. A rebuild refuses process managers.
    """

    name: str
    version: int
    react: Mapping[type, React]
    schema: Path | None = None
    apply: Mapping[type, Apply] = field(default_factory=dict)
    schedule: Mapping[type, Schedule] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)
    apart: frozenset[type] = frozenset()

    @property
    def wanted(self) -> frozenset[type]:
        return frozenset(self.apply) | frozenset(self.react) | frozenset(self.schedule)

    @property
    def sql(self) -> str:
        return sql_of(self.schema)


def sql_of(schema: Path | str | None) -> str:
    """The SQL that makes a reader's tables; empty for one without tables."""
    return schema.read_text() if isinstance(schema, Path) else schema or ""


Reader = ReadModel | ProcessManager


@dataclass(frozen=True, slots=True)
class Subscription:
    """A reader fed by Kafka, by the one consumer of its service (group `<service>.readers`)."""

    name: str
    topics: tuple[Topic, ...]
    reader: Reader
