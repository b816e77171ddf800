"""How a fact travels: CloudEvents 1.0, Kafka binding, binary mode. JSON body, UTF-8 headers, key = `ce_partitionkey`.

Reading raises nothing but UnreadableEnvelope (headers, key) and UnfitData (body): a reader parks those and goes on.
Headers that are not ours are ignored, whatever they hold; ours must be there once, be UTF-8 and mean something.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from pydantic import ValidationError

from thidua_contracts.event import IntegrationEvent, contracts, encode

__all__ = [
    "CONTENT_TYPE",
    "Envelope",
    "IntegrationEvent",
    "Received",
    "UnfitData",
    "UnknownType",
    "UnreadableEnvelope",
    "contract_name",
    "contracts",
    "dataschema_of",
    "decode",
    "encode",
    "event_id_for",
    "from_headers",
    "source_of",
    "to_headers",
]

CONTENT_TYPE: Final = "application/json; charset=utf-8"
_CONTENT_TYPE: Final = CONTENT_TYPE.encode()
Header = tuple[str, bytes]

_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_RFC3339_UTC: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Everything about a published event but its data."""

    ce_id: UUID
    """`event_id_for` the stored event: the same at every sending."""
    ce_source: str
    """`/wards/<ward_code>/<service>`."""
    ce_type: str
    ce_subject: str
    """Stream id."""
    ce_time: datetime
    """When the store recorded the fact (aware, UTC)."""
    dataschema: str
    partitionkey: str
    """Ward code, bloc code or `city`; also the record's key."""
    streamversion: int
    previousversion: int
    """The stream's last published version before this one, or 0. A reader that has seen less has a hole."""
    position: int
    """Position in the owner's store."""
    epoch: int
    """Which life of the store: rises when it is restored from a backup."""
    correlationid: str
    causationid: str
    traceparent: str | None = None
    """As stored with the event; absent if it was recorded outside a trace."""


@dataclass(frozen=True, slots=True)
class Received:
    """A record whose envelope could be read; its body has not been looked at."""

    envelope: Envelope
    data: bytes


@dataclass(frozen=True, slots=True)
class UnknownType:
    """A type this reader was not built with: skip and count it."""

    ce_type: str


class UnreadableEnvelope(Exception):
    """Headers, key or value cannot be read; `reason` says which, without quoting what was in them."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnfitData(Exception):
    """The body does not fit its contract; `reason` names fields and error codes, never values."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def contract_name(ce_type: str) -> str:
    """The type name without its major: `vn.thidua.submissions.ReportSubmitted`."""
    return ce_type.rpartition(".v")[0]


def event_id_for(contract_name_without_major: str, stored_event_id: UUID) -> UUID:
    """The `ce_id`: derived, so that sending again, or sending the next major, is recognised as the same fact."""
    return uuid5(stored_event_id, contract_name_without_major)


def source_of(ward_code: str, service: str) -> str:
    """The `ce_source` of a service in a ward."""
    return f"/wards/{ward_code}/{service}"


def dataschema_of(ce_type: str) -> str:
    """The `$id` of the schema in contracts/schemas."""
    return f"urn:thidua:schema:{ce_type}"


def to_headers(envelope: Envelope) -> list[Header]:
    """The headers of a record; `traceparent` and `correlation_id` are repeated plain for tools that know only those."""
    correlation = envelope.correlationid.encode()
    # astimezone only where it changes something: this runs for every record that is sent
    at = envelope.ce_time if envelope.ce_time.tzinfo is UTC else envelope.ce_time.astimezone(UTC)
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(envelope.ce_id).encode()),
        ("ce_source", envelope.ce_source.encode()),
        ("ce_type", envelope.ce_type.encode()),
        ("ce_subject", envelope.ce_subject.encode()),
        ("ce_time", at.isoformat(timespec="microseconds").replace("+00:00", "Z").encode()),
        ("ce_dataschema", envelope.dataschema.encode()),
        ("ce_partitionkey", envelope.partitionkey.encode()),
        ("ce_streamversion", b"%d" % envelope.streamversion),
        ("ce_previousversion", b"%d" % envelope.previousversion),
        ("ce_position", b"%d" % envelope.position),
        ("ce_epoch", b"%d" % envelope.epoch),
        ("ce_correlationid", correlation),
        ("ce_causationid", envelope.causationid.encode()),
        ("content-type", _CONTENT_TYPE),
        ("correlation_id", correlation),
    ]
    if envelope.traceparent is not None:
        trace = envelope.traceparent.encode()
        headers += [("ce_traceparent", trace), ("traceparent", trace)]
    return headers


