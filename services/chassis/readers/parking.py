"""Parked streams: how they heal by themselves, and what an operator can do with them.

Healing holds the source's checkpoint, so that the live reader and a redrive never touch one stream at the same time. Records are taken in
version order through the same code that first refused them; the first that still fails ends it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

import asyncpg

from services.chassis.event_registry import EventRegistry
from services.chassis.event_store.keys import KeyStore
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers import inbox as inboxes
from services.chassis.readers.failures import TRANSIENT, WAITING
from services.chassis.readers.inbox import Inbox, Verdict, headers_from_json
from services.chassis.readers.local_store import records_from
from services.chassis.readers.processor import REASONS, Processor, describe
from services.chassis.readers.record import Record
from services.chassis.readers.remote import record_of

RecordsOf = Callable[[asyncpg.Connection, asyncpg.Record], Awaitable[Record]]

WAITING_STREAMS = """
SELECT DISTINCT ON (p.reader, p.stream_id) p.reader, p.version, p.stream_id, p.reason
FROM reading.parked p JOIN reading.readers r ON r.reader = p.reader AND r.version = p.version
ORDER BY p.reader, p.stream_id, p.stream_version, p.seq
"""
OF_STREAM = """
SELECT seq, stream_id, stream_version, previous_version, source, source_offset, event_id, contract, reason,
       headers::text AS headers, key, body, attempts
FROM reading.parked WHERE reader = $1 AND version = $2 AND stream_id = $3 ORDER BY stream_version, seq
"""
SOURCES = """
SELECT DISTINCT source FROM reading.parked WHERE reader = $1 AND version = $2 AND stream_id = $3 ORDER BY source
"""
DROP = "DELETE FROM reading.parked WHERE reader = $1 AND version = $2 AND stream_id = $3 AND seq = $4"
FAILED_AGAIN = """
UPDATE reading.parked SET reason = $5, error = $6, attempts = attempts + 1
WHERE reader = $1 AND version = $2 AND stream_id = $3 AND seq = $4
"""

Outcome = Literal["healed", "still parked", "not parked"]


@dataclass(frozen=True, slots=True)
class Healing:
    """What became of a parked stream: how many records were applied or dropped, and why it stopped, if it did."""

    outcome: Outcome
    applied: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parked stream of a reader at its live version."""

    reader: str
    version: int
    stream_id: str


async def waiting_streams(pool: asyncpg.Pool) -> list[Waiting]:
    """What may heal by itself: it waits for a fact, a missing record, or a heal that was cut off.

    Behind, and nothing in front of it: whoever healed the stream was killed between two of its records.
    """
    rows = await pool.fetch(WAITING_STREAMS)
    return [
        Waiting(row["reader"], row["version"], row["stream_id"])
        for row in rows
        if row["reason"] in ("waiting", "hole", "behind")
    ]


async def remote_records(_: asyncpg.Connection, row: asyncpg.Record) -> Record:
    """A parked Kafka record, byte for byte as it came."""
    return record_of(row["source"], row["source_offset"], headers_from_json(row["headers"]), row["key"], row["body"])


def local_records(registry: EventRegistry, keys: KeyStore, service: str) -> RecordsOf:
    """Parked own events are read again from the store."""

    async def read(connection: asyncpg.Connection, row: asyncpg.Record) -> Record:
        position = row["source_offset"]
        return (await records_from(connection, position, 1, registry=registry, keys=keys, service=service))[0]

    return read


async def heal(processor: Processor, stream_id: str, records_of: RecordsOf, *, force: bool = False) -> Healing:
    """Applies what it can of a parked stream, in order; `force` also retries poison (an operator's redrive)."""
    of = (processor.reader.name, processor.version, stream_id)
    applied = 0
    async with held(processor.pool) as connection:
        while True:
            async with connection.transaction():
                for source in await connection.fetch(SOURCES, *of):
                    await checkpoint.hold(connection, *of[:2], source["source"])
                rows = await connection.fetch(OF_STREAM, *of)
                if not rows:
                    return Healing("healed" if applied else "not parked", applied)
                first = rows[0]
                if first["reason"] in ("poison", "forged") and not force:
                    return Healing("still parked", applied, first["reason"])
                stuck = await attempt(connection, processor, first, await records_of(connection, first))
                if stuck is not None:
                    await connection.execute(FAILED_AGAIN, *of, first["seq"], *stuck)
                    return Healing("still parked", applied, stuck[1])
                await connection.execute(DROP, *of, first["seq"])
                applied += 1


async def attempt(
    connection: asyncpg.Connection, processor: Processor, row: asyncpg.Record, record: Record, *, act: bool = True
) -> tuple[str, str] | None:
    """Takes one parked record; None when it is done with, otherwise the reason and the error with which it stays.

    Without `act` no command is done: for a rehearsal, whose transaction the caller rolls back.
    """
    if row["reason"] == "forged":
        return "forged", "never tried again: what its owner says comes from its owner"
    inbox = Inbox(processor.reader.name, processor.version, processor.remote)
    await inboxes.load(connection, [inbox], [record])
    verdict = inbox.judge(record, redrive=True)
    if verdict is Verdict.DUPLICATE:
        return None
    if verdict is not Verdict.APPLY:
        return REASONS.get(verdict, row["reason"]), f"{verdict.name.lower()} again"
    try:
        async with (
            connection.transaction()
        ):  # a reaction that the database refuses must not end the caller's transaction
            reaction = await processor.reaction(connection, record)
        if act:
            await processor.perform(reaction)
        await processor.apply(connection, record, careful=True)
    except WAITING as error:
        return "waiting", describe(error)
    except TRANSIENT:
        raise
    except Exception as error:
        return "poison", describe(error)
    inbox.note(record)
    await inboxes.save(connection, [inbox])
    return None


async def discard(processor: Processor, stream_id: str, why: str, who: str) -> str:
    """Gives up the first parked record of a stream, or the hole before it; what was discarded, recorded as an operation.

    The hole's versions, or the record's, count as seen from then on, so that the rest of the stream can follow.
    """
    of = (processor.reader.name, processor.version, stream_id)
    async with held(processor.pool) as connection, connection.transaction():
        for source in await connection.fetch(SOURCES, *of):
            await checkpoint.hold(connection, *of[:2], source["source"])
        rows = await connection.fetch(OF_STREAM, *of)
        if not rows:
            raise LookupError(f"{stream_id} is not parked for {of[0]}")
        first = rows[0]
        # told as data too: a fold from zero leaves out exactly what an operator gave up
        detail: dict[str, Any] = {"reader": of[0], "reader_version": of[1], "stream": stream_id, "why": why}
        if first["reason"] == "hole":
            detail["version"] = first["previous_version"]
            what = f"the missing records up to version {first['previous_version']}"
        else:
            await connection.execute(DROP, *of, first["seq"])
            detail |= {
                "version": first["stream_version"],
                "source": first["source"],
                "offset": first["source_offset"],
            }
            what = (
                f"{first['contract']} version {first['stream_version']} at {first['source']}/{first['source_offset']}"
            )
        if processor.remote and not stream_id.startswith("?"):
            await Inbox(*of[:2], remote=True).skip_to(connection, stream_id, detail["version"])
        await record_operation(connection, who, "discard", detail | {"what": what})
    return what


async def record_operation(connection: asyncpg.Connection, who: str, what: str, detail: dict[str, Any]) -> None:
    """Writes down what an operator did by hand."""
    await connection.execute(
        "INSERT INTO reading.operations (who, what, detail) VALUES ($1, $2, $3)",
        who,
        what,
        json.dumps(detail, ensure_ascii=False),
    )
