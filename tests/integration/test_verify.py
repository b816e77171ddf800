"""`verify` finds what a hand has changed, and names the place; on an honest store it finds nothing."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from rich.console import Console

from deploy.cli.deployment import Deployment
from deploy.cli.migrate import service_of
from deploy.cli.verify import tell, verify_all
from deploy.kafka.topics import create_topics
from deploy.local import stack
from deploy.local.addresses import Databases
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.verify import timers
from deploy.verify.findings import Verdict
from deploy.verify.log import Log
from deploy.verify.service import verify
from deploy.verify.signed import Checkpoints
from deploy.verify.standing import check_standing
from deploy.verify.timers import check_timers
from services.chassis.runtime import Runtime, opened
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.sweeping import TIMERS_KEPT
from tests.support import notes
from tests.support.chassis import AT, issued, kafka_of, running, write
from tests.support.eventually import eventually
from tests.support.hearing import heard, heard_by_itself, hearing, relaying
from tests.support.kafka import fresh_topic
from tests.support.reading import catch_up

NOTES = [UUID(int=number) for number in range(1, 5)]


@asynccontextmanager
async def lived(postgres: Postgres, kafka: Kafka, name: str) -> AsyncIterator[Runtime]:
    """Nine facts, published, followed and heard: four notes in four wards, all changed, one struck out."""
    topic = await fresh_topic(kafka, "verify")
    service = heard_by_itself(topic)
    async with running(postgres, name, service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as made:
        for number in (0, 1, 2, 3, 0, 1, 2, 3):
            await made.handler.handle(issued(write(NOTES[number], f"lần {number}", ward=f"0338{number}")))
        await made.handler.handle(issued(notes.StrikeNote(NOTES[0], "03380", AT)))
        await catch_up(made)
        async with relaying(made), hearing(made):
            await eventually(lambda: made.projector.fetchval("SELECT next FROM reading.relay"), 10)
            await eventually(lambda: heard(made), dict.fromkeys(NOTES, 2))
        yield made


@pytest_asyncio.fixture(scope="module")
async def original(postgres: Postgres, kafka: Kafka) -> tuple[Service, Settings]:
    """A database to copy, with nobody in it any more."""
    async with lived(postgres, kafka, "verify_original") as made:
        return made.service, made.settings


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, original: tuple[Service, Settings]) -> AsyncIterator[Runtime]:
    """A copy of its own for each test, beside the one topic."""
    service, settings = original
    superuser = await asyncpg.connect(postgres.url())
    await superuser.execute("DROP DATABASE IF EXISTS verify_tests WITH (FORCE)")
    await superuser.execute("CREATE DATABASE verify_tests TEMPLATE verify_original OWNER submissions")
    await superuser.close()
    async with opened(
        service, settings.model_copy(update={"database_url": postgres.url("verify_tests", "submissions")})
    ) as made:
        yield made


async def verified(
    runtime: Runtime,
    patience: float | None = None,
    *,
    checkpoints: Checkpoints | None = None,
    full: bool = False,
    sign: bool = False,
) -> Verdict:
    return await verify(
        runtime.service,
        patience=patience,
        checkpoints=checkpoints,
        full=full,
        sign=sign,
        urls=Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url)),
        broker=kafka_of(runtime),
    )


async def found(runtime: Runtime) -> set[tuple[str, str]]:
    """Which check found something where."""
    return {(finding.check, finding.where) for finding in (await verified(runtime)).findings}


async def by_hand(postgres: Postgres, *statements: str) -> None:
    """What a superuser does past all rights."""
    connection = await asyncpg.connect(postgres.url("verify_tests"))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_an_honest_store_is_consistent_and_everything_was_compared(runtime: Runtime) -> None:
    verdict = await verified(runtime)
    assert verdict.findings == []
    assert verdict.counts == {
        "events": 9,
        "streams": 4,
        "commands": 9,
        "published records": 8,
        "published facts": 8,
        "applied": 17,
        "rows": 8,
    }


async def test_verification_leaves_nothing_behind(runtime: Runtime, postgres: Postgres) -> None:
    await verified(runtime)
    connection = await asyncpg.connect(postgres.url("verify_tests"))
    assert await connection.fetchval("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'verify%'") == 0
    await connection.close()


async def test_one_changed_byte_of_one_event_is_named_by_its_position(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(
        postgres,
        "UPDATE store.events SET data = replace(data::text, '2024-03-01', '2024-03-02')::json WHERE position = 5",
    )
    assert ("chain", "5") in await found(runtime)


async def test_a_changed_time_or_metadata_breaks_the_chain_too(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(
        postgres,
        "UPDATE store.events SET metadata = replace(metadata::text, 'system:tests', 'system:texts')::json WHERE position = 3",
        "UPDATE store.events SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 9",
    )
    assert {("chain", "3"), ("chain", "9")} <= await found(runtime)


async def test_a_deleted_event_leaves_a_gap(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(postgres, "DELETE FROM store.events WHERE position = 6")
    places = await found(runtime)
    assert {("position", "7"), ("chain", "7")} <= places
    assert any(check == "published" for check, _ in places)


async def test_the_last_event_deleted_is_missed_by_its_command_and_by_kafka(
    runtime: Runtime, postgres: Postgres
) -> None:
    await by_hand(postgres, "DELETE FROM store.events WHERE position IN (8, 9)")
    findings = (await verified(runtime)).findings
    assert {finding.check for finding in findings} >= {"command", "published", "checkpoint"}


async def test_two_swapped_events_are_named(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(
        postgres,
        "UPDATE store.events SET position = position + 1000 WHERE position IN (2, 3)",
        "UPDATE store.events SET position = 1005 - position WHERE position > 1000",
    )
    assert {("chain", "2"), ("chain", "3")} <= await found(runtime)


async def test_a_version_out_of_turn_is_named_even_with_a_chain_made_to_fit(
    runtime: Runtime, postgres: Postgres
) -> None:
    await by_hand(postgres, "UPDATE store.events SET stream_version = 7 WHERE position = 9")
    assert {("version", "9"), ("chain", "9")} <= await found(runtime)


async def test_an_event_of_another_ward_than_its_stream_is_named(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(postgres, "UPDATE store.events SET ward_code = '03399' WHERE position = 9")
    assert ("ward", "9") in await found(runtime)


async def test_a_reply_that_does_not_fit_its_events_is_named(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(postgres, "UPDATE store.commands SET stream_version = 5 WHERE position = 4")
    places = await found(runtime)
    assert len(places) == 1 and next(iter(places))[0] == "command"


async def test_an_event_without_its_command_is_named(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(postgres, "DELETE FROM store.commands WHERE position = 4")
    assert await found(runtime) == {("command", "4")}


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("UPDATE read.notes SET times = 3 WHERE ward_code = '03382'", "notes/notes", "differs from the fold in times"),
        ("DELETE FROM read.notes WHERE ward_code = '03382'", "notes/notes", "the row is missing"),
        ("UPDATE read.heard SET times = 1 WHERE ward_code = '03382'", "heard/heard", "differs from the fold in times"),
        (
            "INSERT INTO read.heard VALUES ('03382', '00000000-0000-0000-0000-000000000009', 1, 1)",
            "heard/heard",
            "the row is in no fold",
        ),
    ],
)
async def test_a_changed_row_of_a_read_model_is_named(
    runtime: Runtime, postgres: Postgres, statement: str, where: str, what: str
) -> None:
    await by_hand(postgres, statement)
    (finding,) = (await verified(runtime)).findings
    assert finding.check == "rows" and finding.where.startswith(where) and finding.what == what
    assert "ward_code=03382" in finding.where


async def test_a_row_in_another_ward_is_named_as_such(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(postgres, "UPDATE read.notes SET ward_code = '03399' WHERE ward_code = '03382'")
    assert "ward" in {finding.check for finding in (await verified(runtime)).findings}


async def test_a_checkpoint_ahead_of_its_source_is_named(runtime: Runtime, postgres: Postgres) -> None:
    await by_hand(
        postgres,
        "UPDATE reading.checkpoint SET next = next + 5 WHERE reader = 'notes'",
        "UPDATE reading.checkpoint SET next = next + 5 WHERE reader = 'heard' AND next > 0",
    )
    places = await found(runtime)
    assert {("checkpoint", "notes"), ("checkpoint", "heard")} <= places


async def test_a_checkpoint_ahead_of_its_effects_is_named(runtime: Runtime, postgres: Postgres) -> None:
    """The record was passed over: neither its row nor its line among what was read is there."""
    await by_hand(
        postgres,
        "DELETE FROM reading.taken WHERE stream_id LIKE '%0003' AND stream_version = 2",
        "UPDATE read.heard SET times = 1, last_version = 1 WHERE note_id LIKE '%0003'",
    )
    assert {check for check, _ in await found(runtime)} == {"seen", "rows"}


async def test_a_fact_that_never_reached_kafka_is_named(runtime: Runtime, postgres: Postgres) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    await catch_up(runtime)
    assert (await verified(runtime)).findings == []  # not yet due: the relay has not come to it
    await by_hand(postgres, "UPDATE reading.relay SET next = next + 1")
    assert await found(runtime) == {("published", "10")}


@pytest_asyncio.fixture
async def forged(postgres: Postgres, kafka: Kafka) -> AsyncIterator[Runtime]:
    """A topic of its own, for forgeries."""
    async with lived(postgres, kafka, "verify_forged") as made:
        yield made


async def test_a_record_of_nobody_and_a_changed_body_are_named(forged: Runtime) -> None:
    """Somebody with the right to produce forges: once a new fact, once another text of an old one."""
    runtime = forged
    topic = runtime.service.topic.name
    log = Log(kafka_of(runtime))
    await log.extend(topic)
    record = next(iter(log.records(topic)))
    headers = [(name, str(uuid4()).encode() if name == "ce_id" else value) for name, value in record.headers]
    producer = AIOKafkaProducer(bootstrap_servers=runtime.settings.kafka_bootstrap_servers)
    await producer.start()
    body = json.dumps({**json.loads(record.body or b"{}"), "unit_id": "x"}).encode()
    changed = await producer.send_and_wait(topic, body, key=record.key, headers=list(record.headers))
    new = await producer.send_and_wait(topic, record.body, key=record.key, headers=headers)
    again = await producer.send_and_wait(topic, record.body, key=record.key, headers=list(record.headers))
    await producer.stop()
    places = {where for check, where in await found(runtime) if check == "published"}
    assert places == {f"{topic}/{made.partition}/{made.offset}" for made in (changed, new)}
    assert again.offset > new.offset  # a duplicate is no finding


async def test_versions_of_a_stream_that_came_out_of_order_are_named(runtime: Runtime, kafka: Kafka) -> None:
    """First deliveries only: what was sent again later is a duplicate."""
    log, topic = Log(kafka.broker), await fresh_topic(kafka, "verify-order")
    await log.extend(runtime.service.topic.name)
    first, second = [each for each in log.records(runtime.service.topic.name) if each.key == b"03382"]
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap)
    await producer.start()
    sent = [
        await producer.send_and_wait(topic.name, each.body, key=each.key, headers=list(each.headers))
        for each in (second, first, second)
    ]
    await producer.stop()
    turned = replace(runtime.service, topic=topic, subscriptions=())
    verdict = await verify(
        turned,
        urls=Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url)),
        broker=kafka.broker,
    )
    orders = [(finding.where, finding.what) for finding in verdict.findings if finding.check == "order"]
    assert orders == [(f"{topic.name}/{sent[1].partition}/{sent[1].offset}", f"note-{NOTES[2]} version 1 after 2")]
    assert verdict.counts["published facts"] == 2


async def test_a_timer_may_be_missing_once_it_may_have_been_forgotten(runtime: Runtime, postgres: Postgres) -> None:
    owner = await asyncpg.connect(runtime.settings.database_url)
    verdict = Verdict("submissions")
    try:
        async with owner.transaction():
            await owner.execute(timers.TABLE)
            for key, days in (("forgotten", 1), ("lost", -1)):
                due_at = await owner.fetchval("SELECT store_now() - $1::interval", TIMERS_KEPT + timedelta(days=days))
                await owner.execute(timers.PLAN, key, due_at, "k", "03380", "{}")
            await check_timers(owner, verdict)
    finally:
        await owner.close()
    assert [(finding.where, finding.what) for finding in verdict.findings] == [("lost", "the entry is missing")]


async def test_a_parked_stream_stands_still_and_is_a_finding(runtime: Runtime) -> None:
    sick = uuid4()
    await runtime.handler.handle(issued(write(sick, "poison")))
    await runtime.handler.handle(issued(write(sick, "sau")))
    await catch_up(runtime)
    verdict = await verified(runtime)
    [finding] = verdict.findings
    assert (finding.check, finding.where) == ("parked", f"notes/note-{sick}")
    assert finding.what.startswith("stands still: 2 records are parked: poison: ")
    assert verdict.differs == [], "what is stored agrees: a restore lets the writers in, and it may be signed"
    assert not verdict.facts()["ok"]


@pytest.mark.parametrize("name", stack.runnable_services())
async def test_every_real_service_can_be_verified(postgres: Postgres, kafka: Kafka, name: str) -> None:
    """Its readers' tables can be made in a scratch schema, and an empty store agrees with empty topics."""
    service = service_of(name)
    await create_topics(kafka.broker)
    async with running(postgres, f"verify_{name}", service) as runtime:
        verdict = await verify(
            service,
            urls=Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url)),
            broker=kafka.broker,
        )
    assert [str(finding) for finding in verdict.findings] == []


