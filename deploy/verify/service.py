"""Verification of one service: its store, its topic and its readers, from one picture of its database.

The picture is a REPEATABLE READ transaction of the owner; a second connection on the same snapshot reads the live tables as
the projector, because their row-level security is forced on the owner too. Both only look: the transaction is rolled back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg

from deploy.local.addresses import Databases
from deploy.verify.files import check_files
from deploy.verify.findings import Verdict
from deploy.verify.fold import Picture, check_checkpoints, check_readers
from deploy.verify.log import Log
from deploy.verify.published import check_published
from deploy.verify.rows import Wards, quoted
from deploy.verify.signed import Checkpoint, Checkpoints
from deploy.verify.standing import check_parked, check_standing
from deploy.verify.store import check_commands, check_events
from services.chassis.broker import Broker
from services.chassis.event_store.keys import KeyStore
from services.chassis.pool import open_pool
from services.chassis.service import Service

QUIET = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0
"""


NEXT = """
SELECT c.source, min(c.next) AS next FROM reading.checkpoint c
JOIN reading.readers r ON r.reader = c.reader AND r.version = c.version WHERE c.source <> 'store' GROUP BY c.source
"""


async def verify(
    service: Service,
    *,
    urls: Databases,
    broker: Broker,
    log: Log | None = None,
    patience: float | None = None,
    checkpoints: Checkpoints | None = None,
    full: bool = False,
    sign: bool = False,
) -> Verdict:
    """Verifies one service; It reads as the owner. Hand in one `log` for all services: each topic is read once.

    With `patience` its processes should run: whoever has more to do and takes no step in so many seconds is a finding. From a signed
    checkpoint only what came since is read, unless `full`; `sign` writes the next one where nothing differs.
    """
    verdict = Verdict(service.name)
    signed = _signed(checkpoints, verdict)
    since = None if full else signed
    log = Log(broker) if log is None or since else log
    keys = await open_pool(urls.keys, most=1)
    now = await asyncpg.connect(urls.facts)
    try:
        async with pictured(urls) as (owner, live):
            # after the snapshot: no checkpoint in it can be ahead of what is read here
            await _read(log, service, owner, since)
            stored = await check_events(owner, verdict, since=since, signed=signed if full else None)
            await check_commands(owner, stored.head, verdict, after=stored.after)
            await check_files(owner, service, verdict, after=stored.after)
            relayed, offsets = await check_published(
                owner, now, log, service.topic.name, service.publishing, stored, verdict, since
            )
            picture = Picture(
                service=service,
                owner=owner,
                live=live,
                keys=KeyStore(keys),
                log=log,
                head=stored.head,
                wards=Wards(owner),
                verdict=verdict,
            )
            readers = await check_checkpoints(picture)
            if since is None:
                await check_readers(picture, readers)
            else:
                verdict.limits += _limits(since, stored.after)
        if patience is not None:
            await check_standing(now, picture.behind, verdict, patience)
        await check_parked(now, verdict, patience or 0)
    finally:
        await now.close()
        await keys.close()
    if sign and checkpoints is not None and not verdict.differs:
        at, roots = datetime.now(UTC).isoformat(timespec="seconds"), [root.hex() for root in stored.tree.roots]
        hashes = stored.hash.hex(), stored.tree.root.hex(), roots
        checkpoints.write(Checkpoint(service.name, at, stored.head, *hashes, relayed, offsets))
    return verdict


def _signed(checkpoints: Checkpoints | None, verdict: Verdict) -> Checkpoint | None:
    try:
        return checkpoints.read(verdict.service) if checkpoints else None
    except ValueError as error:
        verdict.find("signed", verdict.service, str(error))
        return None


async def _read(log: Log, service: Service, owner: asyncpg.Connection, since: Checkpoint | None) -> None:
    """Reads the topics concerned: from the first record, or from a checkpoint what came since and each reader's last record."""
    from_readers = {row["source"]: max(row["next"] - 1, 0) for row in await owner.fetch(NEXT)} if since else {}
    for topic in sorted({service.topic.name, *_topics_read(service)}):
        await log.extend(topic, {**from_readers, **since.offsets} if since else None)


def _limits(since: Checkpoint, after: int) -> list[str]:
    return [
        f"the text of the {after} events that were signed at {since.at}, their commands and their records on the topic were "
        "not read again: that as many are stored, and that the last of them is the same, is all that was looked at",
        "rows, timers and inboxes of the readers were not compared with a fold; where the readers stand was",
        "thidua verify --full reads everything",
    ]


@asynccontextmanager
async def pictured(urls: Databases) -> AsyncIterator[tuple[asyncpg.Connection, asyncpg.Connection]]:
    """The owner and the projector on one snapshot; the owner's transaction is rolled back at the end."""
    owner = await asyncpg.connect(urls.facts)
    live = await asyncpg.connect(urls.login("projector"))
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


def _topics_read(service: Service) -> set[str]:
    return {topic.name for subscription in service.subscriptions for topic in subscription.topics}
