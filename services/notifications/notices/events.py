"""What happened to a notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.chassis.event_registry import EventRegistry, EventType
from services.notifications.audience import Audience


@dataclass(frozen=True, slots=True)
class NoticeRaised:
    """An audience has to be told something; `facts` fill the template and hold nothing personal."""

    notice_id: UUID
    audience: Audience
    template: str
    facts: Mapping[str, str]
    about: str


Event = NoticeRaised

REGISTRY = EventRegistry(EventType("notice-raised", 1, NoticeRaised))