async def test_the_command_says_what_it_found_and_fails(runtime: Runtime, postgres: Postgres) -> None:
    urls = Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url))
    where = Deployment({"submissions": urls}, runtime.settings.broker, declared={"submissions": runtime.service})
    (sound,) = await verify_all(where)
    await by_hand(postgres, "UPDATE store.events SET event_type = 'note-struck' WHERE position = 5")
    (broken,) = await verify_all(where)
    said = Console(record=True, width=200, file=StringIO())
    tell(said, [sound, broken])
    text = said.export_text()
    assert "submissions: consistent: 9 events" in text
    assert "submissions: chain: 5: the hash of note-struck in note-" in text
    assert sound.facts()["ok"] and not broken.facts()["ok"]


CHANGED = "UPDATE store.events SET data = replace(data::text, '2024-03-01', '2024-03-02')::json WHERE position = 5"
REWRITTEN = """
DO $$
DECLARE
    e store.events;
    previous bytea := '';
BEGIN
    FOR e IN SELECT * FROM store.events ORDER BY position LOOP
        previous := sha256(previous || convert_to(json_build_array(e.position, e.stream_id, e.stream_version, e.event_id,
            e.event_type, e.schema_version, e.ward_code,
            to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.data::text, e.metadata::text)::text, 'UTF8'));
        UPDATE store.events SET hash = previous WHERE position = e.position;
    END LOOP;
END $$
"""


