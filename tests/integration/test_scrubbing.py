"""After an erasure neither the clear name nor the key's bytes stand in any file of any table: read from the server's own folder.

What is sent to Kafka stands in the table of events, so the topics are looked through with it. Logs and spans never had the name; a new
dump does not have it, nor, after what the runbook says to hasten its day, the write-ahead log.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from deploy.backup.programs import called
from deploy.local.postgres import Postgres, data_place, unprivileged_account
from services.chassis import logs, telemetry
from services.chassis.erasure.scrubbing import scrubbing
from services.chassis.loops import Loop
from services.chassis.span_files import SpanFiles
from services.chassis.web.drafts import Drafts, author_of, form_of, grouped
from tests.support.eventually import eventually
from tests.support.submissions import QUYET_THANG, Submissions, submissions

NAME, EMAIL = "Sùng Thị Hoàngyến", "hoangyen@canary.example"
CHAIRMAN = f"chairman-{QUYET_THANG}"
KEY = "SELECT key FROM keys.subjects WHERE subject_id = $1"
IS_SCRUBBED = "SELECT scrubbed_at IS NOT NULL FROM keys.subjects WHERE subject_id = $1"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the lines of the logs, the security log's among them, and the spans."""
    folder = tmp_path_factory.mktemp("said")
    telemetry.record("submissions", "api", 1.0, [SpanFiles(folder, service="submissions", process="api")])
    handler = logging.FileHandler(folder / "log.jsonl")
    handler.setFormatter(logs.JsonLines(service="submissions", process="api"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield folder
    root.removeHandler(handler)
    root.setLevel(level)
    telemetry.record("submissions", "api", 1.0, [])


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, said: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    async with submissions(postgres, "scrubbing", tmp_path_factory.mktemp("issuer")) as service:
        await service.ward()
        yield service


def holding(postgres: Postgres, *wanted: bytes, folder: str = "base") -> set[tuple[str, bytes]]:
    """Which files of databases, or of another folder of the server, hold which of these bytes."""
    data = data_place(postgres.home, unprivileged_account())
    return {(str(file.relative_to(data)), each) for file in files(data / folder) for each in found(file, wanted)}


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def found(file: Path, wanted: Iterable[bytes]) -> set[bytes]:
    """Which of these bytes are in a file; a server's file may go between being listed and read."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return set()
    return {each for each in wanted if each in content}


async def dumped(postgres: Postgres, folder: Path) -> Path:
    """A dump of both databases, as somebody makes it by hand."""
    for database in ("scrubbing", "scrubbing_keys"):
        await called(
            "pg_dump", ["--format=plain", f"--file={folder / database}.sql", f"--dbname={postgres.url(database)}"]
        )
    return folder


async def write_over_the_log(postgres: Postgres) -> None:
    """The server's own write-ahead log is written over: as often as it has segments, for old ones are used again."""
    segments = len(files(data_place(postgres.home, unprivileged_account()) / "pg_wal"))
    for _ in range(segments + 1):
        await as_superuser(postgres, ("SELECT pg_switch_wal()", "CHECKPOINT"))


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


async def spread(it: Submissions, person: str) -> None:
    """Has the person searched for, asked for by name, and typed into a draft."""
    clerk = f"clerk-{QUYET_THANG}"
    asked = {"subject_ids": [person], "purpose": "printing"}
    assert NAME in str(await it.resolved(clerk, asked))
    searched = await it.post(clerk, "/people:search", {"name": NAME})
    assert searched.status_code == 200 and NAME in searched.text
    at = it.runtime.clock.now()
    typed = grouped({"full_name": [NAME], "email": [EMAIL]}, at, "device")
    drafts = Drafts(it.runtime.api, it.runtime.keys)
    await drafts.save(author_of(clerk), form_of("/submissions/pages/people/do/register"), typed)


async def test_what_was_erased_leaves_every_file(
    it: Submissions, postgres: Postgres, said: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    unit = await it.unit("CCB1")
    for number in range(120):  # enough for a sample that stands for them
        await it.person(f"Người Mẫu {number}", unit)
    person = await it.person(NAME, unit, email=EMAIL)
    await eventually(it.caught_up, True)
    keys = await asyncpg.connect(postgres.url("scrubbing_keys"))
    try:
        key: bytes = await keys.fetchval(KEY, UUID(person))
        wanted = (NAME.encode(), b"hoangyen", EMAIL.encode(), key)
        as_text = (key.hex().encode(), NAME.encode("ascii", "backslashreplace"))
        await spread(it, person)
        await as_superuser(postgres, ("ANALYZE", "CHECKPOINT"))
        assert {each for _, each in holding(postgres, *wanted)} == set(wanted), "what is looked for can be found"
        assert {each for _, each in holding(postgres, *wanted, folder="pg_wal")} == set(wanted)
        before = await dumped(postgres, tmp_path_factory.mktemp("before"))
        assert {each for file in files(before) for each in found(file, (*wanted, *as_text))} >= {
            *wanted[:3],
            as_text[0],
        }

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
        await write_over_the_log(postgres)
        assert holding(postgres, *wanted, folder="pg_wal") == set()
        after = await dumped(postgres, tmp_path_factory.mktemp("after"))
        telemetry.flush()
        assert {file.name for file in files(said)} > {"log.jsonl"}, "spans too"
        assert [file for file in (*files(after), *files(said)) if found(file, (*wanted, *as_text))] == []
    finally:
        await keys.close()
