"""Backup: the facts first, then the keys, each from one snapshot and into a folder of its own.

Keys are durable before the events that need them, so keys copied after the facts hold every key of them. The two folders are
kept apart afterwards: whoever has both can read names.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.backup import manifest
from deploy.backup.manifest import FactsManifest, KeysManifest
from deploy.backup.programs import as_administrator, called
from deploy.local.addresses import Databases

NOW = "SELECT clock_timestamp()"
COPY = "copy.dump"
# what a rebuild left, or was doing, is made again; a retired model may hold names that are erased meanwhile
LEFT_OUT = ("--exclude-schema=rebuild", "--exclude-schema=retired")


class BackupRefused(Exception):
    """This cannot be copied there; the text says why."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A finished backup of one service."""

    facts: FactsManifest
    keys: KeysManifest
    folder: Path


async def backup(service: str, urls: Databases, folder: Path, *, administrator: str) -> Copied:
    """Copies both databases of a service below `folder`. Raises BackupRefused when there is a copy already."""
    facts_folder, keys_folder = folder / "facts", folder / "keys"
    for each in (facts_folder, keys_folder):
        if each.exists():
            raise BackupRefused(f"{each} is there already; a copy is never overwritten")
        each.mkdir(parents=True, mode=0o700)
    async with snapshot(as_administrator(urls.facts, administrator)) as (connection, name):
        state = await manifest.facts_of(connection)
        at = manifest.moment(await connection.fetchval(NOW))
        await dump(as_administrator(urls.facts, administrator), name, facts_folder / COPY)
    facts = FactsManifest(service=service, made_at=at, sum=manifest.sum_of(facts_folder / COPY), **state)
    async with snapshot(as_administrator(urls.keys, administrator)) as (connection, name):
        state = await manifest.keys_of(connection)
        at = manifest.moment(await connection.fetchval(NOW))
        await dump(as_administrator(urls.keys, administrator), name, keys_folder / COPY)
    keys = KeysManifest(
        service=service,
        made_at=at,
        facts_head=facts.head,
        facts_hash=facts.hash,
        sum=manifest.sum_of(keys_folder / COPY),
        **state,
    )
    manifest.write(facts_folder, facts)
    manifest.write(keys_folder, keys)
    return Copied(facts, keys, folder)


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[tuple[asyncpg.Connection, str]]:
    """A connection and the name of the snapshot it looks at, for a program that must see the same."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection, await connection.fetchval("SELECT pg_export_snapshot()")
    finally:
        await connection.close()


async def dump(url: str, snapshot_name: str, path: Path) -> None:
    """Writes one database into a file that only we may read."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    arguments = ["--format=custom", "--no-password", f"--snapshot={snapshot_name}", f"--file={path}", *LEFT_OUT]
    await called("pg_dump", [*arguments, f"--dbname={url}"])
