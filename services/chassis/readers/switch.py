"""Switch: in one transaction green takes blue's place, or nothing changes.

Blue's checkpoints are locked first, so that its runner waits; green must have applied at least as much of every source. Then the
relations move: whoever reads by name finds green from the commit on (PostgreSQL plans prepared statements anew), and
blue's runner finds no checkpoint any more: it is fenced and continues at the new version.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from services.chassis.readers.definition import ReadModel

READER = "SELECT version, relations FROM reading.readers WHERE reader = $1 FOR UPDATE"
CHECKPOINTS = """
SELECT source, next FROM reading.checkpoint WHERE reader = $1 AND version = $2 ORDER BY source FOR UPDATE
"""
PRESENT = """
SELECT c.oid, c.relname FROM pg_class c
WHERE c.relnamespace = 'read'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname = ANY ($1::text[])
ORDER BY c.relname
"""
DEPENDANTS = """
SELECT DISTINCT v.relname FROM pg_depend d
JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ($1::oid[]) AND v.oid <> ALL ($1::oid[])
UNION
SELECT DISTINCT t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND c.confrelid = ANY ($1::oid[]) AND c.conrelid <> ALL ($1::oid[])
"""
LOCK_ALL = """
SELECT format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', string_agg(format('read.%I', n), ', ' ORDER BY n))
FROM unnest($1::text[]) AS n
"""
MOVE_ALL = "SELECT format('ALTER TABLE %I.%I SET SCHEMA %I', $1::text, n, $2::text) FROM unnest($3::text[]) AS n"
# shorter than deadlock_timeout (1 s): in a deadlock with a query of the API it is this statement that gives up
LOCK_WAIT = "SET LOCAL statement_timeout = '800ms'"
RETIRED = "DROP SCHEMA IF EXISTS retired CASCADE; CREATE SCHEMA retired; REVOKE ALL ON SCHEMA retired FROM PUBLIC"
NOW_LIVE = "UPDATE reading.readers SET version = $2, shape = $3, relations = $4 WHERE reader = $1"
NO_MORE_BLUE = "DELETE FROM reading.checkpoint WHERE reader = $1 AND version <> $2"
DONE = "INSERT INTO reading.operations (who, what, detail) VALUES ($1, 'rebuild', $2)"


class Behind(Exception):
    """Green has applied less than blue: to be filled further and tried again."""


class RebuildRefused(Exception):
    """This rebuild must not be done, or not now; the live model is as it was. The text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch of one reader, from version `live` to the next; `relations` are green's."""

    reader: ReadModel
    live: int
    relations: tuple[str, ...]
    who: str

    async def run(self, lead: asyncpg.Connection, top_up: Callable[[], Awaitable[None]]) -> None:
        """Runs it; `top_up` lets green catch up while blue waits. `Behind`, or a lock's error, leaves all as it was."""
        name, green = self.reader.name, self.live + 1
        async with lead.transaction():
            await lead.execute("SET LOCAL lock_timeout = '11s'")  # an abandoned transaction of blue ends after 10 s
            row = await lead.fetchrow(READER, name)
            if row is None or row["version"] != self.live:
                raise RebuildRefused(f"{name} is not at version {self.live} any more")
            blue = {row["source"]: row["next"] for row in await lead.fetch(CHECKPOINTS, name, self.live)}
            await top_up()
            filled = {row["source"]: row["next"] for row in await lead.fetch(CHECKPOINTS, name, green)}
            behind = [source for source, at in blue.items() if filled.get(source, 0) < at]
            if behind:
                raise Behind(f"{name} is behind in {', '.join(behind)}")
            old = await lead.fetch(PRESENT, row["relations"] or list(self.relations))
            await self._take_out(lead, [row["oid"] for row in old], [row["relname"] for row in old])
            for statement in await lead.fetch(MOVE_ALL, "rebuild", "read", list(self.relations)):
                await lead.execute(statement[0])
            await lead.execute("DROP SCHEMA rebuild")
            await lead.execute(NOW_LIVE, name, green, self.reader.version, list(self.relations))
            await lead.execute(NO_MORE_BLUE, name, green)
            detail = {"reader": name, "version": green, "shape": self.reader.version}
            await lead.execute(DONE, self.who, json.dumps(detail))

    async def _take_out(self, lead: asyncpg.Connection, oids: list[int], names: list[str]) -> None:
        """Moves blue's relations out of sight; the model retired before is dropped."""
        dependants = [row["relname"] for row in await lead.fetch(DEPENDANTS, oids)]
        if dependants:
            raise RebuildRefused(f"{', '.join(dependants)} rest on tables of {self.reader.name}")
        await lead.execute(RETIRED)
        if names:
            await lead.execute(LOCK_WAIT)
            await lead.execute(await lead.fetchval(LOCK_ALL, names))
            await lead.execute("SET LOCAL statement_timeout = 0")
            for statement in await lead.fetch(MOVE_ALL, "read", "retired", names):
                await lead.execute(statement[0])
