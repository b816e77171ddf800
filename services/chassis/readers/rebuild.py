"""Rebuild: a read model is filled anew beside the live one, while commands go on, and then takes its place.

Green's tables come from the reader's own SQL file, in schema `rebuild`; its checkpoints stand at the live version + 1. What a
killed rebuild left behind is thrown away by the next one or by `forget_left`, and the live model never notices. Readers that act
are refused: a rebuild must send nothing twice. One rebuild per database at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import asyncpg

from services.chassis.event_store.connection import LOST, closed_is_lost
from services.chassis.event_store.keys import KeyStore
from services.chassis.pool import open_pool
from services.chassis.readers import checkpoint
from services.chassis.readers.definition import ProcessManager, ReadModel
from services.chassis.readers.filling import Fill, from_local_store, from_topics
from services.chassis.readers.folding import changes_of
from services.chassis.readers.processor import Processor
from services.chassis.readers.switch import Behind, RebuildRefused, Switch
from services.chassis.service import Service
from services.chassis.settings import Settings

LOCK = 7210454
TAKE_LOCK = "SELECT pg_try_advisory_lock($1)"
CLEAN = "SELECT format('DELETE FROM reading.%I WHERE reader = $1 AND version <> $2', t) FROM unnest($1::text[]) AS t"
REMEMBERED = ["checkpoint", "parked"]
LEAVE = """
UPDATE reading.sets s SET members = ARRAY(
    SELECT m FROM unnest(s.members) AS m WHERE split_part(m, ' ', 1) <> $1 OR split_part(m, ' ', 2)::integer = $2 ORDER BY 1)
WHERE EXISTS (SELECT FROM unnest(s.members) AS m WHERE split_part(m, ' ', 1) = $1 AND split_part(m, ' ', 2)::integer <> $2)
"""
OF_NOBODY = "DELETE FROM reading.taken t USING reading.sets s WHERE s.readers = t.readers AND s.members = '{}'"
NOBODY = "DELETE FROM reading.sets WHERE members = '{}'"
FORGET = "DROP SCHEMA IF EXISTS rebuild CASCADE"
PREPARE = (
    FORGET
    + """;
CREATE SCHEMA rebuild;
GRANT USAGE, CREATE ON SCHEMA rebuild TO thidua_projector;
"""
)
ANALYZE = """
SELECT format('ANALYZE rebuild.%I', relname) FROM pg_class
WHERE relnamespace = 'rebuild'::regnamespace AND relkind IN ('r', 'p', 'm') AND relname = ANY ($1::text[])
  AND pg_relation_size(oid) >= 10 * current_setting('block_size')::integer
"""
"""Of smaller tables nothing is said: the planner takes them for ten pages and uses their index. What it knows to be small it would
scan, also when it has grown since."""
START = "INSERT INTO reading.checkpoint (reader, version, source, next) SELECT $1, $2, unnest($3::text[]), $4"
INDEXES = """
SELECT format('DROP INDEX rebuild.%I', c.relname) AS drop, pg_get_indexdef(i.indexrelid) AS make
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'rebuild'::regnamespace AND NOT i.indisunique
"""
SOURCES = "SELECT source FROM reading.checkpoint WHERE reader = $1 AND version = $2"
NEWLY_PARKED = """
SELECT DISTINCT g.stream_id FROM reading.parked g
WHERE g.reader = $1 AND g.version = $3 AND NOT EXISTS (
    SELECT FROM reading.parked b WHERE b.reader = $1 AND b.version = $2 AND b.stream_id = g.stream_id)
ORDER BY g.stream_id
"""
BUSY = (
    Behind,
    TimeoutError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
)
PATIENCE = 120.0
"""Seconds of trying to switch: a query that reads the live model for long keeps its tables."""

Tell = Callable[[str, int], None]
"""Told what is being done, and how many records were taken so far."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: the version that is live now, records taken, streams newly parked, seconds in all."""

    reader: str
    version: int
    shape: int
    records: int
    parked: tuple[str, ...]
    seconds: float


async def rebuild(
    service: Service,
    name: str,
    settings: Settings,
    *,
    who: str,
    tell: Tell = lambda what, records: None,
    even_parked: bool = False,
) -> Rebuilt:
    """Rebuilds one read model of a service, as the owner of its database; `RebuildRefused` says why not.

    Streams that the new model would park and the live one does not are a reason to refuse, unless `even_parked`.
    """
    began = time.monotonic()
    reader = _rebuildable(service, name)
    async with _leading(service, settings) as lead:
        live, _ = await checkpoint.live_version(lead, name)
        await _clean(lead, name, live)
        relations = await _make_tables(lead, reader)
        indexes = await _without_indexes(lead) if changes_of(reader) is not None else []
        async with _filling(service, reader, live + 1, lead, settings) as fill:
            await _start(lead, name, live, live + 1, fill.sources)
            tell("filling", 0)
            records = await fill.to_the_end(lambda taken: tell("filling", taken))
            analyze = await lead.fetch(ANALYZE, list(relations))
            for statement in (*indexes, *(row[0] for row in analyze)):
                await lead.execute(statement)  # before anybody reads: without statistics the first plans are bad
            parked = tuple(row["stream_id"] for row in await lead.fetch(NEWLY_PARKED, name, live, live + 1))
            if parked and not even_parked:
                raise RebuildRefused(
                    f"{len(parked)} streams would be parked that are not parked now, for instance {', '.join(parked[:3])}"
                )
            tell("switching", records)
            records += await _switch(lead, Switch(reader, live, relations, who), fill)
        await _clean(lead, name, live + 1)
        return Rebuilt(name, live + 1, reader.version, records, parked, time.monotonic() - began)


