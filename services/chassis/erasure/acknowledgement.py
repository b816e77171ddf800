"""Erasure told by the owner of subjects: a service that holds no personal value acknowledges it, once per subject.

What a service would have to destroy, it destroys by its own events (`Service.erases`); this is for those whose rows hold
opaque ids alone, so that nobody has to guess whether they were asked. Pure: no I/O, no clock, no new ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, assert_never
from uuid import UUID

from services.chassis.decider import Handles, StreamType
from services.chassis.event_registry import EventRegistry, EventType


@dataclass(frozen=True, slots=True)
class AcknowledgeErasure:
    """By the system alone; `at` is when the owner recorded the erasure."""

    ward_code: str
    at: datetime
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureAcknowledged:
    """Nothing that says who the subject was is left here."""

    subject_id: UUID
    acknowledged_at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """Not acknowledged."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """For ever."""


State = Open | Acknowledged


def decide(command: AcknowledgeErasure, state: State) -> list[ErasureAcknowledged]:
    """Once."""
    match state:
        case Open():
            return [ErasureAcknowledged(command.subject_id, command.at)]
        case Acknowledged():
            return []
        case _:
            assert_never(state)


def evolve(_: State, event: ErasureAcknowledged) -> State:
    """The subject after this event."""
    match event:
        case ErasureAcknowledged():
            return Acknowledged()
        case _:
            assert_never(event)


ERASED: Final[StreamType[State]] = StreamType("erasure", Open(), evolve)
REGISTRY: Final = EventRegistry(EventType("subject-erasure-acknowledged", 1, ErasureAcknowledged))
HANDLES: Final[tuple[Handles[Any], ...]] = (Handles(AcknowledgeErasure, lambda c: (ERASED.new(c.subject_id),), decide),)
