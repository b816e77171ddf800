"""What a pooled connection carries from one use to the next: nothing, and without asking the server for it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis import pool as pools
from services.chassis.pool import held, open_pool
from tests.support.eventually import eventually
from tests.support.stack import fresh_database


@pytest_asyncio.fixture
async def pool(postgres: Postgres) -> AsyncIterator[asyncpg.Pool]:
    opened = await open_pool(await fresh_database(postgres, "pool_tests"), most=1)
    yield opened
    opened.terminate()


async def test_a_setting_of_one_transaction_is_not_there_in_the_next(pool: asyncpg.Pool) -> None:
    async with held(pool) as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.wards', '{03386}', true)")
        assert await connection.fetchval("SELECT current_setting('app.wards', true)") == "{03386}"
    async with held(pool) as connection:
        assert await connection.fetchval("SELECT current_setting('app.wards', true)") == ""


async def test_an_abandoned_transaction_is_rolled_back(pool: asyncpg.Pool) -> None:
    async with held(pool) as connection:
        await connection.execute("CREATE TABLE kept (n integer)")
        await connection.execute("BEGIN")
        await connection.execute("INSERT INTO kept VALUES (1)")
    async with held(pool) as connection:
        assert await connection.fetchval("SELECT count(*) FROM kept") == 0


async def test_going_back_costs_no_round_trip(pool: asyncpg.Pool, postgres: Postgres) -> None:
    async with held(pool) as connection:
        pid = await connection.fetchval("SELECT pg_backend_pid()")
    watcher = await asyncpg.connect(postgres.url("postgres"))
    last = await watcher.fetchval("SELECT query FROM pg_stat_activity WHERE pid = $1", pid)
    await watcher.close()
    assert last == "SELECT pg_backend_pid()"


async def test_a_connection_that_nobody_uses_is_closed(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "UNUSED", 0.05)
    pool = await open_pool(await fresh_database(postgres, "pool_unused"), most=2)
    try:
        assert await pool.fetchval("SELECT 1") == 1 and pool.get_size() == 1
        await eventually(lambda: pool.get_size(), 0, within=5)
        assert await pool.fetchval("SELECT 1") == 1, "and opened again when it is needed"
    finally:
        pool.terminate()


@pytest.mark.parametrize(("planned_once", "mode"), [(True, "force_generic_plan"), (False, "auto")])
async def test_what_is_asked_for_ever_is_planned_once(postgres: Postgres, planned_once: bool, mode: str) -> None:
    pool = await open_pool(await fresh_database(postgres, "pool_plans"), planned_once=planned_once)
    try:
        assert await pool.fetchval("SHOW plan_cache_mode") == mode
    finally:
        pool.terminate()
