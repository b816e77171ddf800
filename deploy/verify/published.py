"""Published equals stored: each public event is on its topic under its id, with the body that today's mapping gives.

Duplicates are allowed: dying between send and checkpoint makes them. What this service published and its store no longer holds is
named fact by fact. Anything else on the topic was written by somebody else. A record names its stored event; stored events never change,
so each record is judged by the store as it is, also what was published after the picture of the store was taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg

from deploy.verify.findings import Lost, Verdict
from deploy.verify.log import Kept, Log
from deploy.verify.signed import Checkpoint
from deploy.verify.store import Stored
from services.chassis.publishing import Publishing
from thidua_contracts.envelope import (
    Envelope,
    IntegrationEvent,
    UnreadableEnvelope,
    contract_name,
    encode,
    event_id_for,
    from_headers,
)

PAGE: Final = 500
BY_ID = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, data::text AS data
FROM store.events WHERE event_id = ANY ($1::uuid[])
"""
PUBLIC = """
SELECT position, event_id, event_type, schema_version, CASE WHEN position >= $3 THEN data::text END AS data
FROM store.events WHERE position > $1 AND event_type = ANY ($2::text[]) ORDER BY position
"""
DATA = "SELECT data::text FROM store.events WHERE position = $1"
LATER = """
SELECT stream_version, position FROM store.events WHERE stream_id = $1 AND stream_version > $2 ORDER BY stream_version DESC
"""
RELAY = "SELECT next FROM reading.relay"
NAMED = "SELECT detail::text AS detail FROM reading.operations WHERE what = 'recover'"
EPOCH = "SELECT max(epoch) FROM store.epoch"
HEAD = "SELECT coalesce(max(position), 0) FROM store.events"
REPLAYS = "SELECT detail::text AS detail FROM reading.operations WHERE what = 'replay'"


@dataclass(frozen=True, slots=True)
class Expected:
    """How one record of a stored event must look."""

    position: int
    ce_type: str
    ward_code: str
    stream_id: str
    version: int
    body: bytes


class Seen:
    """Which facts were found on the topic: for each contract of an event one bit at its position."""

    def __init__(self, before: int) -> None:
        self._before = before
        self._bits: list[bytearray] = []

    def add(self, position: int, number: int) -> bool:
        """Notes the `number`th contract of an event; False when it was noted before."""
        if self.has(position, number):
            return False
        while len(self._bits) <= number:
            self._bits.append(bytearray())
        bits, place = self._bits[number], position >> 3
        bits.extend(bytes(max(0, place + 1 - len(bits))))
        bits[place] |= 1 << (position & 7)
        return True

    def has(self, position: int, number: int) -> bool:
        """Whether it was noted; what was published before this run began counts as noted."""
        if position < self._before:
            return True
        bits, place = self._bits[number] if number < len(self._bits) else b"", position >> 3
        return place < len(bits) and bool(bits[place] >> (position & 7) & 1)

    def any(self, position: int) -> bool:
        """Whether some contract of an event was noted."""
        return any(self.has(position, number) for number in range(len(self._bits)))


class Mapped:
    """Stored events as their records must look, by the mapping of this release; what cannot be mapped is found once."""

    def __init__(self, publishing: Publishing, verdict: Verdict) -> None:
        self._publishing = publishing
        self._verdict = verdict
        self._failed: set[int] = set()
        self._types: dict[tuple[str, int], int] = {}

    def of(self, row: asyncpg.Record, data: str) -> Sequence[IntegrationEvent]:
        """The integration events of a stored one."""
        try:
            decode = self._publishing.registry.decode
            mapped = self._publishing.map(decode(row["event_type"], row["schema_version"], data, row["event_id"]))
        except Exception as error:  # any failure of a decode or mapping is the finding itself
            if row["position"] not in self._failed:
                what = f"{row['event_type']} cannot be mapped: {type(error).__name__}"
                self._verdict.find("published", row["position"], what)
            self._failed.add(row["position"])
            return ()
        self._types[row["event_type"], row["schema_version"]] = len(mapped)
        return mapped

    def number(self, row: asyncpg.Record) -> int | None:
        """How many records an event has: its type alone decides; None before one of its kind was mapped."""
        return self._types.get((row["event_type"], row["schema_version"]))


