"""The restore drill on real servers: a store goes back in time, Kafka does not, and every fact between them is named and settled."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from deploy.backup import fence
from deploy.backup.recovering import RecoverRefused
from deploy.backup.restoring import RestoreRefused
from deploy.cli.backup import backup_service, recover_service, restore_service, told
from deploy.cli.deployment import Deployment
from deploy.cli.parked import all_streams
from deploy.cli.redriving import accept, discard
from deploy.cli.verify import verify_all
from deploy.local.addresses import Databases
from deploy.local.databases import ddl
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.errors import Unavailable
from services.chassis.event_store.append import Append, Appender
from services.chassis.loops import Loop
from services.chassis.readers.definition import Subscription
from services.chassis.readers.failures import ReaderStopped
from services.chassis.runtime import Runtime, opened
from services.chassis.service import Service
from services.chassis.settings import Settings, role_dsn
from tests.support import notes
from tests.support.chassis import at_work, running, write_notes
from tests.support.eventually import eventually
from tests.support.hearing import HEARD, heard, relayed
from tests.support.kafka import fresh_topic

KEPT, CHANGED, LATER, QUIET = (UUID(int=number) for number in (1, 2, 3, 4))
WHY = "Diễn tập khôi phục theo quy trình"
WHO = "trực ban: L.T.H."
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Places:
    """An owner of facts and a service that reads them, and where an operator finds both."""

    owning: Service
    reading: Service
    where: Deployment

    def urls(self, name: str) -> Databases:
        return self.where.urls(name)

    @asynccontextmanager
    async def owner(self) -> AsyncIterator[Runtime]:
        """The owner's processes, started now: they read the epoch of now."""
        async with opened(self.owning, self.where.settings("submissions")) as runtime:
            yield runtime

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Runtime]:
        async with opened(self.reading, self.where.settings("awards")) as runtime, at_work(runtime, "subscribers"):
            yield runtime


@pytest_asyncio.fixture
async def places(postgres: Postgres, kafka: Kafka) -> Places:
    topic, own_topic = await fresh_topic(kafka, "drill"), await fresh_topic(kafka, "drill-own")
    owning = replace(notes.SERVICE, topic=topic)
    reading = replace(
        notes.SERVICE, name="awards", topic=own_topic, subscriptions=(Subscription("heard", (topic,), HEARD),)
    )
    async with (
        running(postgres, "drill_owner", owning) as owner,
        running(postgres, "drill_reader", reading) as reader,
    ):
        urls = {"submissions": databases_of(owner.settings), "awards": databases_of(reader.settings)}
    where = Deployment(urls, kafka.broker, declared={"submissions": owning, "awards": reading})
    return Places(owning, reading, where)


def databases_of(settings: Settings) -> Databases:
    return Databases(settings.database_url, str(settings.keys_database_url))


async def done(runtime: Runtime) -> None:
    """The owner's own readers and its relay have come to the head."""
    async with at_work(runtime, "relay", "projections"):
        await relayed(runtime)
        head = await runtime.projector.fetchval("SELECT max(position) FROM store.events")
        await eventually(
            lambda: runtime.projector.fetchval("SELECT next FROM reading.checkpoint WHERE reader = 'notes'"), head + 1
        )


async def set_aside(postgres: Postgres, *databases: str) -> None:
    """What an operator does with a broken store before a restore: keep it under another name."""
    connection = await asyncpg.connect(postgres.url())
    try:
        for name in databases:
            await ddl(connection, "DROP DATABASE IF EXISTS %I WITH (FORCE)", f"{name}_before")
            await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
            await ddl(connection, "ALTER DATABASE %I RENAME TO %I", name, f"{name}_before")
    finally:
        await connection.close()


