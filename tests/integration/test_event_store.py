"""The event store on a real PostgreSQL: dense positions, one chain, keys, conditions, rights."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis.commands import Actor
from services.chassis.decider import CITY
from services.chassis.errors import KeyReused, NotFound, Unavailable
from services.chassis.event_store.append import APPEND, Append, Appender, NewEvent, Unstorable, _columns
from services.chassis.identity.lookup import MandateLookup
from services.chassis.identity.mandates import GrantMandate
from services.chassis.runtime import Runtime
from tests.support.chassis import AT, WARD, issued, running, write
from tests.support.notes import NoteRefused, StrikeNote, StrikeThere
from thidua_contracts.event import encode
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined


@pytest_asyncio.fixture
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, "store_tests") as opened:
        yield opened


async def stored(runtime: Runtime) -> list[asyncpg.Record]:
    return await runtime.projector.fetch(
        """
        SELECT position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, data::text AS data,
               metadata::text AS metadata, hash,
               to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at
        FROM store.events ORDER BY position
        """
    )


async def test_positions_are_dense_and_versions_run_from_one_under_concurrency(runtime: Runtime) -> None:
    ids = [uuid4() for _ in range(8)]
    replies = await asyncio.gather(*(runtime.handler.handle(issued(write(ids[n % 8]))) for n in range(160)))
    rows = await stored(runtime)
    assert [row["position"] for row in rows] == list(range(1, 161))
    assert sorted(reply.position for reply in replies) == list(range(1, 161))
    for note in ids:
        versions = [row["stream_version"] for row in rows if row["stream_id"] == f"note-{note}"]
        assert versions == list(range(1, 21))


async def test_sixty_commands_at_once_on_one_stream_all_succeed(runtime: Runtime) -> None:
    note = uuid4()
    replies = await asyncio.gather(*(runtime.handler.handle(issued(write(note))) for _ in range(60)))
    assert sorted(reply.version for reply in replies) == list(range(1, 61))


async def test_each_hash_covers_the_one_before_and_the_exact_text(runtime: Runtime) -> None:
    for text in ("Tổ dân phố số 8", 'nháy " kép \\ và\txuống\ndòng \x7f', "☂ 𝄞"):
        await runtime.handler.handle(issued(write(uuid4(), text)))
    previous = b""
    for row in await stored(runtime):
        listed = [row[name] for name in ("position", "stream_id", "stream_version")]
        listed += [str(row["event_id"])]
        listed += [
            row[name] for name in ("event_type", "schema_version", "ward_code", "recorded_at", "data", "metadata")
        ]
        previous = hashlib.sha256(previous + json.dumps(listed, ensure_ascii=False).encode()).digest()
        assert row["hash"] == previous


async def test_a_repeated_key_gets_the_first_reply_and_writes_nothing(runtime: Runtime) -> None:
    command = write(uuid4())
    first = await runtime.handler.handle(issued(command, key="k-1"))
    again = await runtime.handler.handle(issued(command, key="k-1"))
    assert (again.position, again.version, again.repeated) == (first.position, first.version, True)
    assert len(await stored(runtime)) == 1


async def test_a_key_repeated_at_the_same_moment_is_done_once(runtime: Runtime) -> None:
    command = write(uuid4())
    replies = await asyncio.gather(*(runtime.handler.handle(issued(command, key="same")) for _ in range(20)))
    assert {reply.position for reply in replies} == {1}
    assert len(await stored(runtime)) == 1


async def test_a_key_used_for_another_body_is_refused(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4()), key="k-2"))
    with pytest.raises(KeyReused):
        await runtime.handler.handle(issued(write(uuid4()), key="k-2"))


async def test_the_same_key_of_another_actor_is_another_key(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4()), key="k-3", actor="system:a"))
    reply = await runtime.handler.handle(issued(write(uuid4()), key="k-3", actor="system:b"))
    assert not reply.repeated


async def test_another_wards_stream_is_not_found(runtime: Runtime) -> None:
    note = uuid4()
    await runtime.handler.handle(issued(write(note)))
    with pytest.raises(NotFound):
        await runtime.handler.handle(issued(write(note, ward="03389")))


async def test_only_the_city_writes_in_a_stream_of_a_ward_beside_its_command_s_own(runtime: Runtime) -> None:
    note, other = uuid4(), "03389"
    await runtime.handler.handle(issued(write(note, ward=other)))
    for role, place in (("clerk", WARD), ("city-officer", CITY)):
        mandate = uuid4()
        grant = GrantMandate(place, AT, mandate, role, role, AT.date(), None)
        await runtime.handler.handle(issued(grant))
        asked = replace(issued(StrikeThere(note, WARD, AT, other)), actor=Actor(role, mandate))
        if place == WARD:
            with pytest.raises(NotFound):
                await runtime.handler.handle(asked)
        else:
            assert (await runtime.handler.handle(asked)).version == 2
    assert {row["ward_code"] for row in await stored(runtime) if row["stream_id"] == f"note-{note}"} == {other}


async def test_whoever_asks_before_the_read_model_has_this_release_s_tables_is_told_to_ask_again(
    runtime: Runtime,
) -> None:
    with pytest.raises(Unavailable):
        await MandateLookup(runtime.api).of("sub-1")


async def test_an_absent_stream_is_not_found(runtime: Runtime) -> None:
    with pytest.raises(NotFound):
        await runtime.handler.handle(issued(StrikeNote(uuid4(), WARD, AT)))


async def test_a_refusal_of_the_systems_own_command_is_final(runtime: Runtime) -> None:
    note = uuid4()
    await runtime.handler.handle(issued(write(note)))
    await runtime.handler.handle(issued(StrikeNote(note, WARD, AT)))
    refused = await runtime.handler.handle(issued(StrikeNote(note, WARD, AT), key="again"))
    repeated = await runtime.handler.handle(issued(StrikeNote(note, WARD, AT), key="again"))
    assert refused.refusal == repeated.refusal == "note.struck"
    assert len(await stored(runtime)) == 2
    assert NoteRefused("note.struck").refusal.status == 409


async def test_nobody_changes_or_inserts_history(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    for role in ("writer", "api", "relay", "projector"):
        connection = await asyncpg.connect(runtime.dsn(role))
        try:
            for statement in (
                "UPDATE store.events SET ward_code = 'x'",
                "DELETE FROM store.events",
                "TRUNCATE store.events",
                "INSERT INTO store.commands SELECT 'a', 'b', '', 's', 1, 1, NULL, now()",
                "SELECT set_store_clock(interval '1 day')",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
        finally:
            await connection.close()


async def test_personal_text_is_sealed_and_gone_with_its_key(runtime: Runtime) -> None:
    about = uuid4()
    await runtime.handler.handle(issued(write(uuid4(), "Lò Văn Mẫu", about=about)))
    row = (await stored(runtime))[0]
    assert "Lò Văn Mẫu" not in row["data"]
    registry = runtime.service.publishing.registry
    keys = await runtime.keys.get([about])
    event = registry.decode(row["event_type"], 1, row["data"], row["event_id"], keys)
    assert event.text == "Lò Văn Mẫu"
    await runtime.keys.destroy(about)
    erased = registry.decode(row["event_type"], 1, row["data"], row["event_id"], await runtime.keys.get([about]))
    assert str(erased.text) == "(đã xóa theo yêu cầu)"


async def test_a_public_event_is_stored_with_what_is_sent_of_it_and_a_private_one_alone(runtime: Runtime) -> None:
    note, about = uuid4(), uuid4()
    await runtime.handler.handle(issued(write(note, "Lò Văn Mẫu", about=about)))
    await runtime.handler.handle(issued(StrikeNote(note, WARD, AT)))
    rows = await runtime.projector.fetch("SELECT published FROM store.events ORDER BY position")
    sent = MovementJoined(movement_id=str(note), unit_id=str(about))
    assert [row["published"] for row in rows] == [f"{sent.type}\n{encode(sent).decode()}", None]


async def test_a_process_of_the_release_before_still_appends(runtime: Runtime) -> None:
    """It knows nothing of what is kept for the relay, and is still there while the new one is rolled out."""
    connection = await asyncpg.connect(runtime.dsn("writer"))
    try:
        before = APPEND.replace(", $20)", ")")
        new = Append("t", "k", b"b", "note-1", (NewEvent("note-1", uuid4(), "note-struck", 1, WARD, "{}", "{}"),), ())
        rows = await connection.fetch(before, *_columns(1, [new])[:-1])
    finally:
        await connection.close()
    assert [(row["outcome"], row["position"]) for row in rows] == [("done", 1)]


async def test_four_appending_runtimes_leave_no_gap(postgres: Postgres, runtime: Runtime) -> None:
    appenders = [Appender(runtime.dsn("writer"), epoch=1) for _ in range(4)]

    async def one(number: int) -> None:
        stream = f"note-{uuid4()}"
        event = NewEvent(stream, uuid4(), "note-struck", 1, WARD, '{"a":1}', "{}")
        await appenders[number % 4].append(Append("t", str(uuid4()), b"b", stream, (event,), ((stream, 0),)))

    await asyncio.gather(*(one(number) for number in range(400)))
    for appender in appenders:
        await appender.close()
    assert [row["position"] for row in await stored(runtime)] == list(range(1, 401))


async def test_one_unstorable_text_does_not_fail_its_neighbours(runtime: Runtime) -> None:
    appender = Appender(runtime.dsn("writer"), epoch=1)

    def append(data: str) -> Append:
        stream = f"note-{uuid4()}"
        return Append(
            "t",
            str(uuid4()),
            b"b",
            stream,
            (NewEvent(stream, uuid4(), "note-struck", 1, WARD, data, "{}"),),
            ((stream, 0),),
        )

    bad = ['{"a": "\x00"}', "not json", '{"a": "\ud800"}']
    answers = await asyncio.gather(
        *(appender.append(append(data)) for data in ['{"a":1}', *bad, '{"a":2}']), return_exceptions=True
    )
    await appender.close()
    assert [isinstance(answer, Unstorable) for answer in answers] == [False, True, True, True, False]
    assert len(await stored(runtime)) == 2
