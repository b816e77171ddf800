"""Published equals stored: each public event is on its topic under its id, with the body that today's mapping gives.

Duplicates are allowed: dying between send and checkpoint makes them. What this service published and its store no longer holds is
named fact by fact. Anything else on the topic was written by somebody else. What was published after the picture of the store was taken is
judged by the store as it is at the end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from deploy.verify.findings import Lost, Verdict
from deploy.verify.log import Kept, Log
from services.chassis.publishing import Publishing
from thidua_contracts.envelope import (
    Envelope,
    UnreadableEnvelope,
    contract_name,
    encode,
    event_id_for,
    from_headers,
)

PUBLIC = """
SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, data::text AS data
FROM store.events WHERE position > $1 AND event_type = ANY ($2::text[]) ORDER BY position
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


async def expected_of(
    connection: asyncpg.Connection, publishing: Publishing, after: int, verdict: Verdict
) -> dict[tuple[UUID, str], Expected]:
    """What the events above a position must look like on the topic, by id and type."""
    expected: dict[tuple[UUID, str], Expected] = {}
    for row in await connection.fetch(PUBLIC, after, sorted(publishing.public)):
        try:
            event = publishing.registry.decode(row["event_type"], row["schema_version"], row["data"], row["event_id"])
            mapped = publishing.map(event)
        except Exception as error:  # any failure of a decode or mapping is the finding itself
            verdict.find("published", row["position"], f"{row['event_type']} cannot be mapped: {type(error).__name__}")
            continue
        for contract in mapped:
            ce_id = event_id_for(contract_name(contract.type), row["event_id"])
            expected[(ce_id, contract.type)] = Expected(
                row["position"],
                contract.type,
                row["ward_code"],
                row["stream_id"],
                row["stream_version"],
                hashlib.sha256(encode(contract)).digest(),
            )
    return expected


async def check_published(
    connection: asyncpg.Connection,
    now: asyncpg.Connection,
    log: Log,
    topic: str,
    publishing: Publishing,
    head: int,
    verdict: Verdict,
) -> None:
    """Compares the topic with the store; `connection` shows the picture that ends at `head`, `now` the present."""
    relayed: int = await connection.fetchval(RELAY)
    if relayed > head + 1:
        verdict.find("checkpoint", "relay", f"next is {relayed}, the store ends at {head}")
    expected = await expected_of(connection, publishing, 0, verdict)
    later = await expected_of(now, publishing, head, verdict)
    named = {fact["id"] for row in await now.fetch(NAMED) for fact in json.loads(row["detail"])["lost"]}
    epoch, ends = await now.fetchval(EPOCH), await now.fetchval(HEAD)
    replays = [json.loads(row["detail"]) for row in await now.fetch(REPLAYS)]
    seen: set[tuple[UUID, str]] = set()
    order = Order(replays)
    partition_of: dict[bytes | None, str] = {}
    for record in log.records(topic):
        verdict.count("published records")
        place = f"{record.source}/{record.offset}"
        try:
            envelope = from_headers(record.headers, record.key, record.body).envelope
        except UnreadableEnvelope as unreadable:
            verdict.find("published", place, f"unreadable: {unreadable.reason}")
            continue
        if record.source != partition_of.setdefault(record.key, record.source):
            verdict.find("order", place, f"{envelope.partitionkey} lies on {partition_of[record.key]} too")
        key = (envelope.ce_id, envelope.ce_type)
        stored = expected.get(key) or later.get(key)
        if (
            stored is None
            and (envelope.epoch < epoch or envelope.position > ends)
            and _is_of(envelope, verdict.service)
        ):
            lost = lost_fact(place, envelope)
            verdict.lost.append(lost)
            if lost.id not in named:
                verdict.find("published", place, f"{lost}: published, and the store no longer holds it")
            continue
        if stored is None:
            verdict.find("published", place, f"{envelope.ce_type} {envelope.ce_id} is of no stored event")
            continue
        for difference in differences(stored, envelope, record):
            verdict.find("published", place, f"{difference} differs from the event at position {stored.position}")
        if key not in seen:
            seen.add(key)
            if (before := order.late(envelope)) is not None:
                verdict.find("order", place, f"{envelope.ce_subject} version {envelope.streamversion} after {before}")
    for key, stored in expected.items():
        if stored.position < relayed and key not in seen:
            verdict.find("published", stored.position, f"{stored.ce_type} was not published on {topic}")
    verdict.count("published facts", len(seen))


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


class Order:
    """First deliveries of a stream come in version order; what an operator replayed may come late."""

    def __init__(self, replays: Iterable[dict[str, Any]]) -> None:
        self._replays = list(replays)
        self._last: dict[str, int] = {}

    def late(self, envelope: Envelope) -> int | None:
        """The higher version that was delivered before this one, or None when all is well."""
        last = self._last.get(envelope.ce_subject, 0)
        self._last[envelope.ce_subject] = max(last, envelope.streamversion)
        late = envelope.streamversion < last and not any(_covers(each, envelope) for each in self._replays)
        return last if late else None


def differences(stored: Expected, envelope: Envelope, record: Kept) -> list[str]:
    """The names of what is not as the store says."""
    pairs = {
        "body": (hashlib.sha256(record.body or b"").digest(), stored.body),
        "ward": (envelope.partitionkey, stored.ward_code),
        "stream": (envelope.ce_subject, stored.stream_id),
        "version": (envelope.streamversion, stored.version),
        "position": (envelope.position, stored.position),
    }
    return [name for name, (left, right) in pairs.items() if left != right]


def _covers(replay: dict[str, Any], envelope: Envelope) -> bool:
    """Whether an operator's replay, of positions or of one stream's versions, may have sent this."""
    if "stream" in replay:
        return bool(
            replay["stream"] == envelope.ce_subject and replay["from"] <= envelope.streamversion <= replay["to"]
        )
    return bool(replay["from"] <= envelope.position <= replay["to"])
