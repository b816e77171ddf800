"""Rows: the tables of a fold against the live tables, row by row, named by their primary key and never by their contents."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from deploy.verify.findings import Verdict

TABLES = """
SELECT c.relname AS name,
       ARRAY(SELECT a.attname FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attidentity <> '' AND NOT a.attisdropped) AS counters,
       ARRAY(SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
             WHERE i.indrelid = c.oid AND i.indisprimary) AS key
FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
ALL = (
    """SELECT (to_jsonb(t) - $1::text[])::text FROM %I.%I AS t ORDER BY (to_jsonb(t) - $1::text[])::text COLLATE "C" """
)
CITY = "city"
WARDS = "CREATE TEMPORARY TABLE verify_wards (thing text, ward text, PRIMARY KEY (thing, ward)) ON COMMIT DROP"
OWN_WARDS = """
INSERT INTO verify_wards (thing, ward)
SELECT DISTINCT coalesce(substring(stream_id FROM '^.*-(.{36})$'), stream_id), ward_code FROM store.events
"""
"""The id of the thing that a stream is about: what follows the stream type's name, when that is as long as a uuid."""
TOLD_WARDS = """
INSERT INTO verify_wards (thing, ward) SELECT thing, ward FROM unnest($1::text[], $2::text[]) AS t (thing, ward)
ON CONFLICT DO NOTHING
"""
WARDS_OF = "SELECT thing, array_agg(ward) AS wards FROM verify_wards WHERE thing = ANY ($1::text[]) GROUP BY thing"
TOGETHER = 1000


@dataclass(slots=True)
class Wards:
    """In which wards a thing has streams, here or elsewhere, kept in PostgreSQL; rows are judged many at a time."""

    owner: asyncpg.Connection
    _waiting: list[tuple[str, set[str], str]] = field(default_factory=list)

    async def begin(self) -> None:
        """The wards of the things in the own store."""
        await self.owner.execute(WARDS)
        await self.owner.execute(OWN_WARDS)

    async def told(self, things: Iterable[tuple[str, str]]) -> None:
        """Things of other services with the ward of each."""
        pairs = sorted(set(things))
        await self.owner.execute(TOLD_WARDS, [thing for thing, _ in pairs], [ward for _, ward in pairs])

    async def check(self, where: str, key: list[str], row: dict[str, Any], verdict: Verdict) -> None:
        """A row whose key names streams belongs to the ward of one of them, or to the city."""
        if "ward_code" in row and row["ward_code"] != CITY:
            things = {str(row.get(column)) for column in key}
            self._waiting.append((f"{where}/{_named(key, row)}", things, row["ward_code"]))
        if len(self._waiting) >= TOGETHER:
            await self.settle(verdict)

    async def settle(self, verdict: Verdict) -> None:
        """Judges the rows that wait."""
        wanted = sorted({thing for _, things, _ in self._waiting for thing in things})
        of = {row["thing"]: set(row["wards"]) for row in await self.owner.fetch(WARDS_OF, wanted)}
        for where, things, ward in self._waiting:
            known = set().union(*(of.get(thing, set()) for thing in things))
            if known and CITY not in known and ward not in known:
                verdict.find("ward", where, f"names a thing of {', '.join(sorted(known))}")
        self._waiting.clear()


async def quoted(connection: asyncpg.Connection, template: str, *names: str) -> str:
    """A statement whose names the server itself has quoted."""
    return str(await connection.fetchval("SELECT format($1, VARIADIC $2::text[])", template, list(names)))


async def tables_of(connection: asyncpg.Connection, schema: str) -> list[asyncpg.Record]:
    """Name, counters (identity columns) and primary key of each table of a schema."""
    found: list[asyncpg.Record] = await connection.fetch(TABLES, await quoted(connection, "%I", schema))
    return found


async def compare_tables(
    reader: str,
    schema: str,
    folded: asyncpg.Connection,
    live: asyncpg.Connection,
    wards: Wards,
    verdict: Verdict,
) -> None:
    """Each table of the scratch schema against the table of that name in `read`."""
    for table in await tables_of(folded, schema):
        if await live.fetchval("SELECT to_regclass(format('read.%I', $1::text))", table["name"]) is None:
            verdict.find("rows", f"{reader}/{table['name']}", "the live table is missing")
            continue
        expected = _rows(folded, await quoted(folded, ALL, schema, table["name"]), table["counters"])
        there = _rows(live, await quoted(live, ALL, "read", table["name"]), table["counters"])
        await _compare(f"{reader}/{table['name']}", table["key"], expected, there, wards, verdict)
        await wards.settle(verdict)


async def _rows(connection: asyncpg.Connection, statement: str, counters: list[str]) -> AsyncIterator[str]:
    async for row in connection.cursor(statement, counters, prefetch=1000):
        yield row[0]


async def _compare(
    where: str,
    key: list[str],
    expected: AsyncIterator[str],
    there: AsyncIterator[str],
    wards: Wards,
    verdict: Verdict,
) -> None:
    """Merges two sorted lists of rows; rows on one side only are paired by their key."""
    missing: dict[str, dict[str, Any]] = {}
    extra: dict[str, dict[str, Any]] = {}
    left, right = await anext(expected, None), await anext(there, None)
    while left is not None or right is not None:
        if right is not None:
            verdict.count("rows", left == right)
        if left == right:
            await wards.check(where, key, json.loads(right or ""), verdict)
            left, right = await anext(expected, None), await anext(there, None)
        elif right is None or (left is not None and left.encode() < right.encode()):
            row = json.loads(left or "")
            missing[_named(key, row)] = row
            left = await anext(expected, None)
        else:
            row = json.loads(right)
            await wards.check(where, key, row, verdict)
            extra[_named(key, row)] = row
            right = await anext(there, None)
    for name in sorted(missing.keys() | extra.keys()):
        if name not in extra:
            verdict.find("rows", f"{where}/{name}", "the row is missing")
        elif name not in missing:
            verdict.find("rows", f"{where}/{name}", "the row is in no fold")
        else:
            columns = [column for column in missing[name] if missing[name][column] != extra[name].get(column)]
            verdict.find("rows", f"{where}/{name}", f"differs from the fold in {', '.join(columns)}")


def _named(key: list[str], row: dict[str, Any]) -> str:
    return ",".join(f"{column}={row.get(column)}" for column in key)
