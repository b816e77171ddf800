"""After an erasure neither the clear name nor the key's bytes stand in any file of any table: read from the server's own folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres, data_place, unprivileged_account
from services.chassis.erasure.scrubbing import scrubbing
from services.chassis.loops import Loop
from tests.support.eventually import eventually
from tests.support.submissions import QUYET_THANG, Submissions, submissions

NAME, EMAIL = "Sùng Thị Hoàngyến", "hoangyen@canary.example"
CHAIRMAN = f"chairman-{QUYET_THANG}"
KEY = "SELECT key FROM keys.subjects WHERE subject_id = $1"
IS_SCRUBBED = "SELECT scrubbed_at IS NOT NULL FROM keys.subjects WHERE subject_id = $1"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    async with submissions(postgres, "scrubbing", tmp_path_factory.mktemp("issuer")) as service:
        await service.ward()
        yield service


def holding(postgres: Postgres, *wanted: bytes) -> set[tuple[str, bytes]]:
    """Which files of databases hold which of these bytes. The write-ahead log is no part of them: `promise` names its day."""
    data = data_place(postgres.home, unprivileged_account())
    found = set()
    for file in (path for path in (data / "base").rglob("*") if path.is_file()):
        content = file.read_bytes()
        found |= {(str(file.relative_to(data)), each) for each in wanted if each in content}
    return found


async def as_superuser(postgres: Postgres, statements: Iterable[str]) -> None:
    """ANALYZE and CHECKPOINT, as the server does them by itself one day."""
    for database in ("scrubbing", "scrubbing_keys"):
        connection = await asyncpg.connect(postgres.url(database))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


async def scrub(it: Submissions) -> None:
    """One turn of the worker's loop."""
    await scrubbing(it.runtime, Loop("scrubbing"))()


async def test_what_was_erased_leaves_every_table_file(it: Submissions, postgres: Postgres) -> None:
    unit = await it.unit("CCB1")
    for number in range(120):  # enough for a sample that stands for them
        await it.person(f"Người Mẫu {number}", unit)
    person = await it.person(NAME, unit, email=EMAIL)
    await eventually(it.caught_up, True)
    keys = await asyncpg.connect(postgres.url("scrubbing_keys"))
    try:
        key: bytes = await keys.fetchval(KEY, UUID(person))
        wanted = (NAME.encode(), b"hoangyen", EMAIL.encode(), key)
        await as_superuser(postgres, ("ANALYZE", "CHECKPOINT"))
        assert {each for _, each in holding(postgres, *wanted)} == set(wanted), "what is looked for can be found"

        async with keys.transaction(isolation="repeatable_read"):  # as a backup's: what was before is still seen
            await keys.fetchval("SELECT 1")
            await it.did(CHAIRMAN, f"/people/{person}:erase", {"document_number": "3/ĐN"})
            await eventually(it.runtime.keys.unscrubbed, [UUID(person)])
            await scrub(it)
        assert not await keys.fetchval(IS_SCRUBBED, UUID(person))
        await scrub(it)
        assert await keys.fetchval(IS_SCRUBBED, UUID(person))
        await as_superuser(postgres, ("CHECKPOINT",))
        assert holding(postgres, *wanted) == set()
    finally:
        await keys.close()