async def lived_and_lost(places: Places, postgres: Postgres, folder: Path, say: Say) -> None:
    """Facts, a copy of them, three facts more that others hear; then the store is gone."""
    async with places.owner() as owner, places.reader() as reader:
        await write_notes(owner, KEPT, CHANGED, QUIET)
        await done(owner)
        copied = await backup_service(places.where, "submissions", folder)
        say(f"backup: {copied.facts.counts['events']} events, head {copied.facts.head}, {copied.keys.subjects} keys")
        await write_notes(owner, CHANGED, CHANGED, LATER)
        await done(owner)
        await eventually(lambda: heard(reader), {KEPT: 1, CHANGED: 3, QUIET: 1, LATER: 1})
        say("three facts more; the other service has heard them; then the store of submissions is lost")
    await set_aside(postgres, "drill_owner", "drill_owner_keys")


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Tells the story; seen with -s, or by `make drill`."""
    return lambda line: print(f"  · {line}")


async def test_the_drill(places: Places, postgres: Postgres, tmp_path: Path, say: Say) -> None:
    where = places.where
    await lived_and_lost(places, postgres, tmp_path / "copy", say)

    restored, verdict = await restore_service(where, "submissions", tmp_path / "copy")
    say(
        f"restore: position {restored.facts.head}, equal to both manifests; {len(verdict.findings)} findings of verify:"
    )
    for finding in verdict.findings:
        say(f"   {finding}")
    assert [
        (lost.stream, lost.version, lost.position) for lost in sorted(verdict.lost, key=lambda each: each.position)
    ] == [
        (f"note-{CHANGED}", 2, 4),
        (f"note-{CHANGED}", 3, 5),
        (f"note-{LATER}", 1, 6),
    ]
    assert len(verdict.findings) == len(verdict.lost) == 3

    with pytest.raises(ReaderStopped, match="waits for `thidua recover submissions`"):
        async with places.owner():
            pass
    say("before recover: no process of submissions starts, and its writers may not connect")

    before = Appender(role_dsn(where.urls("submissions").facts, "writer"), epoch=1)
    recovered = await recover_service(where, "submissions", who=WHO, why=WHY, folder=tmp_path)
    for line in told(recovered):
        say(line)
    assert (recovered.epoch, recovered.head, recovered.relay, len(recovered.lost)) == (2, 3, 4, 3)
    assert listed_in(recovered.file) == {f"note-{CHANGED}", f"note-{LATER}"}

    # a process of before the restore, which knows nothing of it
    with pytest.raises(Unavailable):
        await before.append(Append("system:tests", "late", b"x", f"note-{LATER}", (), ()))
    await before.close()
    say("a process of epoch 1 that comes back cannot append any more")

    (verdict,) = await verify_all(where, ["submissions"])
    assert verdict.findings == [] and len(verdict.lost) == 3  # named: known, and not forgotten

    async with places.owner() as owner, places.reader() as reader:
        await write_notes(owner, QUIET)  # a stream of which nothing was lost goes on
        await write_notes(owner, CHANGED, text="ghi lại theo giấy")  # version 2 once more, with another content
        await write_notes(owner, LATER, text="ghi lại theo giấy")
        await done(owner)
        await eventually(lambda: heard(reader), {KEPT: 1, CHANGED: 3, QUIET: 2, LATER: 1})
        await eventually(lambda: disputed(where), {f"note-{CHANGED}", f"note-{LATER}"})
        say("written again from paper: the reader goes on with what was not lost, and parks what has two histories:")
        for stream in await all_streams(where):
            say(
                f"   {stream.service} {stream.reader}: {stream.stream_id} version {stream.stream_version}: {stream.reason}"
            )

        taken = await accept(where, "awards", "heard", f"note-{CHANGED}", why=WHY, who=WHO)
        kept = await discard(where, "awards", "heard", f"note-{LATER}", why=WHY, who=WHO)
        say(f"decided: {taken.told}; {kept.told}")
        assert taken.healed and kept.healed
        await write_notes(owner, CHANGED, LATER)
        await done(owner)
        # three read before, one accepted, one more: nothing passed over and nothing taken twice
        await eventually(lambda: heard(reader), {KEPT: 1, CHANGED: 5, QUIET: 2, LATER: 2})
        assert await all_streams(where) == []
    verdicts = await verify_all(where)
    for each in verdicts:
        say(f"verify {each.service}: {len(each.findings)} findings; {each.counts}")
    assert [str(finding) for each in verdicts for finding in each.findings] == []


def listed_in(file: Path | None) -> set[str]:
    assert file is not None
    return {fact["stream"] for fact in json.loads(file.read_text())["facts"]}


async def disputed(where: Deployment) -> set[str]:
    return {stream.stream_id for stream in await all_streams(where) if stream.reason == "disputed"}


async def test_a_store_restored_by_other_tools_is_not_sent_from(
    places: Places, postgres: Postgres, tmp_path: Path
) -> None:
    """Nobody closed it: it takes a new fact under a position that Kafka knows, and the relay refuses to send that."""
    await lived_and_lost(places, postgres, tmp_path / "copy", lambda line: None)
    await restore_service(places.where, "submissions", tmp_path / "copy")
    connection = await asyncpg.connect(postgres.url())
    await fence.reopen(connection, "submissions", places.urls("submissions"))
    await connection.close()
    async with places.owner() as owner:
        async with at_work(owner, "relay"):
            await eventually(lambda: _relay(owner).state, "stopped")
        assert "restored to an earlier time" in _relay(owner).detail
        await write_notes(owner, LATER)
        owner.loops.clear()
        async with at_work(owner, "relay"):
            await eventually(lambda: _relay(owner).state, "stopped")
        assert "restored to an earlier time" in _relay(owner).detail
    # a fact was written over a lost one in the same epoch: a new epoch cannot mend that
    with pytest.raises(RecoverRefused, match="is of no stored event"):
        await recover_service(places.where, "submissions", who=WHO, why=WHY, folder=tmp_path)


def _relay(runtime: Runtime) -> Loop:
    return next((loop for loop in runtime.loops if loop.name == "relay"), Loop("relay"))


async def test_a_copy_that_nothing_follows_is_restored_and_open_at_once(
    places: Places, postgres: Postgres, tmp_path: Path
) -> None:
    async with places.owner() as owner:
        await write_notes(owner, KEPT, CHANGED)
        await done(owner)
    await backup_service(places.where, "submissions", tmp_path / "copy")
    await set_aside(postgres, "drill_owner", "drill_owner_keys")
    _, verdict = await restore_service(places.where, "submissions", tmp_path / "copy")
    assert verdict.findings == [] and verdict.counts["rows"] == 2
    async with places.owner() as owner:
        await write_notes(owner, KEPT)
        await done(owner)
        texts = await owner.projector.fetch("SELECT text, times FROM notes ORDER BY note_id")
    assert [(row["text"], row["times"]) for row in texts] == [("đã kiểm tra", 2), ("đã kiểm tra", 1)]
    recovered = await recover_service(places.where, "submissions", who=WHO, why=WHY, folder=tmp_path)
    assert (recovered.epoch, recovered.lost, recovered.file) == (1, (), None)


async def test_a_copy_that_is_not_what_it_says_is_not_restored(
    places: Places, postgres: Postgres, tmp_path: Path
) -> None:
    async with places.owner() as owner:
        await write_notes(owner, KEPT)
        await done(owner)
    await backup_service(places.where, "submissions", tmp_path / "copy")
    with pytest.raises(RestoreRefused, match="drill_owner is not empty"):
        await restore_service(places.where, "submissions", tmp_path / "copy")
    await backup_service(places.where, "submissions", tmp_path / "other")
    (tmp_path / "other" / "facts").rename(tmp_path / "facts")
    file = tmp_path / "copy" / "facts" / "copy.dump"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(RestoreRefused, match="not the file that its manifest was written for"):
        await restore_service(places.where, "submissions", tmp_path / "copy")
    manifest = tmp_path / "copy" / "keys" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "facts_head": 0}))
    with pytest.raises(RestoreRefused, match="erased people could come back"):
        await restore_service(places.where, "submissions", tmp_path / "copy")


async def test_a_copy_is_readable_by_us_alone(places: Places, tmp_path: Path) -> None:
    await backup_service(places.where, "submissions", tmp_path / "copy")
    for name in ("facts", "keys"):
        assert (tmp_path / "copy" / name).stat().st_mode & 0o077 == 0
        assert (tmp_path / "copy" / name / "copy.dump").stat().st_mode & 0o077 == 0
    assert b"KEY" not in (tmp_path / "copy" / "keys" / "manifest.json").read_bytes()