async def test_an_increment_reads_what_came_since_and_signs_the_next_checkpoint(
    runtime: Runtime, postgres: Postgres, tmp_path: Path
) -> None:
    signed = Checkpoints(tmp_path)
    first = await verified(runtime, checkpoints=signed, sign=True)
    assert (first.findings, first.limits) == ([], []), "without a checkpoint everything is read"
    await runtime.handler.handle(issued(write(uuid4())))
    await catch_up(runtime)
    second = await verified(runtime, checkpoints=signed, sign=True)
    assert second.findings == []
    assert {name: second.counts[name] for name in ("events", "streams", "commands")} == {
        "events": 1,
        "streams": 1,
        "commands": 2,  # and the one whose reply names the signed position
    }
    assert second.counts.get("published records", 0) < 8 and "rows" not in second.counts
    assert len(second.limits) == 3 and "not read again" in second.limits[0] and "--full" in second.limits[2]
    after = signed.read("submissions")
    assert after is not None and after.position == 10
    full = await verified(runtime, checkpoints=signed, full=True)
    assert (full.findings, full.counts["events"], full.limits) == ([], 10, [])


@pytest.mark.parametrize(
    ("statements", "everything_finds"),
    [
        (["DELETE FROM store.events WHERE position IN (8, 9)"], "signed"),  # the end was cut off
        (["DELETE FROM store.events WHERE position = 4"], "signed"),
        (["UPDATE store.events SET ward_code = '03399' WHERE position = 9"], "chain"),
        ([CHANGED, REWRITTEN], "signed"),  # with a chain that fits from the first event on
    ],
)
async def test_a_store_that_does_not_fit_its_signed_checkpoint_is_a_finding(
    runtime: Runtime, postgres: Postgres, tmp_path: Path, statements: list[str], everything_finds: str
) -> None:
    signed = Checkpoints(tmp_path)
    await verified(runtime, checkpoints=signed, sign=True)
    await by_hand(postgres, *statements)
    for full, check in ((False, "signed"), (True, everything_finds)):
        verdict = await verified(runtime, checkpoints=signed, full=full, sign=True)
        assert (check, "9") in {(finding.check, finding.where) for finding in verdict.findings}
    kept = signed.read("submissions")
    assert kept is not None and kept.position == 9, "where something was found nothing is signed"