def from_headers(headers: Iterable[tuple[str, bytes | None]], key: bytes | None, value: bytes | None) -> Received:
    """Read a record as it came from Kafka. Raises UnreadableEnvelope, and nothing else."""
    texts = _ours(headers)
    if value is None:
        raise UnreadableEnvelope("no value: a fact is never a tombstone")
    if _take(texts, "ce_specversion") != "1.0":
        raise UnreadableEnvelope("ce_specversion is not 1.0")
    if _take(texts, "content-type").partition(";")[0].strip().lower() != "application/json":
        raise UnreadableEnvelope("content-type is not application/json")
    envelope = Envelope(
        ce_id=_uuid(texts, "ce_id"),
        ce_source=_take(texts, "ce_source"),
        ce_type=_take(texts, "ce_type"),
        ce_subject=_take(texts, "ce_subject"),
        ce_time=_time(texts, "ce_time"),
        dataschema=_take(texts, "ce_dataschema"),
        partitionkey=_take(texts, "ce_partitionkey"),
        streamversion=_number(texts, "ce_streamversion"),
        previousversion=_number(texts, "ce_previousversion"),
        position=_number(texts, "ce_position"),
        epoch=_number(texts, "ce_epoch"),
        correlationid=_take(texts, "ce_correlationid"),
        causationid=_take(texts, "ce_causationid"),
        traceparent=texts.get("ce_traceparent"),
    )
    if envelope.previousversion >= envelope.streamversion:
        raise UnreadableEnvelope("ce_previousversion is not below ce_streamversion")
    if key is None or key != envelope.partitionkey.encode():
        raise UnreadableEnvelope("the key is not ce_partitionkey")
    return Received(envelope, value)


def decode(
    received: Received, known: Mapping[str, type[IntegrationEvent]] | None = None
) -> IntegrationEvent | UnknownType:
    """The event in a record, or UnknownType. `known` defaults to every contract. Raises UnfitData."""
    model = (contracts() if known is None else known).get(received.envelope.ce_type)
    if model is None:
        return UnknownType(received.envelope.ce_type)
    try:
        return model.read(received.data)
    except ValidationError as refusal:
        faults = sorted({f"{'.'.join(map(str, error['loc']))}: {error['type']}" for error in refusal.errors()})
        raise UnfitData("; ".join(faults)) from None


def _ours(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, value in headers:
        if not (name.startswith("ce_") or name == "content-type"):
            continue
        if value is None:
            raise UnreadableEnvelope(f"{name} is null")
        if name in texts:
            raise UnreadableEnvelope(f"{name} is there twice")
        try:
            texts[name] = value.decode()
        except UnicodeDecodeError:
            raise UnreadableEnvelope(f"{name} is not UTF-8") from None
        if not texts[name] or "\0" in texts[name]:
            raise UnreadableEnvelope(f"{name} is empty or holds NUL")
    return texts


def _take(texts: Mapping[str, str], name: str) -> str:
    if name not in texts:
        raise UnreadableEnvelope(f"{name} is missing")
    return texts[name]


def _number(texts: Mapping[str, str], name: str) -> int:
    text = _take(texts, name)
    if not _NUMBER.fullmatch(text):
        raise UnreadableEnvelope(f"{name} is not a whole number")
    return int(text)


def _uuid(texts: Mapping[str, str], name: str) -> UUID:
    try:
        return UUID(_take(texts, name))
    except ValueError:
        raise UnreadableEnvelope(f"{name} is not a UUID") from None


def _time(texts: Mapping[str, str], name: str) -> datetime:
    text = _take(texts, name)
    if not _RFC3339_UTC.fullmatch(text):
        raise UnreadableEnvelope(f"{name} is not an RFC 3339 time in UTC")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableEnvelope(f"{name} is not a time") from None
