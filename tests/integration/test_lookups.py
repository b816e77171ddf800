"""What a reader looks up for each record costs the same however much it has seen, also before anybody has analysed the table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import asyncpg

from deploy.local.postgres import Postgres
from services.chassis.readers.inbox import KNOWN
from tests.support import notes, stack

MANY = 20_000


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node of a plan and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def test_known_records_are_found_by_a_probe_of_the_index_each(postgres: Postgres) -> None:
    await stack.migrated_databases(postgres, notes.SERVICE, "lookups")
    connection = await asyncpg.connect(postgres.url("lookups"))
    try:
        for table in ("seen", "streams"):
            await connection.execute(f"ALTER TABLE reading.{table} SET (autovacuum_enabled = false)")
        seen = [("heard", 1, f"note-{uuid4()}", 1, "a-contract", uuid4()) for _ in range(MANY)]
        await connection.copy_records_to_table("seen", schema_name="reading", records=seen)
        streams = [(*row[:4], 1) for row in seen]
        await connection.copy_records_to_table("streams", schema_name="reading", records=streams)
        known = [stream for _, _, stream, *_ in seen[:100]]
        asked = ["heard"], [1], [*known, "note-unknown"], [*known, "note-unknown"], [1] * 101
        found = await connection.fetch(KNOWN, *asked)
        for what in ("seen", "last"):
            assert sorted(row["stream_id"] for row in found if row["what"] == what) == sorted(known)
        explained = json.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {KNOWN}", *asked))
        for table in ("seen", "streams"):
            touched = [
                node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)
                for node in nodes(explained[0]["Plan"])
                if node.get("Relation Name") == table
            ]
            assert touched and sum(touched) <= len(known)
    finally:
        await connection.close()
