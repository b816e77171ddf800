"""What is parked, as an operator may see it: never a payload, and no header of a record whose headers cannot be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from deploy.cli.deployment import Deployment
from services.chassis.service import Service

STREAMS = """
SELECT p.reader, p.stream_id, count(*) AS records, min(p.first_seen) AS since,
       (array_agg(p.reason ORDER BY p.stream_version, p.seq))[1] AS reason,
       (array_agg(p.error ORDER BY p.stream_version, p.seq))[1] AS error,
       (array_agg(p.contract ORDER BY p.stream_version, p.seq))[1] AS contract,
       (array_agg(p.stream_version ORDER BY p.stream_version, p.seq))[1] AS stream_version,
       (array_agg(p.attempts ORDER BY p.stream_version, p.seq))[1] AS attempts
FROM reading.parked p JOIN reading.readers r ON r.reader = p.reader AND r.version = p.version
WHERE $1::text IS NULL OR p.reader = $1
GROUP BY p.reader, p.stream_id ORDER BY p.reader, min(p.first_seen), p.stream_id
"""
RECORDS = """
SELECT p.stream_version, p.previous_version, p.contract, p.event_id, p.source, p.source_offset, p.reason, p.error,
       p.attempts, p.first_seen, coalesce(octet_length(p.body), 0) AS bytes
FROM reading.parked p JOIN reading.readers r ON r.reader = p.reader AND r.version = p.version
WHERE p.reader = $1 AND p.stream_id = $2 ORDER BY p.stream_version, p.seq
"""
LAST_SEEN = """
SELECT s.last_version FROM reading.streams s JOIN reading.readers r ON r.reader = s.reader AND r.version = s.version
WHERE s.reader = $1 AND s.stream_id = $2
"""


@dataclass(frozen=True, slots=True)
class ParkedStream:
    """A stream that a reader has put aside; reason, error and contract are those of its first record."""

    service: str
    reader: str
    stream_id: str
    reason: str
    error: str
    contract: str
    stream_version: int
    records: int
    attempts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """One record of a parked stream; `bytes` is the length of its body, which is not shown."""

    stream_version: int
    previous_version: int
    contract: str
    event_id: str | None
    source: str
    offset: int
    reason: str
    error: str
    attempts: int
    first_seen: datetime
    bytes: int


@dataclass(frozen=True, slots=True)
class ParkedDetail:
    """A parked stream in full; `last_seen` is the version up to which the reader has it."""

    service: str
    reader: str
    stream_id: str
    last_seen: int
    records: tuple[ParkedRecord, ...]

    @property
    def hole(self) -> tuple[int, int] | None:
        """The versions that never came, when that is why the stream is parked."""
        first = self.records[0]
        return (self.last_seen + 1, first.previous_version) if first.reason == "hole" else None


async def streams_of(where: Deployment, service: Service, reader: str | None = None) -> list[ParkedStream]:
    """The parked streams of a service's readers, or of one."""
    connection = await asyncpg.connect(where.urls(service.name).facts)
    try:
        rows = await connection.fetch(STREAMS, reader)
    finally:
        await connection.close()
    return [ParkedStream(service=service.name, **dict(row)) for row in rows]


async def detail_of(where: Deployment, service: str, reader: str, stream_id: str) -> ParkedDetail:
    """One parked stream; LookupError when it is not parked."""
    connection = await asyncpg.connect(where.urls(service).facts)
    try:
        rows = await connection.fetch(RECORDS, reader, stream_id)
        last_seen: int = await connection.fetchval(LAST_SEEN, reader, stream_id) or 0
    finally:
        await connection.close()
    if not rows:
        raise LookupError(f"{stream_id} is not parked for {reader} of {service}")
    records = tuple(
        ParkedRecord(
            row["stream_version"],
            row["previous_version"],
            row["contract"],
            str(row["event_id"]) if row["event_id"] else None,
            row["source"],
            row["source_offset"],
            row["reason"],
            row["error"],
            row["attempts"],
            row["first_seen"],
            row["bytes"],
        )
        for row in rows
    )
    return ParkedDetail(service, reader, stream_id, last_seen, records)
