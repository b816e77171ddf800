"""Recover: after a restore to an earlier time, open a new epoch so that readers tell the two histories apart.

Every published fact that the store no longer holds is named, in a file for people and in the log of operations. Processes of the
old epoch cannot append any more: the append function refuses them; they are started again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import asyncpg

from deploy.backup import fence
from deploy.local.addresses import Databases
from deploy.verify.findings import Lost, Verdict
from deploy.verify.log import Log
from deploy.verify.published import check_published
from deploy.verify.store import check_events
from services.chassis.broker import Broker
from services.chassis.service import Service

APPEND_LOCK = 7210451
LOCK = "SELECT pg_advisory_xact_lock($1)"
STATE = """
SELECT (SELECT max(epoch) FROM store.epoch) AS epoch, (SELECT coalesce(max(position), 0) FROM store.events) AS head,
       (SELECT next FROM reading.relay) AS relay
"""
OPEN = "INSERT INTO store.epoch (epoch, reason) VALUES ($1, $2)"
# above the head it would pass over what is written next; below it, sending again makes duplicates and nothing else
SET_RELAY = "UPDATE reading.relay SET next = least(next, $1)"
WRITE_DOWN = "INSERT INTO reading.operations (who, what, detail) VALUES ($1, 'recover', $2)"


class RecoverRefused(Exception):
    """A new epoch would not help here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A service that may write again: its epoch, its head, the relay's place before and after, and what was lost."""

    service: str
    epoch: int
    head: int
    relay_before: int
    relay: int
    lost: tuple[Lost, ...]
    file: Path | None


async def lost_facts(service: Service, urls: Databases, broker: Broker) -> tuple[Verdict, int]:
    """What the store and the topic say of each other, and the store's head. Raises Unreachable."""
    verdict = Verdict(service.name)
    log = Log(broker)
    await log.extend(service.topic.name)
    connection = await asyncpg.connect(urls.facts)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            stored = await check_events(connection, verdict)
            await check_published(connection, connection, log, service.topic.name, service.publishing, stored, verdict)
    finally:
        await connection.close()
    return verdict, stored.head


async def recover(service: Service, urls: Databases, broker: Broker, *, who: str, why: str, folder: Path) -> Recovered:
    """Opens a new epoch when published facts were lost, and lets the writers in again. Raises RecoverRefused."""
    verdict, _ = await lost_facts(service, urls, broker)
    places = {lost.place for lost in verdict.lost}
    unnamed = {finding.where for finding in verdict.findings} & places
    lost = tuple(each for each in verdict.lost if each.place in unnamed)
    # the relay's place is put right below
    other = [str(found) for found in verdict.findings if found.where not in places | {"relay"}]
    if other:
        raise RecoverRefused(
            f"more is wrong than a restore to an earlier time explains: {other[0]}"
            + (f", and {len(other) - 1} more: see `thidua verify`" if len(other) > 1 else "")
        )
    connection = await asyncpg.connect(urls.facts)
    try:
        async with connection.transaction():
            await connection.fetchval(LOCK, APPEND_LOCK)
            before = await connection.fetchrow(STATE)
            assert before is not None  # a select without a table has one row
            relay, epoch, file = min(before["relay"], before["head"] + 1), before["epoch"], None
            await connection.execute(SET_RELAY, before["head"] + 1)
            if lost:
                epoch += 1
                file = written(folder, service.name, epoch, who, why, lost)
                await connection.execute(OPEN, epoch, f"{who}: {why}")
            detail = {
                "epoch": epoch,
                "head": before["head"],
                "relay": {"was": before["relay"], "is": relay},
                "why": why,
                "lost": [asdict(each) for each in lost],
            }
            await connection.execute(WRITE_DOWN, who, json.dumps(detail, ensure_ascii=False))
            await fence.reopen(connection, service.name, urls)
    finally:
        await connection.close()
    return Recovered(service.name, epoch, before["head"], before["relay"], relay, lost, file)


def written(folder: Path, service: str, epoch: int, who: str, why: str, lost: tuple[Lost, ...]) -> Path:
    """The list for people, one fact after the other: what it was, where its paper is to be looked for; never its contents."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"lost-{service}-before-epoch-{epoch}.json"
    told = {"service": service, "epoch": epoch, "who": who, "why": why, "facts": [asdict(each) for each in lost]}
    if path.exists():
        raise RecoverRefused(f"{path} is there already; name another folder")
    with path.open("x") as file:
        json.dump(told, file, ensure_ascii=False, indent=2)
        file.write("\n")
    return path
