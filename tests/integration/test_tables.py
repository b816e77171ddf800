"""Tables written in sets: what one statement for many rows must not get wrong, and what poison in a batch may cost."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.blocs.standings import projection as standings
from services.blocs.standings import report_rows
from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.kit.stream_table import stream_table
from services.chassis.personal import Erased
from services.chassis.readers import filling, folding
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.local_store import LocalStore
from services.chassis.readers.processor import Processor
from services.chassis.readers.rebuild import rebuild
from services.chassis.readers.tables import Change, InSets, Json, Table, table, write
from services.chassis.runtime import Runtime
from services.notifications.tasks import projection as tasks
from services.submissions.reports import tracking
from tests.support import notes
from tests.support.chassis import AT, WARD, issued, running, write_notes
from tests.support.chassis import write as note
from tests.support.gathering import apply_batches, apply_each, apply_folded, batches
from tests.support.stack import only_tables

IDS = UUID("7f0c7c55-2a4f-4d3b-9a44-0b1f2a0d9c11")


class Colour(StrEnum):
    RED = "red"


@dataclass(slots=True)
class Thing:
    """A column of every type."""

    ward_code: str
    thing_id: int
    colour: Colour
    amount: Decimal | None
    day: date | None
    at: datetime | None
    told: Json | None
    true: bool | None
    of: UUID | None
    words: tuple[str | None, ...] | None
    days: tuple[date, ...]


THING: Final = table("things", Thing, key=("ward_code", "thing_id"))
THINGS: Final = """
CREATE TABLE things (
    ward_code text NOT NULL, thing_id integer NOT NULL, colour text NOT NULL, amount numeric(20, 4), day date, at timestamptz,
    told json, "true" boolean, of uuid, words text[], days date[] NOT NULL, PRIMARY KEY (ward_code, thing_id)
);
SELECT guard_by_ward('things');
"""
SOUND: Final = Thing(
    WARD, 1, Colour.RED, Decimal("123456789012.3450"), date(2024, 2, 29), datetime(2024, 5, 14, 17, 0, 0, 1, tzinfo=UTC),
    Json('{"a":  [1, "đ"]}'), True, uuid5(IDS, "of"), ("", "a,b", 'quo"te', "back\\slash", "{}", "NULL", None, " đ\n"),
    (date(2024, 1, 1), date(2025, 1, 1)),
)  # fmt: skip
EMPTY: Final = Thing(WARD, 2, Colour.RED, None, None, None, None, None, None, None, ())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def things(postgres: Postgres) -> AsyncIterator[asyncpg.Connection]:
    async with only_tables(postgres, "submissions", "tables_of_things", THINGS) as connection:
        yield connection


@pytest_asyncio.fixture
async def connection(things: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    transaction = things.transaction()
    await transaction.start()
    yield things
    await transaction.rollback()


async def all_things(connection: asyncpg.Connection) -> list[Thing]:
    rows = await connection.fetch("SELECT * FROM things ORDER BY ward_code, thing_id")
    return [Thing(**{**row, "words": row["words"] and tuple(row["words"]), "days": tuple(row["days"])}) for row in rows]


TOLD: Any = None
"""The event of a change that asks for nothing of it."""


async def test_every_type_comes_back_as_it_was_written(connection: asyncpg.Connection) -> None:
    await write(connection, [THING.insert(SOUND), THING.insert(EMPTY)])
    assert await all_things(connection) == [SOUND, EMPTY]
    assert (await connection.fetchval("SELECT told::text FROM things WHERE thing_id = 1")) == SOUND.told

    def blank(row: Thing, _: Any) -> None:
        row.amount = Decimal(7)

    await write(connection, [THING.update((WARD, 1), TOLD, blank), THING.update((WARD, 2), TOLD, blank)])
    assert await all_things(connection) == [replace(SOUND, amount=Decimal(7)), replace(EMPTY, amount=Decimal(7))]


async def test_every_type_is_copied_as_it_is_written(connection: asyncpg.Connection) -> None:
    await write(
        connection, [THING.insert(replace(SOUND, thing_id=2, words=None)), THING.insert(replace(SOUND, thing_id=3))]
    )
    await THING.copy(connection, [SOUND, EMPTY])
    assert await all_things(connection) == [SOUND, EMPTY, replace(SOUND, thing_id=3)], "a row of this key is replaced"
    assert await connection.fetchval("SELECT count(*) FROM pg_class WHERE relname = 'copied_things'") == 0


async def test_changes_of_a_row_are_made_in_order_and_only_where_there_is_one(connection: asyncpg.Connection) -> None:
    def sets(number: int) -> Callable[[Thing, Any], None]:
        def change(row: Thing, _: Any) -> None:
            row.amount = (row.amount or Decimal(0)) * 10 + number

        return change

    one, two = replace(SOUND, amount=Decimal(0)), replace(SOUND, amount=Decimal(5))
    await write(
        connection,
        [
            THING.update((WARD, 1), TOLD, sets(9)),
            THING.upsert(one, TOLD, sets(1)),
            THING.insert(two),
            THING.update((WARD, 1), TOLD, sets(2)),
            THING.update((WARD, 3), TOLD, sets(9)),
        ],
    )
    assert [(row.thing_id, row.amount) for row in await all_things(connection)] == [(1, Decimal(12))]
    await write(connection, [THING.upsert(replace(one), TOLD, sets(3)), THING.insert(two)])
    assert [(row.thing_id, row.amount) for row in await all_things(connection)] == [(1, Decimal(123))]


async def test_a_row_that_is_what_it_was_is_not_written_again(connection: asyncpg.Connection) -> None:
    await write(connection, [THING.insert(replace(SOUND, words=None))])
    place = await connection.fetchval("SELECT ctid::text FROM things")
    await write(connection, [THING.update((WARD, 1), TOLD, lambda row, _: None)])
    assert await connection.fetchval("SELECT ctid::text FROM things") == place


def test_what_no_column_holds_is_refused_when_it_is_declared() -> None:
    @dataclass
    class Odd:
        ward_code: str
        what: dict[str, int]

    with pytest.raises(TypeError, match=r"Odd\.what"):
        table("odd", Odd, key=("ward_code",))


OURS: Final[dict[str, tuple[str, list[Table[Any]]]]] = {
    "tracking": (tracking.MODEL.sql, [tracking.TRACKING]),
    "tasks": (tasks.MODEL.sql, [tasks.TASK, tasks.WARD, tasks.UNIT]),
    "standings": (
        standings.MODEL.sql,
        [
            report_rows.REPORTS, standings.HEARD, standings.EVIDENCE, standings.WARDS, standings.UNITS,
            standings.PLANS, standings.MOVEMENTS, standings.JOININGS, standings.GRANTED,
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OURS)
async def test_rows_are_found_by_their_index_where_nothing_is_known_of_the_table(name: str, postgres: Postgres) -> None:
    """Also by a prepared statement that has been planned for good."""
    sql, tables = OURS[name]
    async with only_tables(postgres, "submissions", f"plans_of_{name}", sql) as connection:
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        for each in tables:
            await connection.execute(f"PREPARE look AS {each.reading}")
            nothing = ", ".join(["'{}'"] * each.reading.count("$"))
            found = await connection.fetch(f"EXPLAIN EXECUTE look ({nothing})")
            plan = "\n".join(row[0] for row in found)
            assert "Index Scan" in plan and "Seq Scan" not in plan, plan
            await connection.execute("DEALLOCATE look")


# notes in sets: what is written is gathered, what is struck has a statement of its own
@dataclass(slots=True)
class Note:
    ward_code: str
    note_id: UUID
    text: str | None
    times: int
    struck: bool = False


NOTE: Final = table("notes", Note, key=("ward_code", "note_id"))


def written(recorded: EventEnvelope[notes.NoteWritten]) -> tuple[Change]:
    row = Note(recorded.ward_code, recorded.event.note_id, None, 0)
    return (NOTE.upsert(row, recorded, once_more),)


def once_more(row: Note, recorded: EventEnvelope[notes.NoteWritten]) -> None:
    text = recorded.event.text
    if text == "poison":
        raise ValueError("a note that cannot be applied")
    row.text, row.times = None if isinstance(text, Erased) else text, row.times + 1


IN_SETS: Final = replace(notes.NOTES, apply={**notes.NOTES.apply, notes.NoteWritten: InSets(written)})


def struck(recorded: EventEnvelope[notes.NoteStruck]) -> tuple[Change]:
    def strike(row: Note, _: Any) -> None:
        row.struck = True

    return (NOTE.update((recorded.ward_code, recorded.event.note_id), recorded, strike),)


NOTED: Final = table("noted", Note, key=("ward_code", "note_id"))
ALL_IN_SETS: Final = replace(
    IN_SETS,
    name="all-in-sets",
    schema=IN_SETS.sql.replace("notes", "noted") + "CREATE INDEX noted_times ON noted (ward_code, times);",
    apply={
        notes.NoteWritten: InSets(lambda recorded: [each._replace(table=NOTED) for each in written(recorded)]),
        notes.NoteStruck: InSets(lambda recorded: [each._replace(table=NOTED) for each in struck(recorded)]),
    },
)


@pytest_asyncio.fixture
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, "tables_of_notes", replace(notes.SERVICE, local=(IN_SETS, ALL_IN_SETS))) as opened:
        yield opened


def local_store(runtime: Runtime, processor: Any) -> LocalStore:
    return LocalStore(processor, registry=runtime.service.publishing.registry, keys=runtime.keys, service="submissions")


async def rows_of(runtime: Runtime) -> list[tuple[Any, ...]]:
    rows = await runtime.projector.fetch("SELECT note_id, text, times, struck FROM notes ORDER BY note_id")
    return [tuple(row) for row in rows]


async def test_poison_in_a_batch_parks_its_stream_alone(runtime: Runtime) -> None:
    sound, sick = uuid4(), uuid4()
    for which, text in ((sound, "một"), (sick, "tốt"), (sick, "poison"), (sick, "sau"), (sound, "hai")):
        await runtime.handler.handle(issued(note(which, text)))
    await runtime.handler.handle(issued(notes.StrikeNote(sound, WARD, AT)))
    taken = await local_store(runtime, await runtime.processor(IN_SETS, remote=False)).step()
    assert taken is not None and (taken.records, taken.parked) == (6, 1)
    assert await rows_of(runtime) == sorted([(sound, "hai", 2, True), (sick, "tốt", 1, False)])
    parked = await runtime.projector.fetch("SELECT stream_id, stream_version, reason FROM reading.parked ORDER BY seq")
    assert [tuple(row) for row in parked] == [(f"note-{sick}", 2, "poison"), (f"note-{sick}", 3, "behind")]


async def test_a_rebuilt_model_has_the_rows_of_the_live_one(runtime: Runtime) -> None:
    first, second = uuid4(), uuid4()
    await write_notes(runtime, first, second, first)
    await runtime.handler.handle(issued(notes.StrikeNote(first, WARD, AT)))
    local = local_store(runtime, await runtime.processor(IN_SETS, remote=False))
    await local.step()
    await write_notes(runtime, second)
    await local.step()
    live = await rows_of(runtime)
    assert [row[2:] for row in live if row[0] == first] == [(2, True)] and len(live) == 2
    await rebuild(runtime.service, "notes", runtime.settings, who="tests")
    assert await rows_of(runtime) == live
    known = await runtime.projector.fetchval("SELECT reltuples FROM pg_class WHERE oid = 'read.notes'::regclass")
    assert known == -1, "what is known to be small would be scanned, also when it has grown"


INDEXED: Final = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'read' AND tablename = 'noted' ORDER BY 1"


async def noted(runtime: Runtime) -> list[tuple[Any, ...]]:
    rows = await runtime.projector.fetch("SELECT note_id, text, times, struck FROM noted ORDER BY note_id")
    return [tuple(row) for row in rows]


def noting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done with the events of a rebuild, from now on in batches of two and at least three rows a copy."""
    done: list[str] = []

    def told(what: str, of: Any) -> Any:
        async def call(*given: Any) -> Any:
            done.append(what)
            return await of(*given)

        return call

    monkeypatch.setattr(filling, "BATCH", 2)
    monkeypatch.setattr(folding, "HELD", 3)
    monkeypatch.setattr(folding, "COPIED", 2)
    monkeypatch.setattr(folding.Folding, "copy", told("copied", folding.Folding.copy))
    monkeypatch.setattr(Processor, "take", told("taken", Processor.take))
    return done


