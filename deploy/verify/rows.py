"""Rows: the tables of a fold against the live tables, row by row, named by their primary key and never by their contents."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
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
    wards: Mapping[str, set[str]],
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


async def _rows(connection: asyncpg.Connection, statement: str, counters: list[str]) -> AsyncIterator[str]:
    async for row in connection.cursor(statement, counters, prefetch=1000):
        yield row[0]


async def _compare(
    where: str,
    key: list[str],
    expected: AsyncIterator[str],
    there: AsyncIterator[str],
    wards: Mapping[str, set[str]],
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
            _check_ward(where, key, json.loads(right or ""), wards, verdict)
            left, right = await anext(expected, None), await anext(there, None)
        elif right is None or (left is not None and left.encode() < right.encode()):
            row = json.loads(left or "")
            missing[_named(key, row)] = row
            left = await anext(expected, None)
        else:
            row = json.loads(right)
            _check_ward(where, key, row, wards, verdict)
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


def _check_ward(
    where: str, key: list[str], row: dict[str, Any], wards: Mapping[str, set[str]], verdict: Verdict
) -> None:
    """A row whose key names streams belongs to the ward of one of them, or to the city."""
    if "ward_code" not in row:
        return
    known: set[str] = set()
    for column in key:
        known |= wards.get(str(row.get(column)), set())
    if known and CITY not in known and row["ward_code"] not in known and row["ward_code"] != CITY:
        verdict.find("ward", f"{where}/{_named(key, row)}", f"names a thing of {', '.join(sorted(known))}")
