"""Accepting: of two histories of a stream, an operator takes the one that the owner holds now.

After its owner was restored to an earlier time a reader may have read versions that are no longer stored. The owner's new
record at their place is parked as disputed. Accepting forgets that those versions were read, takes the new record and what lies
behind it, and writes down who decided it; what was read stays in the tables as far as the new records do not replace it.
"""

from __future__ import annotations

import asyncpg

from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.inbox import Inbox
from services.chassis.readers.parking import DROP, OF_STREAM, SOURCES, RecordsOf, attempt, record_operation
from services.chassis.readers.processor import Processor

FORGET = """
WITH gone AS (
    DELETE FROM reading.taken t USING reading.sets s
    WHERE t.stream_id = $2 AND t.stream_version > $3 AND s.readers = t.readers AND $1 = ANY (s.members)
    RETURNING t.stream_id, t.stream_version, t.contract, t.event_id, t.epoch, array_remove(s.members, $1) AS others
), others AS MATERIALIZED (
    SELECT o.others, reading.set_of(o.others) AS readers FROM (SELECT DISTINCT others FROM gone WHERE others <> '{}') o
), kept AS (
    INSERT INTO reading.taken (readers, stream_id, stream_version, contract, event_id, epoch)
    SELECT o.readers, g.stream_id, g.stream_version, g.contract, g.event_id, g.epoch FROM gone g JOIN others o USING (others)
)
SELECT stream_version, event_id FROM gone WHERE event_id IS NOT NULL ORDER BY 1
"""
"""What was noted for several readers stays noted for the others."""


class CannotBeTaken(Exception):
    """The owner's record cannot be applied either; nothing was changed."""


async def accept(processor: Processor, stream_id: str, records_of: RecordsOf, why: str, who: str) -> str:
    """Takes the disputed record for the version it names; what was taken and what it replaces, recorded as an operation.

    LookupError when the stream's first parked record is not disputed; `CannotBeTaken` when it fails.
    """
    of = (processor.reader.name, processor.version, stream_id)
    async with held(processor.pool) as connection, connection.transaction():
        for source in await connection.fetch(SOURCES, *of):
            await checkpoint.hold(connection, *of[:2], source["source"])
        rows = await connection.fetch(OF_STREAM, *of)
        if not rows or rows[0]["reason"] != "disputed":
            raise LookupError(f"{stream_id} has no disputed record for {of[0]}")
        first = rows[0]
        record = await records_of(connection, first)
        replaced = await _forgotten(connection, of, record.previous_version, record.epoch)
        stuck = await attempt(connection, processor, first, record)
        if stuck is not None:
            raise CannotBeTaken(f"{first['contract']} version {first['stream_version']}: {stuck[0]}: {stuck[1]}")
        await connection.execute(DROP, *of, first["seq"])
        what = f"{first['contract']} version {first['stream_version']} of epoch {record.epoch}"
        detail = {
            "reader": of[0],
            "reader_version": of[1],
            "stream": stream_id,
            "version": first["stream_version"],
            "previous": record.previous_version,
            "epoch": record.epoch,
            "source": first["source"],
            "offset": first["source_offset"],
            "replaced": replaced,
            "what": what,
            "why": why,
        }
        await record_operation(connection, who, "accept", detail)
    return f"{what}, in place of {len(replaced)} that were read"


async def _forgotten(
    connection: asyncpg.Connection, of: tuple[str, int, str], previous: int, epoch: int
) -> list[dict[str, object]]:
    """The stream as it was read up to `previous`; what was read above it is named."""
    inbox = Inbox(*of[:2], remote=True)
    rows = await connection.fetch(FORGET, inbox.member, of[2], previous)
    await inbox.skip_to(connection, of[2], previous, epoch)
    return [{"version": row["stream_version"], "id": str(row["event_id"])} for row in rows]