async def check_published(
    connection: asyncpg.Connection,
    now: asyncpg.Connection,
    log: Log,
    topic: str,
    publishing: Publishing,
    stored: Stored,
    verdict: Verdict,
    since: Checkpoint | None = None,
) -> tuple[int, dict[str, int]]:
    """Compares the topic with the store; `connection` shows the picture that ends at `stored.head`, `now` the present.

    The first position that was not certainly published, and per partition before which offset nothing from there on lies.
    """
    relayed: int = await connection.fetchval(RELAY)
    if relayed > stored.head + 1:
        verdict.find("checkpoint", "relay", f"next is {relayed}, the store ends at {stored.head}")
    named = {fact["id"] for row in await now.fetch(NAMED) for fact in json.loads(row["detail"])["lost"]}
    epoch, ends = await now.fetchval(EPOCH), await now.fetchval(HEAD)
    seen = Seen(since.relayed if since else 1)
    order = Order(now, [json.loads(row["detail"]) for row in await now.fetch(REPLAYS)], seen)
    mapping = Mapped(publishing, verdict)
    partition_of: dict[bytes | None, str] = {}
    offsets = {source: log.end(source) for source in log.sources(topic)}
    for page in log.pages(topic, PAGE):
        read = [(record, _envelope(record)) for record in page]
        ids = [stored_id for _, envelope in read if (stored_id := _stored_id(envelope)) is not None]
        rows = {row["event_id"]: row for row in await now.fetch(BY_ID, ids)}
        mapped = {event_id: mapping.of(row, row["data"]) for event_id, row in rows.items() if _public(row, publishing)}
        for record, envelope in read:
            verdict.count("published records")
            place = f"{record.source}/{record.offset}"
            if not isinstance(envelope, Envelope):
                verdict.find("published", place, f"unreadable: {envelope}")
                continue
            if record.source != partition_of.setdefault(record.key, record.source):
                verdict.find("order", place, f"{envelope.partitionkey} lies on {partition_of[record.key]} too")
            row = rows.get(_stored_id(envelope))
            found = _found(envelope, row, mapped)
            gone = row is None and (envelope.epoch < epoch or envelope.position > ends)
            if gone and _is_of(envelope, verdict.service):
                lost = lost_fact(place, envelope)
                verdict.lost.append(lost)
                if lost.id not in named:
                    verdict.find("published", place, f"{lost}: published, and the store no longer holds it")
                continue
            if row is None or found is None:
                verdict.find("published", place, f"{envelope.ce_type} {envelope.ce_id} is of no stored event")
                continue
            number, contract = found
            for difference in differences(row, contract, envelope, record):
                verdict.find("published", place, f"{difference} differs from the event at position {row['position']}")
            if row["position"] >= relayed:
                offsets[record.source] = min(offsets[record.source], record.offset)
            if seen.add(row["position"], number):
                verdict.count("published facts")
                if (before := await order.late(envelope, record.source)) is not None:
                    verdict.find(
                        "order", place, f"{envelope.ce_subject} version {envelope.streamversion} after {before}"
                    )
    after = since.relayed - 1 if since else 0
    async for row in connection.cursor(PUBLIC, after, sorted(publishing.public), relayed, prefetch=PAGE):
        position, most = row["position"], mapping.number(row)
        if position < relayed and most is not None and all(seen.has(position, each) for each in range(most)):
            continue
        data = row["data"] or await connection.fetchval(DATA, position)
        for each, contract in enumerate(mapping.of(row, data)):
            if position < relayed and not seen.has(position, each):
                verdict.find("published", position, f"{contract.type} was not published on {topic}")
    return relayed, offsets


def _envelope(record: Kept) -> Envelope | str:
    try:
        return from_headers(record.headers, record.key, record.body).envelope
    except UnreadableEnvelope as unreadable:
        return unreadable.reason


def _public(row: asyncpg.Record, publishing: Publishing) -> bool:
    return row["event_type"] in publishing.public


def _stored_id(envelope: Envelope | str) -> UUID | None:
    """The id of the stored event that a record names as its cause; anybody may have written anything there."""
    try:
        return UUID(envelope.causationid) if isinstance(envelope, Envelope) else None
    except ValueError:
        return None


def _found(
    envelope: Envelope, row: asyncpg.Record | None, mapped: Mapping[UUID, Sequence[IntegrationEvent]]
) -> tuple[int, IntegrationEvent] | None:
    """Which of an event's records this is."""
    if row is None:
        return None
    for number, contract in enumerate(mapped.get(row["event_id"], ())):
        if contract.type == envelope.ce_type:
            ce_id = event_id_for(contract_name(contract.type), row["event_id"])
            return (number, contract) if ce_id == envelope.ce_id else None
    return None


def lost_fact(place: str, envelope: Envelope) -> Lost:
    """A fact as its record names it: whatever an operator needs to find the paper behind it, and nothing of its contents."""
    return Lost(
        place,
        envelope.ce_type,
        str(envelope.ce_id),
        envelope.causationid,
        envelope.ce_subject,
        envelope.streamversion,
        envelope.previousversion,
        envelope.partitionkey,
        envelope.position,
        envelope.epoch,
        envelope.ce_time.isoformat(),
    )


def _is_of(envelope: Envelope, service: str) -> bool:
    return envelope.ce_source.rpartition("/")[2] == service


@dataclass(slots=True)
class Order:
    """First deliveries of a stream come in version order; what an operator replayed may come late.

    The relay sends in position order, so only a record that lies behind one of a higher position has to be looked at.
    """

    connection: asyncpg.Connection
    replays: Sequence[dict[str, Any]]
    seen: Seen
    _highest: dict[str, int] = field(default_factory=dict)

    async def late(self, envelope: Envelope, source: str) -> int | None:
        """The higher version that was delivered before this one, or None when all is well."""
        highest = self._highest.get(source, 0)
        self._highest[source] = max(highest, envelope.position)
        if envelope.position >= highest or any(_covers(each, envelope) for each in self.replays):
            return None
        later = await self.connection.fetch(LATER, envelope.ce_subject, envelope.streamversion)
        return next((row["stream_version"] for row in later if self.seen.any(row["position"])), None)


def differences(row: asyncpg.Record, contract: IntegrationEvent, envelope: Envelope, record: Kept) -> list[str]:
    """The names of what is not as the store says."""
    pairs = {
        "body": (record.body or b"", encode(contract)),
        "ward": (envelope.partitionkey, row["ward_code"]),
        "stream": (envelope.ce_subject, row["stream_id"]),
        "version": (envelope.streamversion, row["stream_version"]),
        "position": (envelope.position, row["position"]),
    }
    return [name for name, (left, right) in pairs.items() if left != right]


def _covers(replay: dict[str, Any], envelope: Envelope) -> bool:
    """Whether an operator's replay, of positions or of one stream's versions, may have sent this."""
    if "stream" in replay:
        return bool(
            replay["stream"] == envelope.ce_subject and replay["from"] <= envelope.streamversion <= replay["to"]
        )
    return bool(replay["from"] <= envelope.position <= replay["to"])