async def test_an_old_event_that_was_changed_alone_is_found_by_reading_everything_and_the_increment_says_so(
    runtime: Runtime, postgres: Postgres, tmp_path: Path
) -> None:
    signed = Checkpoints(tmp_path)
    await verified(runtime, checkpoints=signed, sign=True)
    await by_hand(postgres, CHANGED)
    increment = await verified(runtime, checkpoints=signed)
    assert increment.findings == [] and any("were not read again" in line for line in increment.limits)
    full = await verified(runtime, checkpoints=signed, full=True)
    assert ("chain", "5") in {(finding.check, finding.where) for finding in full.findings}


async def test_what_came_since_is_verified_like_everything(
    runtime: Runtime, postgres: Postgres, tmp_path: Path
) -> None:
    signed = Checkpoints(tmp_path)
    await verified(runtime, checkpoints=signed, sign=True)
    await runtime.handler.handle(issued(write(NOTES[1], "sau", ward="03381")))
    await runtime.handler.handle(issued(write(uuid4())))
    await catch_up(runtime)
    await by_hand(
        postgres,
        "UPDATE store.events SET stream_version = 7 WHERE position = 10",
        "UPDATE store.events SET ward_code = '03399' WHERE position = 10",
        "DELETE FROM store.commands WHERE position = 11",
        "UPDATE reading.relay SET next = 12",
    )
    verdict = await verified(runtime, checkpoints=signed)
    found = {(finding.check, finding.where) for finding in verdict.findings}
    assert found >= {("chain", "10"), ("version", "10"), ("ward", "10"), ("command", "11"), ("published", "10")}
    assert not {where for _, where in found} & {str(position) for position in range(1, 10)}


