"""Fold: the tables of all readers of a service built from nothing in scratch schemas, by each one's schema file and `apply`.

The store is read once for all of them, and each topic once; nothing is held here but a page. Everything happens in one transaction
that is rolled back: the scratch tables never exist for anybody else, and nothing remains when verification is killed. What a reader
has parked or an operator has discarded is left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import asyncpg

from deploy.local.databases import ddl
from deploy.verify import rows, sources, timers
from deploy.verify.findings import Verdict
from deploy.verify.log import Kept, Log
from services.chassis.event_store.keys import KeyStore
from services.chassis.readers.definition import Reader, Subscription
from services.chassis.readers.failures import ReaderStopped
from services.chassis.readers.local_store import records_from
from services.chassis.readers.processor import describe
from services.chassis.readers.record import Record
from services.chassis.readers.remote import record_of
from services.chassis.readers.statement_batch import StatementBatch
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
    verdict: Verdict
    wards: rows.Wards
    behind: dict[tuple[str, str], int] = field(default_factory=dict)
    """Where readers stood in a source that has more for them."""


@dataclass(slots=True)
class Folding:
    """One reader, as far as it has come: its checkpoints, what it has set aside, and its scratch schema."""

    reader: Reader
    version: int
    subscription: Subscription | None
    progress: sources.Progress
    schema: str
    path: str
    """The statement that makes unqualified names mean its scratch tables."""
    order: sources.Order

    @property
    def until(self) -> int:
        """The first own position that it has not taken."""
        return self.progress.checkpoints.get("store", (1, None))[0]

    def aside(self, record: Record) -> bool:
        """Whether it was parked or discarded."""
        place = (record.source, record.offset)
        return place in self.progress.parked or place in self.progress.discarded


async def check_checkpoints(picture: Picture) -> list[Folding]:
    """Where each reader stands, against its sources; those that have tables of this release."""
    subscriptions = {subscription.reader.name: subscription for subscription in picture.service.subscriptions}
    found = []
    for reader in picture.service.readers:
        folding = await _standing(picture, reader, subscriptions.get(reader.name))
        if folding is None:
            picture.verdict.find("reader", reader.name, "has no tables of this release: migrate or rebuild it")
            continue
        if folding.subscription is None:
            await _check_own_checkpoint(picture, folding)
        else:
            for source in _sources_of(picture, folding):
                _check_foreign_checkpoint(picture, folding, source)
        found.append(folding)
    return found


async def check_readers(picture: Picture, readers: list[Folding]) -> None:
    """Compares inboxes, timers and rows of all readers with a fold of everything below their checkpoints."""
    await picture.wards.begin()
    await sources.begin(picture.owner)
    for folding in readers:
        await prepare(picture.owner, folding.schema, folding.reader)
        if folding.reader.schedule:
            await picture.owner.execute(timers.TABLE)
    own = [folding for folding in readers if folding.subscription is None]
    try:
        async for records in _own(picture, max((folding.until for folding in own), default=1)):
            for folding in own:
                below = [each for each in records if each.offset < folding.until and not folding.aside(each)]
                await apply_all(picture, folding, below)
    except ReaderStopped as stopped:
        for folding in own:
            picture.verdict.find("reader", folding.reader.name, str(stopped))
        readers = [folding for folding in readers if folding.subscription is not None]
    foreign = [folding for folding in readers if folding.subscription is not None]
    for topic in sorted({topic.name for folding in foreign for topic in folding.subscription.topics}):  # type: ignore[union-attr]
        for page in picture.log.pages(topic, PAGE):
            for folding in foreign:
                if folding.subscription is not None and topic in {each.name for each in folding.subscription.topics}:
                    await _hear(picture, folding, page)
    for folding in foreign:
        await apply_all(picture, folding, await folding.order.finish())
        await sources.check_seen(picture.owner, folding.reader.name, folding.version, picture.verdict)
    for folding in readers:
        if folding.reader.schedule:
            await timers.check_timers(picture.owner, picture.verdict)
        await rows.compare_tables(
            folding.reader.name, folding.schema, picture.owner, picture.live, picture.wards, picture.verdict
        )


async def _standing(picture: Picture, reader: Reader, subscription: Subscription | None) -> Folding | None:
    live = await picture.owner.fetchrow(LIVE, reader.name)
    if live is None or live["shape"] != reader.version:
        return None
    progress = await sources.progress_of(picture.owner, reader.name, live["version"])
    schema = f"verify_{reader.name}"
    path = await rows.quoted(picture.owner, "SET LOCAL search_path = %I, public", schema)
    order = sources.Order(reader.name, progress, sources.Heard(picture.owner, reader.name), picture.verdict)
    return Folding(reader, live["version"], subscription, progress, schema, path, order)


async def _hear(picture: Picture, folding: Folding, page: list[Kept]) -> None:
    """Applies what a reader took of a page of a topic."""
    below = [
        record_of(kept.source, kept.offset, kept.headers, kept.key, kept.body)
        for kept in page
        if kept.offset < folding.progress.checkpoints.get(kept.source, (0, None))[0]
    ]
    ordered = await folding.order.take(below)
    await picture.wards.told(
        (thing(record.stream_id), (record.raw.key or b"").decode()) for record in ordered if record.raw
    )
    await apply_all(picture, folding, ordered)


async def prepare(owner: asyncpg.Connection, schema: str, reader: Reader) -> None:
    """Empty tables of a reader in a schema of their own, writable by their owner."""
    await ddl(owner, "CREATE SCHEMA %I", schema)
    await ddl(owner, "SET LOCAL search_path = %I, public", schema)
    if reader.sql:
        await owner.execute(reader.sql)
    for table in await rows.tables_of(owner, schema):
        await ddl(owner, "ALTER TABLE %I.%I NO FORCE ROW LEVEL SECURITY", schema, table["name"])


async def apply_all(picture: Picture, folding: Folding, records: Sequence[Record]) -> None:
    """Applies records in order and notes what they plan; one that fails is a finding: the reader should have parked it."""
    reader = folding.reader
    wanted = [record for record in records if record.event_class in reader.apply]
    await picture.owner.execute(folding.path)
    try:
        async with picture.owner.transaction():
            batch = StatementBatch(picture.owner)
            for record in wanted:
                batch.stream_id = record.stream_id
                await _apply(cast(asyncpg.Connection, batch), reader, record)
            await batch.flush()
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
    if reader.schedule:
        await timers.plan(picture.owner, reader.schedule, records)


async def _apply(connection: asyncpg.Connection, reader: Reader, record: Record) -> None:
    assert record.event_class is not None
    recorded: Any = record.decode()
    await reader.apply[record.event_class](connection, recorded)


async def _own(picture: Picture, until: int) -> AsyncIterator[list[Record]]:
    """The own events below a position."""
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
        yield [record for record in page if record.offset < until]
        first = page[-1].offset + 1


async def _check_own_checkpoint(picture: Picture, folding: Folding) -> None:
    reader = folding.reader
    if folding.until <= picture.head:
        picture.behind[reader.name, "store"] = folding.until
    for source, (following, last_id) in folding.progress.checkpoints.items():
        if following > picture.head + 1:
            picture.verdict.find("checkpoint", reader.name, f"next is {following}, the store ends at {picture.head}")
        elif following > 1:
            there = await picture.owner.fetchval("SELECT event_id FROM store.events WHERE position = $1", following - 1)
            if there != last_id:
                picture.verdict.find("checkpoint", reader.name, f"another event than remembered at {following - 1}")
        if source != "store":
            picture.verdict.find("checkpoint", reader.name, f"a reader of the local store stands on {source}")


def _sources_of(picture: Picture, folding: Folding) -> list[str]:
    topics = folding.subscription.topics if folding.subscription else ()
    return [source for topic in topics for source in picture.log.sources(topic.name)]


def _check_foreign_checkpoint(picture: Picture, folding: Folding, source: str) -> None:
    reader = folding.reader
    following, last_id = folding.progress.checkpoints.get(source, (0, None))
    if following < picture.log.end(source):
        picture.behind[reader.name, source] = following
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
