"""Fold: a reader's tables built from nothing in a scratch schema, by its own schema file and its own `apply`.

Everything happens in one transaction that is rolled back: the scratch tables never exist for anybody else, and nothing remains
when verification is killed. What the reader has parked or an operator has discarded is left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from deploy.local.databases import ddl
from deploy.verify import rows, sources
from deploy.verify.findings import Verdict
from deploy.verify.log import Log
from deploy.verify.timers import check_timers
from services.chassis.event_store.keys import KeyStore
from services.chassis.readers.definition import Reader, Subscription
from services.chassis.readers.local_store import records_from
from services.chassis.readers.processor import describe
from services.chassis.readers.record import Record
from services.chassis.readers.remote import record_of
from services.chassis.service import Service

PAGE = 500
LIVE = "SELECT version, shape FROM reading.readers WHERE reader = $1"


@dataclass(slots=True, kw_only=True)
class Picture:
    """One consistent view of a service: `owner` may create scratch tables, `live` may read the live ones."""

    service: Service
    owner: asyncpg.Connection
    live: asyncpg.Connection
    keys: KeyStore
    log: Log
    head: int
    wards: dict[str, set[str]]
    """The wards of a thing by its id, as far as stream ids tell."""
    verdict: Verdict
    behind: dict[tuple[str, str], int] = field(default_factory=dict)
    """Where readers stood in a source that has more for them."""


async def check_reader(picture: Picture, reader: Reader, subscription: Subscription | None) -> None:
    """Compares one reader's checkpoints, inbox and rows with a fold of everything below its checkpoints."""
    live = await picture.owner.fetchrow(LIVE, reader.name)
    if live is None or live["shape"] != reader.version:
        picture.verdict.find("reader", reader.name, "has no tables of this release: migrate or rebuild it")
        return
    progress = await sources.progress_of(picture.owner, reader.name, live["version"])
    picture.verdict.parked += progress.lines
    schema = f"verify_{reader.name}"
    await prepare(picture.owner, schema, reader)
    if subscription is None:
        await _check_own_checkpoint(picture, reader, progress)
        until = progress.checkpoints.get("store", (1, None))[0]
        if until <= picture.head:
            picture.behind[reader.name, "store"] = until
        if reader.schedule:
            await check_timers(picture.owner, reader.schedule, _own(picture, until, progress), picture.verdict)
        async for records in _own(picture, until, progress):
            await apply_all(picture, reader, records)
    else:
        heard = sources.Heard()
        records = await _foreign(picture, reader, subscription, progress, heard)
        if reader.schedule:
            await check_timers(picture.owner, reader.schedule, _pages(records), picture.verdict)
        async for page in _pages(records):
            await apply_all(picture, reader, page)
        await sources.check_seen(picture.owner, reader.name, live["version"], heard, picture.verdict)
    await rows.compare_tables(reader.name, schema, picture.owner, picture.live, picture.wards, picture.verdict)


async def prepare(owner: asyncpg.Connection, schema: str, reader: Reader) -> None:
    """Empty tables of a reader in a schema of their own, writable by their owner."""
    await ddl(owner, "CREATE SCHEMA %I", schema)
    await ddl(owner, "SET LOCAL search_path = %I, public", schema)
    if reader.sql:
        await owner.execute(reader.sql)
    for table in await rows.tables_of(owner, schema):
        await ddl(owner, "ALTER TABLE %I.%I NO FORCE ROW LEVEL SECURITY", schema, table["name"])


async def apply_all(picture: Picture, reader: Reader, records: Sequence[Record]) -> None:
    """Applies records in order; one that fails is a finding: the reader should have parked it."""
    wanted = [record for record in records if record.event_class in reader.apply]
    try:
        async with picture.owner.transaction():
            for record in wanted:
                await _apply(picture.owner, reader, record)
    except Exception:  # one of them: found by applying each alone
        for record in wanted:
            try:
                async with picture.owner.transaction():
                    await _apply(picture.owner, reader, record)
            except Exception as error:  # whatever `apply` raises is the finding
                picture.verdict.find(
                    "rows", f"{reader.name}/{record.stream_id}", f"version {record.stream_version}: {describe(error)}"
                )
    picture.verdict.count("applied", len(wanted))


