"""Notice: raised once for one event, audience and template. Pure: no I/O, no clock, no new ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID

from services.chassis.decider import Handles, StreamType
from services.notifications.audience import Audience
from services.notifications.notices.events import Event, NoticeRaised


@dataclass(frozen=True, slots=True)
class RaiseNotice:
    """Asked by the system alone; `ward_code` is the audience's: of a bloc's secretary, the bloc's code."""

    ward_code: str
    at: datetime
    notice_id: UUID
    audience: Audience
    template: str
    facts: Mapping[str, str]
    about: str


@dataclass(frozen=True, slots=True)
class NotRaised:
    """Nobody was to be told yet."""


@dataclass(frozen=True, slots=True)
class Raised:
    """Somebody is to be told."""


State = NotRaised | Raised


def decide(command: RaiseNotice, state: State) -> list[Event]:
    """Raised, or already raised."""
    match state:
        case NotRaised():
            return [NoticeRaised(command.notice_id, command.audience, command.template, command.facts, command.about)]
        case Raised():
            return []
        case _:
            assert_never(state)


def evolve(_: State, event: Event) -> State:
    """The notice after this event."""
    match event:
        case NoticeRaised():
            return Raised()
        case _:
            assert_never(event)


NOTICE: StreamType[State] = StreamType("notice", NotRaised(), evolve)

HANDLES: tuple[Handles[RaiseNotice], ...] = (Handles(RaiseNotice, lambda c: (NOTICE.new(c.notice_id),), decide),)
