"""EventEnvelope: an event together with where and when it was recorded; what every reader gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

E_co = TypeVar("E_co", covariant=True)


@dataclass(slots=True)
class EventEnvelope(Generic[E_co]):
    """One event as readers see it, local or remote. Never changed; not frozen, for the same reason as `Record`.

    `source` is the service that recorded it; `position` is dense in that service's store; `recorded_at` is aware, UTC.
    For a remote event `event` is the contract model and `event_id` the CloudEvents id.
    """

    event: E_co
    source: str
    event_id: UUID
    stream_id: str
    stream_version: int
    position: int
    ward_code: str
    recorded_at: datetime
    correlation_id: UUID
    causation_id: UUID | None
    traceparent: str | None
    actor: str | None = None