async def test_a_checkpoint_that_nobody_signed_is_a_finding_and_everything_is_read(
    runtime: Runtime, tmp_path: Path
) -> None:
    signed = Checkpoints(tmp_path)
    await verified(runtime, checkpoints=signed, sign=True)
    path = tmp_path / "submissions.json"
    path.write_text(path.read_text().replace('"relayed": 10', '"relayed": 9'))
    verdict = await verified(runtime, checkpoints=signed)
    assert [(finding.check, finding.where) for finding in verdict.findings] == [("signed", "submissions")]
    assert verdict.counts["events"] == 9 and verdict.counts["rows"] == 8


async def test_what_verification_holds_does_not_grow_with_the_store(postgres: Postgres, kafka: Kafka) -> None:
    """Three times the events, records and rows: what Python allocates at most stays."""
    peaks = []
    topic = await fresh_topic(kafka, "verify-memory")
    async with (
        running(postgres, "verify_memory", heard_by_itself(topic), KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap) as made,
        relaying(made),
        hearing(made),
    ):
        for size in (1100, 3300):  # from the first on a page of what is read is full
            have = int(await made.projector.fetchval("SELECT count(*) FROM store.events"))
            wanted = [issued(write(uuid4())) for _ in range(size - have)]
            for start in range(0, len(wanted), 500):
                await asyncio.gather(*(made.handler.handle(each) for each in wanted[start : start + 500]))
            await catch_up(made)
            await eventually(lambda: made.projector.fetchval("SELECT next FROM reading.relay"), size + 1, within=60)
            await eventually(lambda: made.projector.fetchval("SELECT count(*) FROM read.heard"), size, within=60)
            tracemalloc.start()
            verdict = await verified(made)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert (verdict.findings, verdict.counts["rows"]) == ([], 2 * size)
    assert peaks[1] < 1.3 * peaks[0], peaks


async def test_who_has_more_to_do_and_does_nothing_is_named(runtime: Runtime, postgres: Postgres) -> None:
    """What a stopped reader has taken agrees with what it should have taken: only its standing tells."""
    assert {(f.check, f.where) for f in (await verified(runtime, patience=0.5)).findings} == set()
    await by_hand(
        postgres,
        "INSERT INTO reading.agenda (key, due_at, kind, ward_code, payload) VALUES "
        "('t', store_now() - interval '1 hour', 'k', '03380', '{}')",
    )
    await runtime.handler.handle(issued(write(uuid4())))
    assert {(f.check, f.where) for f in (await verified(runtime)).findings} == set(), "nobody is asked to run"
    standing = {(f.check, f.where) for f in (await verified(runtime, patience=0.5)).findings}
    assert standing == {("standing", name) for name in ("notes", "relay", "scheduler")}
    await by_hand(postgres, "UPDATE reading.checkpoint SET next = 0, last_id = NULL WHERE reader = 'heard'")
    assert ("standing", "heard") in {(f.check, f.where) for f in (await verified(runtime, patience=0.5)).findings}


async def test_whoever_is_behind_and_goes_on_is_no_finding(runtime: Runtime) -> None:
    await runtime.handler.handle(issued(write(uuid4())))
    now = await asyncpg.connect(runtime.settings.database_url)
    try:
        verdict = Verdict("submissions")
        looking = asyncio.create_task(check_standing(now, {("notes", "store"): 10}, verdict, within=20))
        async with relaying(runtime):
            await catch_up(runtime)
            await looking
    finally:
        await now.close()
    assert verdict.findings == []
