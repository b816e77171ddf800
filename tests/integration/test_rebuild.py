"""Rebuilding a read model while commands go on: the same rows in the end, nobody disturbed, nothing done twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.event_registry import EventRegistry, EventType
from services.chassis.identity import mandates
from services.chassis.loops import Loop, forever
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers.definition import ProcessManager, ReadModel
from services.chassis.readers.local_store import LocalStore
from services.chassis.readers.processor import Processor
from services.chassis.readers.rebuild import LOCK, Rebuilt, rebuild
from services.chassis.readers.switch import RebuildRefused
from services.chassis.runtime import Runtime, renewing
from services.chassis.scheduler.timers import Timers
from services.chassis.service import Service
from services.chassis.subscriptions.factory import members_of
from services.chassis.subscriptions.partitions import Partitions
from tests.support import notes
from tests.support.chassis import WARD, at_work, issued, running, write
from tests.support.eventually import eventually
from tests.support.hearing import heard_by_itself, hearing, relaying
from tests.support.kafka import fresh_topic

WAITING_AT_THE_SWITCH = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'LOCK TABLE%'"
)
KILL = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LOCK TABLE%'"
PARKED = "SELECT count(*) FROM reading.parked"
LEFT = "SELECT count(*) FROM pg_namespace WHERE nspname = 'rebuild'"
LIVE = "SELECT version, shape FROM reading.readers WHERE reader = $1"


@dataclass(frozen=True, slots=True)
class Signed(notes.NoteWritten):
    """A note as a careless release would have it: every note ever written was without a name."""

    signed_by: str


@asynccontextmanager
async def projecting(runtime: Runtime, reader: ReadModel = notes.NOTES) -> AsyncIterator[Loop]:
    """The runner of the local store, as the worker runs it."""
    loop = Loop(reader.name)
    current, renew = renewing(lambda: runtime.processor(reader, remote=False))
    stores: dict[Processor, LocalStore] = {}

    async def step() -> bool:
        processor = await current()
        if processor not in stores:
            stores.clear()
            stores[processor] = LocalStore(
                processor,
                registry=runtime.service.publishing.registry,
                keys=runtime.keys,
                service=runtime.service.name,
            )
        return await stores[processor].step() is not None

    task = asyncio.create_task(forever(loop, step, renew=renew))
    try:
        yield loop
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def writing(runtime: Runtime, ids: Sequence[Any]) -> AsyncIterator[list[int]]:
    """Commands without end, round the given notes; the list holds the positions acknowledged."""
    positions: list[int] = []

    async def write_on() -> None:
        number = 0
        while True:
            number += 1
            reply = await runtime.handler.handle(issued(write(ids[number % len(ids)], f"lần {number}")))
            positions.append(reply.position)

    task = asyncio.create_task(write_on())
    try:
        yield positions
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest_asyncio.fixture
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, "rebuild_tests") as opened:
        yield opened


async def again(runtime: Runtime, reader: str = "notes", **how: Any) -> Rebuilt:
    return await rebuild(runtime.service, reader, runtime.settings, who="tests", **how)


async def caught_up(runtime: Runtime, reader: str = "notes") -> None:
    """The head is asked anew each time: a command that was cut off may still be committed by PostgreSQL."""

    async def behind() -> int:
        head = await runtime.projector.fetchval("SELECT max(position) FROM store.events")
        return int(head + 1 - (await next_of(runtime, reader) or 0))

    await eventually(behind, 0)


async def next_of(runtime: Runtime, reader: str) -> int | None:
    value: int | None = await runtime.projector.fetchval(
        """
        SELECT c.next FROM reading.checkpoint c JOIN reading.readers r ON r.reader = c.reader AND r.version = c.version
        WHERE c.reader = $1 AND c.source = 'store'
        """,
        reader,
    )
    return value


async def live(runtime: Runtime) -> tuple[int, int]:
    row = await runtime.projector.fetchrow(LIVE, "notes")
    assert row is not None
    return row["version"], row["shape"]


async def rows(runtime: Runtime) -> list[tuple[Any, ...]]:
    return [
        tuple(r) for r in await runtime.projector.fetch("SELECT note_id, text, times, struck FROM notes ORDER BY 1")
    ]


async def fold(runtime: Runtime) -> dict[Any, int]:
    """What the model must say, counted from the store itself."""
    counted = await runtime.projector.fetch(
        "SELECT stream_id, count(*) AS n FROM store.events WHERE event_type = 'note-written' GROUP BY stream_id"
    )
    return {row["stream_id"]: row["n"] for row in counted}


async def test_the_rebuilt_model_equals_the_live_one_while_commands_and_reads_go_on(runtime: Runtime) -> None:
    ids = [uuid4() for _ in range(20)]
    reads, refused = 0, []

    async def read_on() -> None:
        nonlocal reads
        while True:
            async with runtime.api.acquire() as connection, connection.transaction():
                await connection.execute("SELECT set_config('app.wards', $1, true)", "{" + WARD + "}")
                found = await connection.fetch("SELECT note_id, times FROM notes WHERE ward_code = $1", WARD)
                if len(found) < len(ids):
                    refused.append(len(found))
                reads += 1

    for note in ids:
        await runtime.handler.handle(issued(write(note)))
    async with projecting(runtime) as loop:
        await caught_up(runtime)
        readers = [asyncio.create_task(read_on()) for _ in range(3)]
        async with writing(runtime, ids) as positions:
            for version in (2, 3):
                before = len(positions)
                rebuilt = await again(runtime)
                assert (rebuilt.version, rebuilt.parked) == (version, ())
                await eventually(lambda at=before: len(positions) > at + 50, True)  # type: ignore[misc]
        for task in readers:
            assert not task.done() or task.exception() is None
            task.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        await caught_up(runtime)
        assert loop.fences > 0 and loop.state == "working"
    assert reads > 20 and refused == []
    assert {f"note-{note}": times for note, _, times, _ in await rows(runtime)} == await fold(runtime)
    owner = await asyncpg.connect(runtime.settings.database_url)
    try:
        assert await owner.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'retired'") == 1
        guarded = await owner.fetchrow(
            """
            SELECT c.relforcerowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid) AS policies,
                   (SELECT count(*) FROM pg_index WHERE indrelid = c.oid) AS indexes
            FROM pg_class c WHERE c.oid = 'read.notes'::regclass
            """
        )
        assert guarded is not None and tuple(guarded) == (True, 2, 1)
        assert (
            await owner.fetchval("SELECT count(DISTINCT version) FROM reading.checkpoint WHERE reader = 'notes'") == 1
        )
        operations = await owner.fetch("SELECT who, what FROM reading.operations")
        assert [tuple(row) for row in operations] == [("tests", "rebuild")] * 2
    finally:
        await owner.close()


async def test_an_idle_runner_never_begins_again_at_the_first_record_on_the_new_tables(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    stale = await runtime.processor(notes.NOTES, remote=False)
    registry, keys = runtime.service.publishing.registry, runtime.keys
    await LocalStore(stale, registry=registry, keys=keys, service="submissions").step()
    await again(runtime)
    with pytest.raises(checkpoint.Fenced):
        await LocalStore(stale, registry=registry, keys=keys, service="submissions").step()
    async with held(runtime.projector) as connection:
        with pytest.raises(checkpoint.Fenced):
            await checkpoint.hold(connection, "notes", stale.version, "store")
    assert [times for _, _, times, _ in await rows(runtime)] == [1]


async def test_a_process_goes_on_healing_after_a_rebuild(runtime: Runtime) -> None:
    async def heals() -> None:
        # as a heal leaves the stream that is killed after its first record
        await eventually(lambda: runtime.projector.fetchval(PARKED), 2)
        await runtime.projector.execute("DELETE FROM reading.parked WHERE reason = 'poison'")
        await eventually(lambda: runtime.projector.fetchval(PARKED), 0)

    sick = uuid4()
    async with at_work(runtime, "projections"):
        for text in ("poison", "sau"):
            await runtime.handler.handle(issued(write(sick, text)))
        await heals()
        await again(runtime, even_parked=True)
        await heals()


async def test_a_rebuild_killed_in_the_middle_leaves_the_live_model_and_the_next_one_starts_clean(
    runtime: Runtime,
) -> None:
    ids = [uuid4() for _ in range(700)]  # more than one batch
    await asyncio.gather(*(runtime.handler.handle(issued(write(note))) for note in ids))
    async with projecting(runtime):
        await caught_up(runtime)
        before = await rows(runtime)
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.rebuilding",
            runtime.settings.database_url,
            str(runtime.settings.keys_database_url),
            stdout=asyncio.subprocess.PIPE,
        )
        assert child.stdout is not None
        async with asyncio.timeout(60):
            while int((await child.stdout.readline()).split()[-1]) == 0:
                pass
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()
        assert await runtime.projector.fetchval("SELECT count(*) FROM reading.checkpoint WHERE reader = 'notes'") == 2
        assert await rows(runtime) == before
        owner = await asyncpg.connect(runtime.settings.database_url)
        try:
            await eventually(lambda: _free(owner), True)
        finally:
            await owner.close()
        assert (await again(runtime)).version == 2
        await runtime.handler.handle(issued(write(ids[0])))
        await caught_up(runtime)
    assert {f"note-{note}": times for note, _, times, _ in await rows(runtime)} == await fold(runtime)


async def _free(connection: asyncpg.Connection) -> bool:
    """True when nobody rebuilds; the server notices a killed client within moments."""
    return not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE objid = $1 AND granted)", LOCK)


async def test_two_rebuilds_at_once_are_refused(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    owner = await asyncpg.connect(runtime.settings.database_url)
    try:
        await owner.fetchval("SELECT pg_advisory_lock($1)", LOCK)
        with pytest.raises(RebuildRefused, match="another rebuild"):
            await again(runtime)
    finally:
        await owner.close()


async def test_a_long_query_delays_the_switch_and_no_short_one(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    async with projecting(runtime), runtime.api.acquire() as long_query:
        await caught_up(runtime)
        transaction = long_query.transaction()
        await transaction.start()
        await long_query.fetch("SELECT count(*) FROM notes")
        rebuilding = asyncio.create_task(again(runtime))
        waits = []
        give_up = time.monotonic() + 3
        while time.monotonic() < give_up:
            asked = time.monotonic()
            async with asyncio.timeout(5):
                await runtime.api.fetch("SELECT count(*) FROM notes")
            waits.append(time.monotonic() - asked)
        assert not rebuilding.done() and max(waits) < 2, max(waits)
        await transaction.rollback()
        assert (await rebuilding).version == 2
    assert len(await rows(runtime)) == 1


async def test_a_rebuild_cut_off_at_the_switch_leaves_the_live_model(runtime: Runtime, postgres: Postgres) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    killer = await asyncpg.connect(postgres.url())
    async with projecting(runtime), runtime.api.acquire() as long_query:
        await caught_up(runtime)
        transaction = long_query.transaction()
        await transaction.start()
        await long_query.fetch("SELECT count(*) FROM notes")  # the switch cannot end before it is cut off
        rebuilding = asyncio.create_task(again(runtime))
        try:
            await eventually(lambda: killer.fetchval(WAITING_AT_THE_SWITCH), 1)
            await killer.fetchval(KILL)
        finally:
            await killer.close()
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await rebuilding
        await transaction.rollback()
        assert await live(runtime) == (1, 1)
        await runtime.handler.handle(issued(write(uuid4())))
        await caught_up(runtime)
        assert (len(await rows(runtime)), (await again(runtime)).version) == (2, 2)


async def test_readers_that_act_are_refused(postgres: Postgres) -> None:
    async def react(_: Any, __: Any) -> Sequence[Any]:
        raise AssertionError("a rebuild acted")

    service = replace(
        notes.SERVICE,
        local=(notes.NOTES, ProcessManager("acting", 1, react={notes.NoteWritten: react})),
        timers=Timers(plan={notes.NoteWritten: lambda _: ()}, fire={}),
    )
    async with running(postgres, "rebuild_refusals", service) as runtime:
        await runtime.handler.handle(issued(write(uuid4())))
        for name in ("acting", "agenda"):
            with pytest.raises(RebuildRefused, match="acts"):
                await again(runtime, name)
        with pytest.raises(RebuildRefused, match="no reader"):
            await again(runtime, "nobody")


async def test_a_model_that_would_park_more_does_not_go_live_by_itself(runtime: Runtime, tmp_path: Path) -> None:
    sick = uuid4()
    await runtime.handler.handle(issued(write(sick)))
    async with projecting(runtime):
        await caught_up(runtime)

    async def fails(_: Any, __: Any) -> None:
        raise ValueError("a defect of the new release")

    worse = replace(runtime.service, local=(replace(notes.NOTES, version=2, apply={notes.NoteWritten: fails}),))
    with pytest.raises(RebuildRefused, match=f"note-{sick}"):
        await rebuild(worse, "notes", runtime.settings, who="tests")
    assert len(await rows(runtime)) == 1
    assert await live(runtime) == (1, 1)
    assert await runtime.projector.fetchval(LEFT) == 0, "what was refused may hold names that are erased later"
    done = await rebuild(worse, "notes", runtime.settings, who="tests", even_parked=True)
    assert (done.parked, await rows(runtime)) == ((f"note-{sick}",), [])
    assert await live(runtime) == (2, 2)


async def test_an_event_that_the_new_release_cannot_read_is_parked_and_does_not_stop_the_filling(
    runtime: Runtime,
) -> None:
    written = [uuid4() for _ in range(3)]
    for note_id in written:
        await runtime.handler.handle(issued(write(note_id)))
    async with projecting(runtime):
        await caught_up(runtime)
    narrower = EventRegistry(EventType("note-written", 1, Signed), EventType("note-struck", 1, notes.NoteStruck))
    worse = replace(
        runtime.service,
        publishing=replace(notes.PUBLISHING, registry=narrower + mandates.REGISTRY),
        local=(replace(notes.NOTES, apply={Signed: notes.NOTES.apply[notes.NoteWritten]}),),
    )
    done = await rebuild(worse, "notes", runtime.settings, who="tests", even_parked=True)
    assert done.parked == tuple(sorted(f"note-{note_id}" for note_id in written))


async def test_a_new_shape_replaces_all_relations_of_the_old_one(runtime: Runtime, tmp_path: Path) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    schema = tmp_path / "notes2.sql"
    schema.write_text(
        """
        CREATE TABLE notes_again (ward_code text NOT NULL, note_id uuid NOT NULL, PRIMARY KEY (ward_code, note_id));
        SELECT guard_by_ward('notes_again');
        CREATE VIEW notes_seen WITH (security_invoker = true) AS SELECT ward_code, note_id FROM notes_again;
        GRANT SELECT ON notes_seen TO thidua_api, thidua_projector;
        """
    )

    async def apply(connection: asyncpg.Connection, recorded: Any) -> None:
        await connection.execute(
            "INSERT INTO notes_again (ward_code, note_id) VALUES ($1, $2)", recorded.ward_code, recorded.event.note_id
        )

    newer: Service = replace(runtime.service, local=(ReadModel("notes", 2, schema, apply={notes.NoteWritten: apply}),))
    await rebuild(newer, "notes", runtime.settings, who="tests")
    assert await runtime.projector.fetchval("SELECT count(*) FROM notes_seen") == 1
    with pytest.raises(asyncpg.UndefinedTableError):
        await runtime.projector.fetchval("SELECT count(*) FROM notes")
    assert (await rebuild(newer, "notes", runtime.settings, who="tests")).version == 3
    assert await runtime.projector.fetchval("SELECT count(*) FROM notes_seen") == 1


async def test_a_model_fed_by_kafka_is_rebuilt_from_the_first_record_of_every_partition(
    postgres: Postgres, kafka: Kafka
) -> None:
    topic = await fresh_topic(kafka, "rebuild")
    service = heard_by_itself(topic)
    async with running(postgres, "rebuild_kafka", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as runtime:
        ids = [uuid4() for _ in range(30)]

        async def heard() -> dict[str, int]:
            found = await runtime.projector.fetch("SELECT note_id, times FROM heard")
            return {row["note_id"]: row["times"] for row in found}

        async def write_all() -> None:
            for number, note in enumerate(ids):
                await runtime.handler.handle(issued(write(note, ward=f"{number:05}")))

        await write_all()
        async with relaying(runtime), hearing(runtime):
            await eventually(heard, {str(note): 1 for note in ids})
            done = await again(runtime, "heard")
            assert (done.version, done.records) == (2, 30)
            assert await heard() == {str(note): 1 for note in ids}
            await write_all()  # the live feed was idle meanwhile: it is fenced, and goes on at the new version
            await eventually(heard, {str(note): 2 for note in ids})


async def test_partitions_assigned_again_after_a_rebuild_are_sought_at_the_new_version(
    postgres: Postgres, kafka: Kafka
) -> None:
    topic = await fresh_topic(kafka, "rebuild")
    service = heard_by_itself(topic)
    async with running(postgres, "rebuild_assigned", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as runtime:
        await runtime.handler.handle(issued(write(uuid4())))
        async with relaying(runtime), hearing(runtime):
            await eventually(lambda: runtime.projector.fetchval("SELECT count(*) FROM heard"), 1)
        members = members_of(runtime)
        assert (await members[0].current()).version == 1
        await again(runtime, "heard")
        partitions = Partitions(members, lambda: None)
        consumer = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap)
        await consumer.start()
        try:
            everything = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
            consumer.assign(everything)
            partitions.consumer = lambda: consumer
            await partitions._until_sought(everything)
        finally:
            await consumer.stop()
        assert sum(partitions.next.values()) == 1
        versions = await runtime.projector.fetch(
            "SELECT DISTINCT version FROM reading.checkpoint WHERE reader = 'heard'"
        )
        assert [row["version"] for row in versions] == [2]