async def _apply(connection: asyncpg.Connection, reader: Reader, record: Record) -> None:
    assert record.event_class is not None
    recorded: Any = record.decode()
    await reader.apply[record.event_class](connection, recorded)


async def _pages(records: list[Record]) -> AsyncIterator[list[Record]]:
    for start in range(0, len(records), PAGE):
        yield records[start : start + PAGE]


async def _own(picture: Picture, until: int, progress: sources.Progress) -> AsyncIterator[list[Record]]:
    """The own events below a checkpoint, without what is parked or discarded."""
    first = 1
    while first < until:
        page = await records_from(
            picture.owner,
            first,
            min(PAGE, until - first),
            registry=picture.service.publishing.registry,
            keys=picture.keys,
            service=picture.service.name,
        )
        if not page:
            return
        aside = progress.parked | progress.discarded
        yield [record for record in page if record.offset < until and ("store", record.offset) not in aside]
        first = page[-1].offset + 1


async def _check_own_checkpoint(picture: Picture, reader: Reader, progress: sources.Progress) -> None:
    for source, (following, last_id) in progress.checkpoints.items():
        if following > picture.head + 1:
            picture.verdict.find("checkpoint", reader.name, f"next is {following}, the store ends at {picture.head}")
        elif following > 1:
            there = await picture.owner.fetchval("SELECT event_id FROM store.events WHERE position = $1", following - 1)
            if there != last_id:
                picture.verdict.find("checkpoint", reader.name, f"another event than remembered at {following - 1}")
        if source != "store":
            picture.verdict.find("checkpoint", reader.name, f"a reader of the local store stands on {source}")


async def _foreign(
    picture: Picture, reader: Reader, subscription: Subscription, progress: sources.Progress, heard: sources.Heard
) -> list[Record]:
    """The records of Kafka below the reader's checkpoints, in an order in which it may have applied them."""
    records: list[Record] = []
    source_of: dict[int, str] = {}
    for topic in subscription.topics:
        for kept in picture.log.records(topic.name):
            following = progress.checkpoints.get(kept.source, (0, None))[0]
            if kept.offset < following:
                record = record_of(kept.source, kept.offset, kept.headers, kept.key, kept.body)
                records.append(record)
                source_of[id(record)] = kept.source
            else:
                picture.behind[reader.name, kept.source] = following
        for source in picture.log.sources(topic.name):
            _check_foreign_checkpoint(picture, reader, source, progress)
    ordered = sources.foreign_order(records, source_of, progress, heard, picture.verdict, reader.name)
    for record in ordered:
        ward = (record.raw.key or b"").decode() if record.raw else ""
        picture.wards.setdefault(thing(record.stream_id), set()).add(ward)
    return ordered


def _check_foreign_checkpoint(picture: Picture, reader: Reader, source: str, progress: sources.Progress) -> None:
    following, last_id = progress.checkpoints.get(source, (0, None))
    if (start := picture.log.starts[source]) > following:
        picture.verdict.find("checkpoint", reader.name, f"next is {following}, {source} begins at {start}")
    elif following > picture.log.end(source):
        picture.verdict.find(
            "checkpoint", reader.name, f"next is {following}, {source} ends at {picture.log.end(source)}"
        )
    elif following > 0 and (last := picture.log.at(source, following - 1)) is not None:
        record = record_of(source, last.offset, last.headers, last.key, last.body)
        if record.event_id != last_id:
            picture.verdict.find("checkpoint", reader.name, f"another record than remembered at {source}/{last.offset}")


def thing(stream_id: str) -> str:
    """The id of the thing that a stream is about: what follows the stream type's name, when that is a uuid."""
    return stream_id[-36:] if len(stream_id) > 36 and stream_id[-37] == "-" else stream_id