async def forget_left(connection: asyncpg.Connection) -> None:
    """Throws away, in a transaction, what a killed rebuild left behind; nothing while one is running."""
    if await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK):
        await connection.execute(FORGET)


@asynccontextmanager
async def _leading(service: Service, settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """The one rebuild of a database; at its end nothing of it is left but what was switched to. Raises RebuildRefused."""
    lead = await asyncpg.connect(settings.database_url, server_settings={"search_path": "rebuild, public"})
    try:
        if not await lead.fetchval(TAKE_LOCK, LOCK):
            raise RebuildRefused(f"another rebuild is running in the database of {service.name}")
        try:
            yield lead
        finally:
            with suppress(*LOST, asyncpg.PostgresError), closed_is_lost():  # the next one throws it away
                await lead.execute(FORGET)
    finally:
        await lead.close(timeout=5)


def _rebuildable(service: Service, name: str) -> ReadModel:
    readers = {reader.name: reader for reader in service.readers}
    match readers.get(name):
        case None:
            raise RebuildRefused(f"{service.name} has no reader {name}; it has {', '.join(sorted(readers))}")
        case ProcessManager():
            raise RebuildRefused(f"{name} acts on events: reading them again could do things twice")
        case ReadModel() as reader:
            return reader


async def _clean(lead: asyncpg.Connection, name: str, live: int) -> None:
    """Forgets every version of this reader but the live one: the model before, or what a killed rebuild left."""
    for statement in await lead.fetch(CLEAN, REMEMBERED):
        await lead.execute(statement[0], name, live)
    await lead.execute(LEAVE, name, live)
    await lead.execute(OF_NOBODY)
    await lead.execute(NOBODY)


async def _make_tables(lead: asyncpg.Connection, reader: ReadModel) -> tuple[str, ...]:
    """Runs the reader's SQL file in schema `rebuild`; the relations it made."""
    await lead.execute("SET client_min_messages = warning")
    async with lead.transaction():
        await lead.execute(PREPARE)
        if reader.sql:
            await lead.execute(reader.sql)
    rows = await lead.fetch(
        """
        SELECT relname FROM pg_class WHERE relnamespace = 'rebuild'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
        ORDER BY relname
        """
    )
    return tuple(row["relname"] for row in rows)


async def _without_indexes(lead: asyncpg.Connection) -> list[str]:
    """Takes away what only queries look things up by, for as long as the tables are filled; the statements that make it again."""
    indexes = await lead.fetch(INDEXES)
    for index in indexes:
        await lead.execute(index["drop"])
    return [index["make"] for index in indexes]


async def _start(lead: asyncpg.Connection, name: str, live: int, green: int, sources: dict[str, int]) -> None:
    """Puts green's checkpoints at the first record of every source; a source that only blue knows is a topic no longer read."""
    gone = {row["source"] for row in await lead.fetch(SOURCES, name, live)} - set(sources)
    if gone:
        raise RebuildRefused(f"{name} has read {', '.join(sorted(gone))}, which this release does not declare")
    for first in set(sources.values()):
        of = [source for source, start in sources.items() if start == first]
        await lead.execute(START, name, green, of, first)


@asynccontextmanager
async def _filling(
    service: Service, reader: ReadModel, version: int, lead: asyncpg.Connection, settings: Settings
) -> AsyncIterator[Fill]:
    pool = await open_pool(settings.dsn("projector"), search_path="rebuild, public", most=2)
    keys_pool = await open_pool(settings.keys_dsn("writer"), most=1)
    subscription = next((s for s in service.subscriptions if s.reader.name == reader.name), None)
    try:
        processor = Processor(reader, version, pool, remote=subscription is not None)
        if subscription is None:
            yield from_local_store(processor, service, KeyStore(keys_pool))
        else:
            if (broker := settings.broker) is None:
                raise RebuildRefused(f"{reader.name} is fed by Kafka: KAFKA_BOOTSTRAP_SERVERS is not set")
            async with from_topics(processor, subscription, broker, settings.trust) as fill:
                yield fill
    finally:
        pool.terminate()
        keys_pool.terminate()


async def _switch(lead: asyncpg.Connection, switch: Switch, fill: Fill) -> int:
    """Switches, trying again while somebody reads the live tables for long; the records that were taken meanwhile."""
    give_up = time.monotonic() + PATIENCE
    taken = 0

    async def top_up() -> None:
        nonlocal taken
        async with asyncio.timeout(5):  # blue waits, and the owner's open transaction is bounded too
            taken += await fill.to_the_end(lambda _: None)

    while True:
        try:
            await switch.run(lead, top_up)
            return taken
        except BUSY as busy:
            if time.monotonic() > give_up:
                raise RebuildRefused(f"no switch within {PATIENCE:.0f} s: {type(busy).__name__} {busy}") from busy
            await asyncio.sleep(0.2)
            taken += await fill.to_the_end(lambda _: None)
