"""Record: one event as a reader meets it, local or remote, before it is decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.event_envelope import EventEnvelope


@dataclass(frozen=True, slots=True)
class Raw:
    """A Kafka record as it came, kept when it is parked."""

    headers: tuple[tuple[str, bytes | None], ...]
    key: bytes | None
    body: bytes | None


@dataclass(slots=True)
class Record:
    """Where an event stands in its source and its stream; `decode` may raise, and what it raises is poison.

    Never changed; not frozen, because a frozen one takes three times as long to make, for every event that is read.

    `source` is a partition or the local store, `offset` the Kafka offset or the position there. An unreadable record has the stream id
    `?<topic>/<partition>/<offset>`, no event id and no ward. `event_class` is None for a type this release does not know.
    """

    source: str
    offset: int
    stream_id: str
    stream_version: int
    previous_version: int
    contract: str
    event_id: UUID | None
    epoch: int
    position: int
    recorded_at: datetime | None
    event_class: type | None
    decode: Callable[[], EventEnvelope[object]]
    ward_code: str | None = None
    raw: Raw | None = None
    unreadable: str | None = None
    forged: bool = False
    """Unreadable because its owner did not sign it."""
    gap: int = 0
    """Offsets before it that hold no record: markers of transactions, records that were aborted or compacted."""

    @property
    def expected(self) -> int:
        """Where a reader stands whose next record this is."""
        return self.offset - self.gap

    @property
    def name(self) -> str:
        """The contract's name without its major: two majors of one fact are the same event."""
        return self.contract.rpartition(".v")[0] if self.raw else self.contract
