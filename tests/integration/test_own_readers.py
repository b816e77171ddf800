"""One loop over the local store: what fails, acts or is held goes by itself, the others go on, and all meet again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from deploy.cli.deployment import Deployment
from deploy.cli.projections import rebuild_one
from deploy.local.addresses import Databases
from deploy.local.postgres import Postgres
from services.chassis.pool import held
from services.chassis.process import own_readers
from services.chassis.readers import checkpoint
from services.chassis.readers.definition import ProcessManager
from services.chassis.readers.local_store import LocalStore
from services.chassis.readers.own_readers import OwnReaders
from services.chassis.readers.processor import Processor
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from tests.support import counting, notes
from tests.support.chassis import issued, running, write, write_notes
from tests.support.counting import NAMES, failing, model, reacting, times, waiting
from tests.support.eventually import eventually

STRIKING = counting.striking(notes.NoteWritten, lambda written: written.note_id)


@pytest.fixture(autouse=True)
def _nothing_fails() -> None:
    counting.forget()


@asynccontextmanager
async def made(postgres: Postgres, name: str, *more: ProcessManager) -> AsyncIterator[Runtime]:
    service: Service = replace(notes.SERVICE, local=(*(model(name, notes.NoteWritten) for name in NAMES), *more))
    async with running(postgres, name, service) as opened:
        yield opened


@pytest_asyncio.fixture
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with made(postgres, "own_readers") as opened:
        yield opened


@asynccontextmanager
async def reading(runtime: Runtime) -> AsyncIterator[OwnReaders]:
    readers = own_readers(runtime)
    task = asyncio.create_task(readers.run())
    try:
        yield readers
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def together(readers: OwnReaders) -> set[str]:
    return {member.reader.name for member in readers.together}


async def test_the_store_is_read_once_for_all_and_moved_in_one_transaction(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers, decoded, decode = own_readers(runtime), [], type(runtime.service.publishing.registry).decode

    def counting(*of: Any) -> Any:
        decoded.append(1)
        return decode(*of)

    monkeypatch.setattr(type(runtime.service.publishing.registry), "decode", counting)
    ids = [uuid4() for _ in range(4)]
    await write_notes(runtime, *ids)
    decoded.clear()
    assert [await readers.step() for _ in range(2)] == [4, 0]
    assert (len(decoded), await times(runtime)) == (4, [4, 4, 4])
    stamps = await runtime.projector.fetch("SELECT DISTINCT xmin::text FROM reading.checkpoint")
    assert len(stamps) == 1, "one transaction wrote all three"


async def test_a_model_that_raises_is_taken_out_and_comes_back(runtime: Runtime) -> None:
    async with reading(runtime) as readers:
        await write_notes(runtime, uuid4())
        await eventually(lambda: times(runtime), [1, 1, 1])
        failing["two"] = asyncpg.InsufficientResourcesError("as if it were crowded")
        await write_notes(runtime, *(uuid4() for _ in range(3)))
        await eventually(lambda: times(runtime), [4, 1, 4])
        assert together(readers) == {"one", "three"}
        (out,) = [member.loop for member in readers.members if member.alone]
        await eventually(lambda: (out.name, out.state), ("reader two", "waiting"))
        await write_notes(runtime, uuid4())
        await eventually(lambda: times(runtime), [5, 1, 5])
        failing.clear()
        await eventually(lambda: times(runtime), [5, 5, 5])
        await eventually(lambda: together(readers), set(NAMES))
    assert await runtime.projector.fetchval("SELECT count(*) FROM reading.parked") == 0


async def test_poison_parks_its_stream_in_the_model_that_cannot_take_it_alone(runtime: Runtime) -> None:
    sick, sound = uuid4(), uuid4()
    readers = own_readers(runtime)
    failing["two"] = ValueError("a defect")
    await write_notes(runtime, sick)
    assert await readers.step() == 1
    failing.clear()
    await write_notes(runtime, sick, sound)
    assert await readers.step() == 2
    assert await times(runtime) == [3, 1, 3]
    parked = await runtime.projector.fetch("SELECT reader, stream_id, reason FROM reading.parked ORDER BY seq")
    assert [tuple(row) for row in parked] == [
        ("two", f"note-{sick}", "poison"),
        ("two", f"note-{sick}", "behind"),
    ]
    assert together(readers) == set(NAMES), "a parked stream keeps nobody"


async def test_too_much_poison_stops_the_guilty_model_alone(runtime: Runtime) -> None:
    async with reading(runtime) as readers:
        await write_notes(runtime, uuid4())
        await eventually(lambda: times(runtime), [1, 1, 1])
        failing["two"] = ValueError("a bad deploy")
        await write_notes(runtime, *(uuid4() for _ in range(30)))
        await eventually(lambda: times(runtime), [31, 1, 31])
        stopped = next(member.loop for member in readers.members if member.reader.name == "two")
        await eventually(lambda: stopped.state, "stopped")
        assert "too much poison" in stopped.detail
        await write_notes(runtime, uuid4())
        await eventually(lambda: times(runtime), [32, 1, 32])


async def test_whoever_acts_lets_the_others_go_on(postgres: Postgres) -> None:
    async with made(postgres, "own_readers_acting", STRIKING) as runtime, reading(runtime) as readers:
        await eventually(lambda: together(readers), {*NAMES, "striking"})
        waiting["striking"] = asyncio.Event()
        await write_notes(runtime, uuid4())
        await eventually(lambda: times(runtime), [1, 1, 1])
        assert together(readers) == set(NAMES)
        waiting["striking"].set()
        struck = "SELECT count(*) FROM store.events WHERE event_type = 'note-struck'"
        await eventually(lambda: runtime.projector.fetchval(struck), 1)
        await eventually(lambda: together(readers), {*NAMES, "striking"})


async def test_nobody_waits_for_what_a_manager_has_to_act_on_before_it_comes_back(postgres: Postgres) -> None:
    """While it acted on one event another came, on which it acts too: those two are one batch behind, not none."""
    async with made(postgres, "own_readers_behind", STRIKING) as runtime, reading(runtime) as readers:
        await eventually(lambda: together(readers), {*NAMES, "striking"})
        first, second = asyncio.Event(), asyncio.Event()
        for number, event in enumerate((first, second), 1):
            waiting["striking"] = event
            await write_notes(runtime, uuid4())
            await eventually(lambda: times(runtime), [number] * 3)
            await eventually(lambda: len(reacting), 1)
        first.set()
        await eventually(lambda: len(reacting), 2)
        await write_notes(runtime, uuid4())
        await eventually(lambda: times(runtime), [3, 3, 3])
        second.set()
        await eventually(lambda: together(readers), {*NAMES, "striking"})
        assert len(reacting) == 3


async def test_a_checkpoint_that_somebody_holds_keeps_nobody_else(runtime: Runtime) -> None:
    async with reading(runtime) as readers:
        await write_notes(runtime, uuid4())
        await eventually(lambda: times(runtime), [1, 1, 1])
        async with held(runtime.projector) as connection, connection.transaction():
            await checkpoint.hold(connection, "two", 1, "store")
            await write_notes(runtime, uuid4())
            await eventually(lambda: times(runtime), [2, 1, 2])
        await eventually(lambda: times(runtime), [2, 2, 2])
        await eventually(lambda: together(readers), set(NAMES))


async def test_a_rebuild_beside_the_running_loop_misses_and_doubles_nothing(runtime: Runtime) -> None:
    urls = Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url))
    where = Deployment({"submissions": urls}, None, declared={"submissions": runtime.service})
    stop = asyncio.Event()

    async def writing() -> int:
        written = 0
        while not stop.is_set():
            await write_notes(runtime, uuid4())
            written += 1
        return written

    async with reading(runtime) as readers:
        busy = asyncio.create_task(writing())
        await eventually(lambda: bool(readers.together), True)
        done = await rebuild_one(where, "submissions", "two", who="hoa", tell=lambda what, records: None)
        stop.set()
        number = await busy
        assert done.version == 2
        await eventually(lambda: times(runtime), [number] * 3)
        await eventually(lambda: together(readers), set(NAMES))


async def test_two_processes_side_by_side_take_everything_once(runtime: Runtime) -> None:
    async with reading(runtime) as first, reading(runtime) as second:
        for _ in range(40):
            await runtime.handler.handle(issued(write(uuid4())))
        await eventually(lambda: times(runtime), [40, 40, 40])
        await eventually(lambda: (together(first), together(second)), (set(NAMES), set(NAMES)))


async def test_a_reader_of_its_own_place_catches_up_and_joins(runtime: Runtime) -> None:
    await write_notes(runtime, *(uuid4() for _ in range(5)))
    ahead: Processor = await runtime.processor(runtime.service.local[0], remote=False)
    registry = runtime.service.publishing.registry
    await LocalStore(ahead, registry=registry, keys=runtime.keys, service=runtime.service.name).step()
    assert await times(runtime) == [5, 0, 0]
    async with reading(runtime) as readers:
        await eventually(lambda: times(runtime), [5, 5, 5])
        await eventually(lambda: together(readers), set(NAMES))


async def test_a_model_of_another_shape_stops_by_itself(runtime: Runtime) -> None:
    await runtime.projector.execute("UPDATE reading.readers SET shape = 7 WHERE reader = 'three'")
    async with reading(runtime) as readers:
        await write_notes(runtime, UUID(int=1))
        await eventually(lambda: times(runtime), [1, 1, 0])
        (stopped,) = [member.loop for member in readers.members if member.loop.state == "stopped"]
        assert "has tables of shape 7" in stopped.detail


async def test_an_event_that_was_removed_by_hand_stops_all_readers_where_it_was(
    runtime: Runtime, postgres: Postgres
) -> None:
    await write_notes(runtime, *(uuid4() for _ in range(3)))
    superuser = await asyncpg.connect(postgres.url("own_readers"))
    await superuser.execute("DELETE FROM store.events WHERE position = 2")
    await superuser.close()
    async with reading(runtime) as readers:
        await eventually(lambda: {member.loop.state for member in readers.members}, {"stopped"})
        assert {member.loop.detail for member in readers.members} == {
            "store: offsets do not run on: the event after 1 is 3"
        }
    assert await times(runtime) == [0, 0, 0]


async def test_a_zombie_changes_nothing_and_goes_on_where_the_other_stands(runtime: Runtime) -> None:
    first, zombie = own_readers(runtime), own_readers(runtime)
    await write_notes(runtime, uuid4())
    assert [await first.step(), await zombie.step()] == [1, 0]
    await write_notes(runtime, uuid4())
    await first.step()
    await zombie.step()  # it was stopped between two steps, and wakes with its old place
    assert await times(runtime) == [2, 2, 2]
    assert [member.loop.fences for member in zombie.members] == [1, 1, 1]
    await write_notes(runtime, uuid4())
    assert await zombie.step() == 1
    assert await times(runtime) == [3, 3, 3]
