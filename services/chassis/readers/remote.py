"""Records of Kafka as a reader meets them: nothing here raises, what cannot be read becomes an unreadable record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.readers.record import Raw, Record
from services.chassis.signatures import NO_TRUST, Trust
from thidua_contracts.envelope import Received, UnreadableEnvelope, contracts, decode, from_headers

HeaderList = tuple[tuple[str, bytes | None], ...]


class Forged(UnreadableEnvelope):
    """A record that its owner did not send: nothing that it says counts, its stream neither."""


def source_name(topic: str, partition: int) -> str:
    """The name of a partition in checkpoints."""
    return f"{topic}/{partition}"


def record_of(
    source: str,
    offset: int,
    headers: HeaderList,
    key: bytes | None,
    body: bytes | None,
    *,
    gap: int = 0,
    trust: Trust = NO_TRUST,
) -> Record:
    """One Kafka record; what cannot be read, or is not its owner's, becomes `?<topic>/<partition>/<offset>`."""
    raw = Raw(headers, key, body)
    try:
        received = from_headers(headers, key, body)
        if fault := trust.fault(source, offset, headers, key, body):
            raise Forged(fault)
    except UnreadableEnvelope as error:
        unreadable = error
        return Record(
            source=source,
            offset=offset,
            stream_id=f"?{source}/{offset}",
            stream_version=0,
            previous_version=0,
            contract="?",
            event_id=None,
            epoch=0,
            position=0,
            recorded_at=None,
            event_class=None,
            decode=lambda: _never(unreadable),
            raw=raw,
            unreadable=unreadable.reason,
            forged=isinstance(unreadable, Forged),
            gap=gap,
        )
    envelope = received.envelope
    return Record(
        source=source,
        offset=offset,
        stream_id=envelope.ce_subject,
        stream_version=envelope.streamversion,
        previous_version=envelope.previousversion,
        contract=envelope.ce_type,
        event_id=envelope.ce_id,
        epoch=envelope.epoch,
        position=envelope.position,
        recorded_at=envelope.ce_time,
        event_class=contracts().get(envelope.ce_type),
        decode=Decoding(received),
        ward_code=envelope.partitionkey,
        raw=raw,
        gap=gap,
    )


@dataclass(slots=True)
class Decoding:
    """Decodes a record when it is first asked for: several readers apply it."""

    received: Received
    done: EventEnvelope[Any] | None = None

    def __call__(self) -> EventEnvelope[Any]:
        if self.done is None:
            self.done = recorded_of(self.received)
        return self.done


def recorded_of(received: Received) -> EventEnvelope[Any]:
    """The contract model with its circumstances; `UnfitData` when the body does not fit."""
    envelope = received.envelope
    about = Circumstances(UUID(envelope.correlationid), UUID(envelope.causationid), envelope.traceparent)
    return EventEnvelope(
        event=decode(received),
        source=envelope.ce_source.rpartition("/")[2],
        event_id=envelope.ce_id,
        stream_id=envelope.ce_subject,
        stream_version=envelope.streamversion,
        position=envelope.position,
        ward_code=envelope.partitionkey,
        recorded_at=envelope.ce_time,
        circumstances=lambda: about,
    )


def _never(unreadable: UnreadableEnvelope) -> EventEnvelope[Any]:
    raise unreadable
