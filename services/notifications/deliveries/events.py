"""What happened to one message to one recipient. No address is ever stored: it is asked for when the message is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.event_registry import EventRegistry, EventType
from thidua_contracts.codes import DeliveryChannel


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: `recipient_id` is a principal of the issuer or a subject id, both opaque; in which role, if any."""

    recipient_id: str
    role: str | None = None
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to whom: enough to write it, at any time, in the same words."""

    recipient: Recipient
    channel: DeliveryChannel
    template: str
    facts: Mapping[str, str]
    about: str


@dataclass(frozen=True, slots=True)
class DeliveryIntended:
    """The recipient is to be told."""

    intent_id: UUID
    notice_id: UUID
    message: Message


@dataclass(frozen=True, slots=True)
class DeliveryAttempted:
    """A sender is about to hand the message over; whether it did is not known before one of the next events."""

    intent_id: UUID
    attempt: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliverySucceeded:
    """The recipient's mail server took the message."""

    intent_id: UUID
    attempt: int
    at: datetime
    message_id: str
    recipient_id: str
    channel: DeliveryChannel
    template: str


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """It was not taken, and will be tried again from `next_at` on."""

    intent_id: UUID
    attempt: int
    reason_code: str
    next_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """It was not taken and will not be tried again."""

    intent_id: UUID
    attempt: int
    at: datetime
    reason_code: str
    recipient_id: str
    channel: DeliveryChannel
    template: str


Event = DeliveryIntended | DeliveryAttempted | DeliverySucceeded | AttemptFailed | DeliveryFailed

REGISTRY = EventRegistry(
    EventType("delivery-intended", 1, DeliveryIntended),
    EventType("delivery-attempted", 1, DeliveryAttempted),
    EventType("delivery-succeeded", 1, DeliverySucceeded),
    EventType("delivery-attempt-failed", 1, AttemptFailed),
    EventType("delivery-failed", 1, DeliveryFailed),
)
