"""Verification of one service: its store, its topic and its readers, from one picture of its database.

The picture is a REPEATABLE READ transaction of the owner; a second connection on the same snapshot reads the live tables as
the projector, because their row-level security is forced on the owner too. Both only look: the transaction is rolled back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from deploy.verify.findings import Verdict
from deploy.verify.fold import Picture, check_reader, thing
from deploy.verify.log import Log
from deploy.verify.published import check_published
from deploy.verify.rows import quoted
from deploy.verify.standing import check_standing
from deploy.verify.store import check_commands, check_events
from services.chassis.event_store.keys import KeyStore
from services.chassis.pool import open_pool
from services.chassis.readers.failures import ReaderStopped
from services.chassis.service import Service
from services.chassis.settings import role_dsn

QUIET = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0
"""


async def verify(
    service: Service,
    *,
    database_url: str,
    keys_database_url: str,
    bootstrap: str,
    log: Log | None = None,
    patience: float | None = None,
) -> Verdict:
    """Verifies one service; `database_url` names the owner. Hand in one `log` for all services: each topic is read once.

    With `patience` its processes should run: whoever has more to do and takes no step in so many seconds is a finding.
    """
    verdict = Verdict(service.name)
    log = log or Log(bootstrap)
    keys = await open_pool(keys_database_url, most=1)
    now = await asyncpg.connect(database_url)
    try:
        async with pictured(database_url) as (owner, live):
            for topic in sorted({service.topic.name, *_topics_read(service)}):
                await log.extend(topic)  # after the snapshot: no checkpoint in it can be ahead of what is read here
            stored = await check_events(owner, verdict)
            await check_commands(owner, stored, verdict)
            await check_published(owner, now, log, service.topic.name, service.publishing, stored.head, verdict)
            picture = Picture(
                service=service,
                owner=owner,
                live=live,
                keys=KeyStore(keys),
                log=log,
                head=stored.head,
                wards=wards_of_things(stored.wards),
                verdict=verdict,
            )
            subscriptions = {subscription.reader.name: subscription for subscription in service.subscriptions}
            for reader in service.readers:
                try:
                    await check_reader(picture, reader, subscriptions.get(reader.name))
                except ReaderStopped as stopped:
                    verdict.find("reader", reader.name, str(stopped))
        if patience is not None:
            await check_standing(now, picture.behind, verdict, patience)
    finally:
        await now.close()
        await keys.close()
    return verdict


@asynccontextmanager
async def pictured(database_url: str) -> AsyncIterator[tuple[asyncpg.Connection, asyncpg.Connection]]:
    """The owner and the projector on one snapshot; the owner's transaction is rolled back at the end."""
    owner = await asyncpg.connect(database_url)
    live = await asyncpg.connect(role_dsn(database_url, "projector"))
    try:
        looking = owner.transaction(isolation="repeatable_read")
        reading = live.transaction(isolation="repeatable_read", readonly=True)
        await looking.start()
        await owner.execute(QUIET)
        snapshot = await owner.fetchval("SELECT pg_export_snapshot()")
        await reading.start()
        await live.execute(await quoted(owner, "SET TRANSACTION SNAPSHOT %L", snapshot))
        await live.execute(QUIET)
        yield owner, live
        await reading.rollback()
        await looking.rollback()
    finally:
        live.terminate()
        owner.terminate()


def wards_of_things(wards: Mapping[str, str]) -> dict[str, set[str]]:
    """The wards in which a thing has streams, by the thing's id."""
    found: dict[str, set[str]] = {}
    for stream, ward in wards.items():
        found.setdefault(thing(stream), set()).add(ward)
    return found


def _topics_read(service: Service) -> set[str]:
    return {topic.name for subscription in service.subscriptions for topic in subscription.topics}
