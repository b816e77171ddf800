"""A process manager acts once on each event, also when its stream heals between a verdict and the transaction that follows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis.errors import NotYetArrived, WrongVersion
from services.chassis.event_envelope import EventEnvelope
from services.chassis.pool import held
from services.chassis.readers import accepting, checkpoint, parking, rebuild
from services.chassis.readers import inbox as inboxes
from services.chassis.readers import processor as consuming
from services.chassis.readers.definition import Issue, React
from services.chassis.readers.inbox import Inbox, Verdict
from services.chassis.readers.lookups import Lookup, Rows
from services.chassis.readers.processor import COMMANDS, Processor, Taken
from services.chassis.readers.record import Record
from services.chassis.runtime import Runtime
from tests.fault import services
from tests.fault.services import Echo
from tests.support.chassis import running
from tests.support.records import told
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined

SOURCE = "reacting/0"
NOTE = UUID(int=77)
STREAM = f"note-{NOTE}"
REMEMBERED = "SELECT count(*) FROM echo_memory WHERE ward_code = $1"


def at(version: int, offset: int, of_type: str = MovementJoined.type) -> Record:
    return told(NOTE, version, SOURCE, offset, of_type)


@pytest_asyncio.fixture
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, "reacting", services.target("reacting", "reacting-own")) as opened:
        yield opened


async def test_a_stream_that_heals_after_the_verdict_misses_no_command(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor = await runtime.processor(services.ECHOING, remote=True)
    async with held(runtime.projector) as connection:
        await checkpoint.start(connection, "echoing", processor.version, SOURCE, 0)
    for offset, version in enumerate((1, 3, 2)):
        await processor.take(SOURCE, offset, [at(version, offset)])
    assert await runtime.projector.fetchval("SELECT reason FROM reading.parked") == "hole"

    transaction = Processor._transaction
    healed: list[parking.Healing] = []

    async def after_healing(self: Processor, *given: Any, **how: Any) -> Taken:
        if not healed:
            healed.append(await parking.heal(self, STREAM, parking.remote_records))
        return await transaction(self, *given, **how)

    monkeypatch.setattr(Processor, "_transaction", after_healing)
    await processor.take(SOURCE, 3, [at(4, 3)])
    assert [done.applied for done in healed] == [1]
    assert await runtime.projector.fetchval("SELECT count(*) FROM reading.parked") == 0
    echoes = "SELECT count(*) FROM store.events WHERE event_type = 'echoed'"
    assert await runtime.projector.fetchval(echoes) == 4


async def test_a_record_of_an_unknown_type_behind_a_hole_is_skipped_when_it_heals(runtime: Runtime) -> None:
    for reader in (services.HEARD, services.ECHOING):
        processor = await runtime.processor(reader, remote=True)
        async with held(runtime.projector) as connection:
            await checkpoint.start(connection, reader.name, processor.version, SOURCE, 0)
        newer = "vn.thidua.submissions.MovementDreamt.v1"
        await processor.take(SOURCE, 0, [at(1, 0), at(3, 1, newer), at(4, 2), at(2, 3)])
        assert (await parking.heal(processor, STREAM, parking.remote_records)).outcome == "healed"
    assert await runtime.projector.fetchval("SELECT last_version FROM heard") == 4
    echoes = "SELECT count(*) FROM store.events WHERE event_type = 'echoed'"
    assert await runtime.projector.fetchval(echoes) == 3


async def test_in_a_round_the_wards_are_acted_on_at_once_and_each_ward_in_its_order(runtime: Runtime) -> None:
    """What a manager sees of a ward is its memory after the ward's record before, whatever shares the round."""
    seen: list[tuple[str, int]] = []
    both = asyncio.Barrier(2)

    async def look(connection: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> Sequence[Issue]:
        remembered = await connection.fetchval(REMEMBERED, recorded.ward_code)
        seen.append((recorded.ward_code, remembered))
        return [Issue("echo", Echo(UUID(recorded.event.movement_id), recorded.ward_code, recorded.recorded_at))]

    async def act(do: Issue, _: EventEnvelope[Any]) -> None:
        if do.command.note_id in (UUID(int=1), UUID(int=2)):
            await asyncio.wait_for(both.wait(), 10)  # each is done only while the other is

    looking = replace(services.ECHOING, react={MovementJoined: look})
    processor = await runtime.processor(looking, remote=True)
    processor = Processor(looking, processor.version, runtime.projector, remote=True, act=act)
    async with held(runtime.projector) as connection:
        await checkpoint.start(connection, "echoing", processor.version, SOURCE, 0)
    wards = ("03386", "03387", "03386", "03386", "03388")
    records = [told(UUID(int=number + 1), 1, SOURCE, number, ward=ward) for number, ward in enumerate(wards)]
    await processor.take(SOURCE, 0, records)
    assert sorted(seen) == [("03386", 0), ("03386", 1), ("03386", 2), ("03387", 0), ("03388", 0)]


REMEMBERED_OF = """
SELECT k.n, m.note_id FROM unnest($1::text[]) WITH ORDINALITY AS k (ward_code, n)
JOIN echo_memory m ON m.ward_code = k.ward_code WHERE (SELECT count(w::integer) FROM unnest($1::text[]) AS w) > 0
"""
"""Fails where one of the wards is no number, whatever the plan and whether anything is remembered."""


async def test_what_the_reactions_of_a_round_look_up_is_asked_for_at_once(runtime: Runtime) -> None:
    asked: list[int] = []
    seen: dict[str, list[str]] = {}

    class Counted(Lookup):
        async def all(self, connection: asyncpg.Connection, keys: Sequence[tuple[Any, ...]]) -> Sequence[Rows]:
            asked.append(len(keys))
            return await super().all(connection, keys)

    remembered = Counted(REMEMBERED_OF)

    async def look(connection: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> Sequence[Issue]:
        rows = await remembered.rows(connection, recorded.ward_code)
        seen.setdefault(recorded.ward_code, []).extend(row["note_id"] for row in rows)
        assert await connection.fetchval("SELECT 1") == 1
        return []

    processor = await looking_with(runtime, look)
    wards = ("03386", "03387", "03388", "03389", "03390")
    first = [told(UUID(int=number + 1), 1, SOURCE, number, ward=ward) for number, ward in enumerate(wards)]
    await processor.take(SOURCE, 0, first)
    assert asked == [1, 4], "the first tells whether records ask for much"
    await processor.take(
        SOURCE, 5, [told(UUID(int=n + 1), 2, SOURCE, n + 5, ward=ward) for n, ward in enumerate(wards)]
    )
    assert seen == {ward: [str(UUID(int=number + 1))] for number, ward in enumerate(wards)}


async def test_a_record_for_which_the_common_lookup_fails_is_the_only_one_that_is_put_aside(runtime: Runtime) -> None:
    remembered = Lookup(REMEMBERED_OF)

    async def look(connection: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> Sequence[Issue]:
        await remembered.rows(connection, recorded.ward_code)
        return []

    processor = await looking_with(runtime, look)
    wards = ("03386", "03387", "none", "03389")
    records = [told(UUID(int=number + 1), 1, SOURCE, number, ward=ward) for number, ward in enumerate(wards)]
    assert (await processor.take(SOURCE, 0, records)).parked == 1
    rows = await runtime.projector.fetch("SELECT stream_id, reason FROM reading.parked")
    assert [tuple(row) for row in rows] == [(f"note-{UUID(int=3)}", "poison")]


async def looking_with(runtime: Runtime, look: React) -> Processor:
    """A manager that does no command, at the first record."""

    async def act(_: Issue, __: EventEnvelope[Any]) -> None:
        raise AssertionError

    looking = replace(services.ECHOING, react={MovementJoined: look})
    version = (await runtime.processor(looking, remote=True)).version
    async with held(runtime.projector) as connection:
        await checkpoint.start(connection, "echoing", version, SOURCE, 0)
    return Processor(looking, version, runtime.projector, remote=True, act=act)


async def test_a_command_that_comes_too_early_puts_only_its_own_record_aside(runtime: Runtime) -> None:
    async def act(do: Issue, _: EventEnvelope[Any]) -> None:
        if do.command.note_id == UUID(int=2):
            raise NotYetArrived("note-2")

    made = await runtime.processor(services.ECHOING, remote=True)
    processor = Processor(services.ECHOING, made.version, runtime.projector, remote=True, act=act)
    async with held(runtime.projector) as connection:
        await checkpoint.start(connection, "echoing", processor.version, SOURCE, 0)
    wards = ("03386", "03387", "03388")
    records = [told(UUID(int=number + 1), 1, SOURCE, number, ward=ward) for number, ward in enumerate(wards)]
    taken = await processor.take_together([records])
    assert (taken.records, taken.parked) == (3, 1)
    rows = await runtime.projector.fetch("SELECT stream_id, reason FROM reading.parked")
    assert [tuple(row) for row in rows] == [(f"note-{UUID(int=2)}", "waiting")]
    assert await runtime.projector.fetchval("SELECT count(*) FROM echo_memory") == 2


async def test_a_crowd_on_a_stream_is_waited_for_and_parks_nothing(runtime: Runtime) -> None:
    crowd = [WrongVersion(), None]

    async def act(_: Issue, __: EventEnvelope[Any]) -> None:
        if (refusal := crowd.pop(0)) is not None:
            raise refusal

    made = await runtime.processor(services.ECHOING, remote=True)
    processor = Processor(services.ECHOING, made.version, runtime.projector, remote=True, act=act)
    async with held(runtime.projector) as connection:
        await checkpoint.start(connection, "echoing", made.version, SOURCE, 0)
    with pytest.raises(WrongVersion):
        await processor.take(SOURCE, 0, [at(1, 0)])
    assert (await processor.take(SOURCE, 0, [at(1, 0)])).parked == 0 and crowd == []


async def test_what_is_discarded_of_another_history_does_not_set_the_reader_back(runtime: Runtime) -> None:
    processor = await runtime.processor(services.HEARD, remote=True)
    async with held(runtime.projector) as connection:
        await checkpoint.start(connection, "heard", processor.version, SOURCE, 0)
    await processor.take(SOURCE, 0, [at(version, version - 1) for version in (1, 2, 3)])
    await processor.take(SOURCE, 3, [told(NOTE, 2, SOURCE, 3, epoch=2)])
    assert await runtime.projector.fetchval("SELECT reason FROM reading.parked") == "disputed"
    await parking.discard(processor, STREAM, "bản ghi của lịch sử khác", "hoa")
    known = await runtime.projector.fetchrow("SELECT last_version, epoch FROM reading.streams WHERE reader = 'heard'")
    assert known is not None and tuple(known) == (3, 1)


async def test_what_several_took_is_noted_once_and_forgotten_for_one_alone(runtime: Runtime) -> None:
    heard, other = Inbox("heard", 1, True), Inbox("other", 1, True)
    records = [at(1, 0), at(2, 1)]

    async def known(connection: asyncpg.Connection, name: str) -> tuple[int | None, int | None, Verdict]:
        inbox = Inbox(name, 1, True)
        await inboxes.load(connection, [Inbox("nobody", 1, True), inbox], records)
        return inbox.last.get(STREAM), inbox.epochs.get(STREAM), inbox.judge(records[1])

    async with held(runtime.projector) as connection:
        assert await connection.fetchval("SHOW plan_cache_mode") == "force_generic_plan", "as readers ask"
        for inbox in (heard, other):
            for record in records:
                inbox.note(record)
        await inboxes.save(connection, [heard, other])
        assert await connection.fetchval("SELECT count(*) FROM reading.taken") == 2
        assert await connection.fetchval("SELECT count(*) FROM reading.seen") == 4
        assert await known(connection, "heard") == await known(connection, "other") == (2, 1, Verdict.DUPLICATE)
        gone = await accepting._forgotten(connection, ("heard", 1, STREAM), 1, 2)
        assert [each["version"] for each in gone] == [2]
        assert await known(connection, "heard") == (1, 2, Verdict.APPLY)
        assert await known(connection, "other") == (2, 1, Verdict.DUPLICATE)
    lead = await asyncpg.connect(runtime.settings.database_url)
    try:
        await rebuild._clean(lead, "heard", 2)
        assert await lead.fetchval("SELECT count(*) FROM reading.seen WHERE reader = 'heard'") == 0
        assert await lead.fetchval("SELECT count(*) FROM reading.seen WHERE reader = 'other'") == 2
        await rebuild._clean(lead, "other", 2)
        assert await lead.fetchval("SELECT count(*) FROM reading.taken") == 0
    finally:
        await lead.close()


async def test_a_record_that_asks_for_very_much_leaves_room_in_the_queues_of_the_store(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan asks for a report of each unit; a city that issues its plans in one week would fill the queue, again and again."""
    monkeypatch.setattr(consuming, "PREPARED", COMMANDS)
    at_work: list[int] = [0]
    done: set[str] = set()
    asked_after: list[int] = []
    beats: list[None] = []

    async def much(_: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> Sequence[Issue]:
        note = UUID(recorded.event.movement_id)
        asked_after.append(len(done))
        return [
            Issue(f"echo-{number}", Echo(note, recorded.ward_code, recorded.recorded_at)) for number in range(COMMANDS)
        ]

    async def act(do: Issue, told: EventEnvelope[Any]) -> None:
        at_work.append(at_work[-1] + 1)
        await asyncio.sleep(0)
        at_work.append(at_work[-1] - 1)
        done.add(f"{told.event_id} {do.target}")

    asking = replace(services.ECHOING, react={MovementJoined: much})
    made = await runtime.processor(asking, remote=True)
    processor = Processor(
        asking, made.version, runtime.projector, remote=True, act=act, beat=lambda: beats.append(None)
    )
    async with held(runtime.projector) as connection:
        await checkpoint.start(connection, "echoing", made.version, SOURCE, 0)
    wards = ("03386", "03387", "03388")
    await processor.take(SOURCE, 0, [told(UUID(int=n + 1), 1, SOURCE, n, ward=ward) for n, ward in enumerate(wards)])
    assert len(done) == len(wards) * COMMANDS == len(beats)
    assert max(at_work) == COMMANDS
    assert asked_after == [0, COMMANDS, 2 * COMMANDS], "the next plan is read when the one before it is done"
