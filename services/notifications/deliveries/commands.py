"""What may be asked of a delivery; by the system alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.deliveries.events import Message


@dataclass(frozen=True, slots=True)
class IntendDelivery:
    """`intent_id` derives from event, recipient and template: the same intent twice is one."""

    ward_code: str
    at: datetime
    intent_id: UUID
    notice_id: UUID
    message: Message


@dataclass(frozen=True, slots=True)
class BeginAttempt:
    ward_code: str
    at: datetime
    intent_id: UUID
    attempt: int


@dataclass(frozen=True, slots=True)
class RecordSuccess:
    ward_code: str
    at: datetime
    intent_id: UUID
    attempt: int
    message_id: str


@dataclass(frozen=True, slots=True)
class RecordFailure:
    """`permanent` when trying again cannot help: no such address, refused by rule."""

    ward_code: str
    at: datetime
    intent_id: UUID
    attempt: int
    reason_code: str
    permanent: bool


Command = IntendDelivery | BeginAttempt | RecordSuccess | RecordFailure
