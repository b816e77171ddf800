"""Scrubbing: after an erasure, the tables that held the key and the blanked rows are written anew, so that the bytes leave their files.

An UPDATE leaves the old row in the file, and a plain VACUUM only forgets where it stood. VACUUM FULL writes the rows that are left into a
new file. It keeps old rows while a transaction may still see them; then it is repeated. Only a whole turn marks the keys as scrubbed, so a
process that ends half-way, or a backup that runs for an hour, delays an erasure and loses none. Write-ahead log, copies: `promise`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Final

import asyncpg

from services.chassis.readers.definition import ReadModel

if TYPE_CHECKING:
    from services.chassis.loops import Loop
    from services.chassis.runtime import Runtime
    from services.chassis.service import Service

HEAD: Final = "SELECT coalesce(max(position), 0) FROM store.events"
BEHIND: Final = """
SELECT EXISTS (
    SELECT FROM unnest($1::text[]) AS wanted (reader)
    LEFT JOIN reading.readers AS live ON live.reader = wanted.reader
    LEFT JOIN reading.checkpoint AS c ON c.reader = live.reader AND c.version = live.version AND c.source = 'store'
    WHERE c.next IS NULL OR c.next <= $2
       OR EXISTS (SELECT FROM reading.parked AS p WHERE p.reader = live.reader AND p.version = live.version)
)
"""
"""Whether a model has not applied the head yet, or has streams that are parked: its rows may not be blank."""
MODELS_ANEW: Final = """
SELECT format('VACUUM (FULL, VERBOSE) %I.%I', n.nspname, t.relname) AS statement
FROM reading.readers AS r CROSS JOIN unnest(r.relations) AS relation (name)
JOIN pg_class AS t ON t.relname = relation.name AND t.relkind = 'r'
JOIN pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname = 'read'
WHERE r.reader = ANY ($1::text[]) ORDER BY 1
"""
KEYS_ANEW: Final = "VACUUM (FULL, VERBOSE) keys.subjects"
TYPED_ANEW: Final = ("VACUUM (FULL, VERBOSE) web.drafts", "VACUUM (FULL, VERBOSE) web.sheets")
PATIENCE: Final = {"lock_timeout": "5s", "statement_timeout": "15min"}
"""Whoever does not get a table for itself within five seconds lets the others pass and tries again."""
WHOLE: Final = "\n0 dead row versions cannot be removed yet"
LOOK_EVERY: Final = 0.5


def blanking(service: Service) -> tuple[str, ...]:
    """The read models that blank rows when a subject is erased: those whose tables held something."""
    erasing = service.erases.keys()
    return tuple(reader.name for reader in service.local if isinstance(reader, ReadModel) and erasing & reader.wanted)


def scrubbing(runtime: Runtime, loop: Loop) -> Callable[[], Awaitable[bool]]:
    """A step of the loop that scrubs whatever was erased and is not scrubbed, once the read models have blanked their rows."""
    models = list(blanking(runtime.service))
    keys_dsn = runtime.settings.keys_dsn("writer")

    async def step() -> bool:
        erased = await runtime.keys.unscrubbed()
        if not erased:
            return False
        head = await runtime.projector.fetchval(HEAD)
        while await runtime.projector.fetchval(BEHIND, models, head):
            loop.beat()
            await asyncio.sleep(LOOK_EVERY)
        tables = [row["statement"] for row in await runtime.projector.fetch(MODELS_ANEW, models)]
        whole = await written_anew(keys_dsn, [KEYS_ANEW], loop.beat)
        whole &= await written_anew(runtime.dsn("projector"), [*tables, *TYPED_ANEW], loop.beat)
        if whole:
            await runtime.keys.scrubbed(erased)
        return False

    return step


async def written_anew(dsn: str, statements: Sequence[str], beat: Callable[[], None]) -> bool:
    """Writes these tables anew; False when an open transaction may still see a row that is gone, which was then kept."""
    # VACUUM stands in no transaction, so its settings are the connection's, which is nobody else's
    connection = await asyncpg.connect(dsn, timeout=5, server_settings=PATIENCE)
    kept: list[str] = []
    connection.add_log_listener(lambda _, told: kept.append(f"\n{told.detail or ''}"))
    try:
        for statement in statements:
            await connection.execute(statement)
            beat()
    finally:
        await connection.close()
    return bool(kept) and all(detail.startswith(WHOLE) for detail in kept if "dead row versions" in detail)
