"""EventEnvelope: an event together with where and when it was recorded; what every reader gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

E_co = TypeVar("E_co", covariant=True)


class Circumstances(NamedTuple):
    """What an event belongs to, what caused it, and who acted."""

    correlation_id: UUID
    causation_id: UUID | None = None
    traceparent: str | None = None
    actor: str | None = None


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
    circumstances: Callable[[], Circumstances]
    """Read when asked for: most read models never do."""

    @property
    def correlation_id(self) -> UUID:
        return self.circumstances().correlation_id

    @property
    def traceparent(self) -> str | None:
        return self.circumstances().traceparent

    @property
    def actor(self) -> str | None:
        return self.circumstances().actor
