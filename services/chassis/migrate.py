"""Migrations: numbered SQL files, applied once each, in order, as the owner; then the tables of readers that have none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from services.chassis.readers.definition import Reader

HERE = Path(__file__).parent
STORE, KEYS = HERE / "migrations", HERE / "keys_migrations"

LEDGER = """
CREATE TABLE IF NOT EXISTS public.migrations (
    name text PRIMARY KEY, sum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""
LOCK = "SELECT pg_advisory_lock(7210450)"
READERS = "SELECT reader, shape FROM reading.readers"
RELATIONS = """
SELECT coalesce(array_agg(relname::text ORDER BY relname), '{}') FROM pg_class
WHERE relnamespace = 'read'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
"""
NEW_READER = "INSERT INTO reading.readers (reader, version, shape, relations) VALUES ($1, 1, $2, $3)"


class MigrationChanged(Exception):
    """A file that was already applied here has other contents now."""


async def migrate_database(database_url: str, folders: Iterable[Path]) -> list[str]:
    """Applies what is new, each file in one transaction; the names applied. `MigrationChanged` for a changed file."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(LOCK)
        await connection.execute(LEDGER)
        known = {row["name"]: row["sum"] for row in await connection.fetch("SELECT name, sum FROM public.migrations")}
        applied = []
        for folder in folders:
            for path in sorted(folder.glob("*.sql")):
                name, text = f"{folder.parent.name}/{path.name}", path.read_text()
                digest = hashlib.sha256(text.encode()).hexdigest()
                if name in known:
                    if known[name] != digest:
                        raise MigrationChanged(f"{name} was applied with other contents: add a new file instead")
                    continue
                async with connection.transaction():
                    await connection.execute(text)
                    await connection.execute("INSERT INTO public.migrations (name, sum) VALUES ($1, $2)", name, digest)
                applied.append(name)
        return applied
    finally:
        await connection.close()


async def migrate_readers(database_url: str, readers: Iterable[Reader]) -> tuple[list[str], list[str]]:
    """Makes the tables of readers that are new here; also the names whose tables have an older shape: rebuild them."""
    connection = await asyncpg.connect(database_url, server_settings={"search_path": "read, public"})
    try:
        await connection.execute(LOCK)
        shapes = {row["reader"]: row["shape"] for row in await connection.fetch(READERS)}
        made, stale = [], []
        for reader in readers:
            if reader.name not in shapes:
                async with connection.transaction():
                    before = set(await connection.fetchval(RELATIONS))
                    if reader.sql:
                        await connection.execute(reader.sql)
                    relations = [name for name in await connection.fetchval(RELATIONS) if name not in before]
                    await connection.execute(NEW_READER, reader.name, reader.version, relations)
                made.append(reader.name)
            elif shapes[reader.name] != reader.version:
                stale.append(reader.name)
        return made, stale
    finally:
        await connection.close()
