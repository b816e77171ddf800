"""What a reader looks up for each record costs the same however much it has seen, also before anybody has analysed the table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from deploy.cli.migrate import migrate_declared
from deploy.local.postgres import Postgres
from services.chassis.pool import PLANNED_ONCE
from services.chassis.readers.inbox import LAST, SEEN
from tests.support import notes, stack

MANY = 20_000
TOGETHER = ["addressing 1", "heard 1", "informing 1"]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node of a plan and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def texts(values: list[str]) -> str:
    """An array as SQL has it."""
    listed = "', '".join(values)
    return f"ARRAY['{listed}']"


@pytest.mark.parametrize("query", [LAST, SEEN])
async def test_known_records_are_found_by_a_probe_of_the_index_each(postgres: Postgres, query: str) -> None:
    """Planned once, as by readers, while the table was still empty."""
    urls = await stack.fresh_service_databases(postgres, notes.SERVICE.name, "lookups")
    await migrate_declared(notes.SERVICE, *urls)
    connection = await asyncpg.connect(postgres.url("lookups"), server_settings=PLANNED_ONCE)
    try:
        await connection.execute("ALTER TABLE reading.taken SET (autovacuum_enabled = false)")
        await connection.execute(f"PREPARE asked AS {query}")
        readers = await connection.fetchval("SELECT reading.set_of($1)", TOGETHER)
        taken = [(f"note-{uuid4()}", 1, readers, 1, "a-contract", uuid4()) for _ in range(MANY)]
        known = [stream for stream, *_ in taken[:100]]
        asked = [texts(TOGETHER), texts([*known, "note-unknown"])]
        if query is SEEN:
            asked.append(f"array_fill(1, ARRAY[{len(known) + 1}])")
        execute = f"EXECUTE asked({', '.join(asked)})"
        assert await connection.fetch(execute) == []
        await connection.copy_records_to_table("taken", schema_name="reading", records=taken)
        found = await connection.fetch(execute)
        assert sorted(row["stream_id"] for row in found) == sorted(known), "once for all three"
        assert all(sorted(row["who"]) == [1, 2, 3] for row in found)
        explained = json.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {execute}"))
        touched = [
            node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)
            for node in nodes(explained[0]["Plan"])
            if node.get("Relation Name") == "taken"
        ]
        assert touched and sum(touched) <= len(known)
    finally:
        await connection.close()