async def test_a_rebuild_folds_what_is_written_in_sets_alone_and_copies_it(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = (uuid4() for _ in range(5))
    await write_notes(runtime, first, *others, first)
    await runtime.handler.handle(issued(notes.StrikeNote(first, WARD, AT)))
    await local_store(runtime, await runtime.processor(ALL_IN_SETS, remote=False)).step()
    live = await noted(runtime)
    assert [row[2:] for row in live if row[0] == first] == [(2, True)] and len(live) == 5
    indexed = await runtime.projector.fetch(INDEXED)
    done = noting(monkeypatch)
    await rebuild(runtime.service, "all-in-sets", runtime.settings, who="tests")
    assert done == ["copied"] * 2
    assert await noted(runtime) == live
    assert await runtime.projector.fetch(INDEXED) == indexed and len(indexed) == 2


async def test_poison_ends_the_folding_and_parks_its_stream_alone(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what comes behind it just before the switch, when the new model is filled once more."""
    sound, sick = uuid4(), uuid4()
    for which, text in ((sound, "một"), *((uuid4(), str(n)) for n in range(3)), (sick, "poison"), (sound, "hai")):
        await runtime.handler.handle(issued(note(which, text)))
    live = local_store(runtime, await runtime.processor(ALL_IN_SETS, remote=False))
    await live.step()
    fill = filling._LocalStoreFill.to_the_end

    async def once_more(*of: Any) -> int:
        taken = await fill(*of)
        if done.count("taken") == 1:
            await write_notes(runtime, sick)
            await live.step()
        return taken

    monkeypatch.setattr(filling._LocalStoreFill, "to_the_end", once_more)
    done = noting(monkeypatch)
    before = await noted(runtime)
    assert len(before) == 4
    await rebuild(runtime.service, "all-in-sets", runtime.settings, who="tests")
    assert done[:2] == ["copied", "taken"] and done.count("copied") == 1
    assert await noted(runtime) == before
    parked = await runtime.projector.fetch(
        "SELECT stream_id, reason FROM reading.parked WHERE reader = 'all-in-sets' ORDER BY seq"
    )
    assert [tuple(row) for row in parked] == [(f"note-{sick}", "poison"), (f"note-{sick}", "behind")]


def story(seed: int) -> list[EventEnvelope[Any]]:
    """Notes written and struck, in any order."""
    chance, versions, found = random.Random(seed), dict.fromkeys(range(4), 0), []
    for position in range(1, 30):
        number = chance.randrange(4)
        versions[number] += 1
        which = uuid5(IDS, f"note {number}")
        struck = chance.random() < 0.3
        event = notes.NoteStruck(which, AT) if struck else notes.NoteWritten(which, IDS, f"lần {position}", AT)
        about: dict[str, Any] = {"circumstances": lambda: Circumstances(IDS)}
        place: dict[str, Any] = {"stream_id": f"note-{which}", "stream_version": versions[number], "position": position}
        found.append(
            EventEnvelope(
                event, "submissions", uuid5(IDS, str(position)), ward_code=WARD, recorded_at=AT, **about, **place
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the stream table."""

    times: int | None


FOLDED: Final = stream_table(
    "folded",
    1,
    stream=notes.NOTE,
    states=(notes.Blank, notes.Written, notes.Struck),
    events=(notes.NoteWritten, notes.NoteStruck),
    key="note_id",
    row=Shown,
    shows=lambda state: Shown(getattr(state, "times", None)),
)


@pytest.mark.parametrize("model", [IN_SETS, FOLDED, ALL_IN_SETS], ids=lambda model: model.name)
@pytest.mark.parametrize("seed", range(8))
async def test_batches_give_what_one_event_after_the_other_gives(
    model: ReadModel, seed: int, things: asyncpg.Connection
) -> None:
    """Also where statements and changes meet in one batch, and where a stream is folded with its decider's `evolve`."""
    events, found = story(seed), []
    cut = batches(events, random.Random(seed))
    for parts, apply in ((None, None), ([events], apply_batches), (cut, apply_batches), (cut, apply_folded)):
        if apply is apply_folded and model is IN_SETS:
            continue  # it has a statement of its own
        transaction = things.transaction()
        await transaction.start()
        await things.execute(model.sql)
        if parts is None or apply is None:
            await apply_each(things, model, events)
        else:
            await apply(things, model, parts)
        rows = "noted" if model is ALL_IN_SETS else model.name
        found.append(await things.fetch(f"SELECT to_json(t)::text FROM {rows} t ORDER BY 1"))
        await transaction.rollback()
    assert found[0] and all(each == found[0] for each in found)
    if model is FOLDED:
        states: dict[str, Any] = {}
        for recorded in events:
            before = states.get(recorded.stream_id, notes.NOTE.initial_state)
            states[recorded.stream_id] = notes.NOTE.evolve(before, recorded.event)
        shown = {json.loads(row[0])["stream_id"]: json.loads(row[0])["state"][0] for row in found[0]}
        assert shown == {stream: type(state).__name__ for stream, state in states.items()}
