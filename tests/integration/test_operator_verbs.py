"""The operator's verbs on real servers: an owner of notes, and a reader of them in another service."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from typer.testing import CliRunner, Result

from deploy.cli import redriving
from deploy.cli.deployment import Deployment, deployment
from deploy.cli.main import app
from deploy.cli.migrate_command import migrate_all
from deploy.cli.parked import all_streams
from deploy.cli.parked_rows import detail_of
from deploy.cli.projections import all_lags, all_states, forget_retired, rebuild_one
from deploy.cli.redriving import discard, redrive
from deploy.cli.relay import all_statuses, replay_service
from deploy.kafka.topics import create_topics
from deploy.local.addresses import Databases
from deploy.local.databases import SERVICES
from deploy.local.kafka import Kafka
from deploy.local.places import StackError
from deploy.local.postgres import Postgres
from services.chassis.broker import Broker
from services.chassis.decider import CITY
from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity import mandates
from services.chassis.identity.mandates import RelieveMandate
from services.chassis.readers import checkpoint
from services.chassis.readers.definition import Issue, ProcessManager, ReadModel, Subscription
from services.chassis.readers.local_store import LocalStore
from services.chassis.relay.sending import producer_for
from services.chassis.runtime import Runtime, opened
from services.chassis.service import Service
from tests.support import notes, stack
from tests.support.chassis import AT, LOCAL_ISSUER, issued, running, write_notes
from tests.support.eventually import eventually
from tests.support.hearing import HEARD, hearing, relayed, relaying
from tests.support.kafka import fresh_topic


@dataclass(frozen=True, slots=True)
class City:
    """The owner and the reader, and where an operator finds them."""

    owner: Runtime
    reader: Runtime
    where: Deployment


def databases_of(runtime: Runtime) -> Databases:
    return Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url))


def city_of(owner: Runtime, reader: Runtime) -> City:
    where = Deployment(
        {"submissions": databases_of(owner), "awards": databases_of(reader)},
        owner.settings.broker,
        declared={"submissions": owner.service, "awards": reader.service},
    )
    return City(owner, reader, where)


@pytest_asyncio.fixture
async def city(postgres: Postgres, kafka: Kafka) -> AsyncIterator[City]:
    topic, own_topic = await fresh_topic(kafka, "verbs"), await fresh_topic(kafka, "verbs-own")
    owning = replace(notes.SERVICE, topic=topic)
    reading = replace(
        notes.SERVICE, name="awards", topic=own_topic, subscriptions=(Subscription("heard", (topic,), HEARD),)
    )
    bootstrap = {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap}
    async with (
        running(postgres, "verbs_owner", owning, **bootstrap) as owner,
        running(postgres, "verbs_reader", reading, **bootstrap) as reader,
    ):
        yield city_of(owner, reader)


async def count(runtime: Runtime, what: str) -> int:
    queries = {
        "heard": "SELECT count(*) FROM heard",
        "notes": "SELECT count(*) FROM notes",
        "parked": "SELECT count(*) FROM reading.parked",
        "times": "SELECT coalesce(sum(times), 0) FROM heard",
    }
    number: int = await runtime.projector.fetchval(queries[what])
    return number


async def step(runtime: Runtime, reader: ReadModel | ProcessManager = notes.NOTES) -> None:
    """The own-store runner's next batch."""
    processor = await runtime.processor(reader, remote=False)
    registry, service = runtime.service.publishing.registry, runtime.service.name
    await LocalStore(processor, registry=registry, keys=runtime.keys, service=service).step()


async def operations(runtime: Runtime) -> list[tuple[str, str]]:
    rows = await runtime.projector.fetch("SELECT who, what FROM reading.operations ORDER BY id")
    return [(row["who"], row["what"]) for row in rows]


# ------------------------------------------------------------------ projections


async def test_list_and_lag_tell_how_far_each_reader_is(city: City) -> None:
    states = {(s.service, s.reader): s for s in await all_states(city.where)}
    assert states[("awards", "heard")].fed_by == (city.owner.service.topic.name,)
    assert {(s.version, s.shape, s.needs) for s in states.values()} == {(1, 1, "")}
    await write_notes(city.owner, *(uuid4() for _ in range(3)))
    async with relaying(city.owner):
        await relayed(city.owner)
    lags = {(lag.service, lag.reader): lag for lag in await all_lags(city.where) if lag.events}
    assert {key: lag.events for key, lag in lags.items()} == {("submissions", "notes"): 3, ("awards", "heard"): 3}
    assert all(0 < lag.seconds < 60 for lag in lags.values())
    await step(city.owner)
    async with hearing(city.reader):
        await eventually(lambda: count(city.reader, "heard"), 3)
    assert {lag.events for lag in await all_lags(city.where)} == {0}


async def test_list_names_a_reader_whose_tables_are_of_another_shape(city: City) -> None:
    newer = replace(city.reader.service, local=(replace(notes.NOTES, version=2),))
    where = replace(city.where, declared={**city.where.declared, "awards": newer})
    needs = {s.reader: s.needs for s in await all_states(where, "awards")}
    assert needs == {"notes": "thidua projections rebuild awards notes", "heard": ""}
    assert (await migrate_all(where, "awards"))["awards"].stale == ("notes",)
    await write_notes(city.reader, uuid4())
    done = await rebuild_one(where, "awards", "notes", who="hoa", tell=lambda what, records: None)
    assert (done.version, done.shape, await count(city.reader, "notes")) == (2, 2, 1)
    assert {s.needs for s in await all_states(where, "awards")} == {""}
    owner = await asyncpg.connect(city.reader.settings.database_url)
    try:  # a rebuild that was killed
        await owner.execute("CREATE SCHEMA rebuild")
    finally:
        await owner.close()
    await forget_retired(where, "awards", "hoa")
    assert await operations(city.reader) == [("hoa", "rebuild"), ("hoa", "forget-retired")]
    left = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('retired', 'rebuild')"
    assert await city.reader.projector.fetchval(left) == 0


# ------------------------------------------------------------------ relay


async def test_relay_status_tells_backlog_leader_and_a_type_that_stops_it(city: City) -> None:
    await write_notes(city.owner, uuid4(), uuid4())
    (before,) = await all_statuses(city.where, "submissions")
    assert (before.behind, before.leader_pid, before.well) == (2, None, False)
    async with relaying(city.owner):
        await relayed(city.owner)
        (during,) = await all_statuses(city.where, "submissions")
    assert (during.behind, during.stopped, during.well) == (0, "", True)
    await write_notes(city.owner, uuid4())
    types = {name: s for name, s in notes.REGISTRY.types.items() if name != "note-written"}
    older = replace(
        city.owner.service,
        publishing=type(notes.PUBLISHING)(
            type(notes.REGISTRY)(*types.values(), upcasters={("mandate-relieved", 1): mandates.lift_relieved}),
            public={},
            private=frozenset(types),
        ),
    )
    where = replace(city.where, declared={**city.where.declared, "submissions": older})
    (stopped,) = await all_statuses(where, "submissions")
    assert "note-written v1" in stopped.stopped and not stopped.well


async def test_replay_sends_again_and_is_written_down(city: City) -> None:
    await write_notes(city.owner, uuid4(), uuid4())
    async with relaying(city.owner), hearing(city.reader) as loop:
        await eventually(lambda: count(city.reader, "heard"), 2)
        chosen: frozenset[str] = frozenset()
        done = await replay_service(city.where, "submissions", 1, None, chosen, who="hoa")
        assert done.records == 2
        await eventually(lambda: loop.duplicates, 2)
    assert await count(city.reader, "times") == 2
    assert await operations(city.owner) == [("hoa", "replay")]


# ------------------------------------------------------------------ parked


async def test_poison_is_listed_rehearsed_and_redriven_after_the_mend(city: City) -> None:
    sick, sound = uuid4(), uuid4()
    await write_notes(city.owner, sick, sound, text="poison")
    await write_notes(city.owner, sick)
    await step(city.owner)
    listed = await all_streams(city.where, "submissions")
    assert [(s.reader, s.stream_id, s.reason, s.records) for s in listed] == [
        ("notes", f"note-{sick}", "poison", 2),
        ("notes", f"note-{sound}", "poison", 1),
    ]
    shown = await detail_of(city.where, "submissions", "notes", f"note-{sick}")
    assert [(r.stream_version, r.reason, r.error) for r in shown.records] == [
        (1, "poison", "ValueError"),
        (2, "behind", "after version 0"),
    ]
    still = await redrive(city.where, "submissions", "notes", f"note-{sick}", who="hoa")
    assert [(r.healed, r.told) for r in still] == [(False, "0 records applied, then: ValueError")]

    mended = _where_mended(city)
    rehearsed = await redrive(mended, "submissions", "notes", None, who="hoa", dry_run=True)
    assert [(r.healed, len(r.steps)) for r in rehearsed] == [(True, 2), (True, 1)]
    assert (await count(city.owner, "parked"), await count(city.owner, "notes")) == (3, 0)
    healed = await redrive(mended, "submissions", "notes", None, who="hoa")
    assert [(r.healed, r.told) for r in healed] == [(True, "2 records applied"), (True, "1 records applied")]
    assert (await count(city.owner, "parked"), await count(city.owner, "notes")) == (0, 2)
    assert await operations(city.owner) == [("hoa", "redrive")] * 3
    assert await redrive(mended, "submissions", "notes", None, who="hoa") == []


def _where_mended(city: City) -> Deployment:
    """The deployment after a release in which the poison is none any more."""

    async def written(connection: asyncpg.Connection, recorded: EventEnvelope[notes.NoteWritten]) -> None:
        await connection.execute(
            """
            INSERT INTO notes (ward_code, note_id, text, times) VALUES ($1, $2, 'đã chữa', 1)
            ON CONFLICT (ward_code, note_id) DO UPDATE SET times = notes.times + 1
            """,
            recorded.ward_code,
            recorded.event.note_id,
        )

    mended = replace(notes.NOTES, apply={**notes.NOTES.apply, notes.NoteWritten: written})
    service = replace(city.owner.service, local=(mended,))
    return replace(city.where, declared={**city.where.declared, "submissions": service})


async def test_a_hole_is_filled_by_the_owner(city: City, kafka: Kafka) -> None:
    note = uuid4()
    await write_notes(city.owner, note, note, note)
    aside = replace(city.owner, service=replace(city.owner.service, topic=await fresh_topic(kafka, "aside")))
    async with relaying(aside):  # what the relay sends goes elsewhere: then one record is lost on its way
        await relayed(aside)
    await _copy(kafka, aside.service.topic.name, city.owner.service.topic.name, lost=b"2")
    async with hearing(city.reader):
        await eventually(lambda: count(city.reader, "parked"), 1)
        shown = await detail_of(city.where, "awards", "heard", f"note-{note}")
        assert (shown.hole, shown.last_seen) == ((2, 2), 1)
        (would,) = await redrive(city.where, "awards", "heard", f"note-{note}", who="hoa", dry_run=True)
        assert would.told == "submissions would send 1 records: version 2"
        (done,) = await redrive(city.where, "awards", "heard", f"note-{note}", who="hoa")
        assert done.healed, done.told
    assert (await count(city.reader, "parked"), await count(city.reader, "times")) == (0, 3)


async def test_a_hole_is_told_as_open_when_no_worker_takes_the_record(
    city: City, kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redriving, "PATIENCE", 0.5)
    note = uuid4()
    await write_notes(city.owner, note, note)
    aside = replace(city.owner, service=replace(city.owner.service, topic=await fresh_topic(kafka, "aside")))
    async with relaying(aside):
        await relayed(aside)
    await _copy(kafka, aside.service.topic.name, city.owner.service.topic.name, lost=b"1")
    async with hearing(city.reader):
        await eventually(lambda: count(city.reader, "parked"), 1)
    (done,) = await redrive(city.where, "awards", "heard", f"note-{note}", who="hoa")
    assert not done.healed and "does the worker run?" in done.told
    lonely = replace(city.where, databases={"awards": city.where.databases["awards"]})
    (unknown,) = await redrive(lonely, "awards", "heard", f"note-{note}", who="hoa")
    assert not unknown.healed and "owner of" in unknown.told


async def _copy(kafka: Kafka, source: str, target: str, *, lost: bytes) -> None:
    """Copies a topic's records but those of one stream version."""
    consumer = AIOKafkaConsumer(source, bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest")
    producer = producer_for(kafka.broker, client_id="tests")
    await consumer.start()
    await producer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        for _ in range(sum(ends.values())):
            record = await asyncio.wait_for(consumer.getone(), 15)
            if dict(record.headers)["ce_streamversion"] != lost:
                await producer.send_and_wait(target, record.value, key=record.key, headers=list(record.headers))
    finally:
        await consumer.stop()
        await producer.stop()


async def test_discard_gives_up_one_record_and_lets_the_rest_follow(city: City) -> None:
    sick = uuid4()
    await write_notes(city.owner, sick, text="poison")
    await write_notes(city.owner, sick)
    await step(city.owner)
    done = await discard(city.where, "submissions", "notes", f"note-{sick}", why="thử nghiệm, không dùng", who="hoa")
    assert done.healed and "note-written version 1" in done.told
    rows = await city.owner.projector.fetch("SELECT note_id, times FROM notes")
    assert [tuple(row) for row in rows] == [(sick, 1)]
    detail = json.loads(await city.owner.projector.fetchval("SELECT detail FROM reading.operations"))
    assert (detail["why"], detail["stream"]) == ("thử nghiệm, không dùng", f"note-{sick}")


async def test_a_rehearsal_of_a_process_manager_names_its_commands_and_sends_none(postgres: Postgres) -> None:
    fails = True

    async def react(_: asyncpg.Connection, recorded: EventEnvelope[notes.NoteWritten]) -> list[Issue]:
        if fails:
            raise ValueError("a defect")
        return [Issue("strike", notes.StrikeNote(recorded.event.note_id, recorded.ward_code, AT))]

    striking = ProcessManager("striking", 1, react={notes.NoteWritten: react})
    service: Service = replace(notes.SERVICE, local=(striking,))
    async with running(postgres, "verbs_manager", service) as runtime:
        where = Deployment({"submissions": databases_of(runtime)}, None, declared={"submissions": service})
        note = uuid4()
        await write_notes(runtime, note)
        await step(runtime, striking)
        assert await count(runtime, "parked") == 1
        fails = False
        (would,) = await redrive(where, "submissions", "striking", None, who="hoa", dry_run=True)
        assert [(s.would, s.commands) for s in would.steps] == [("apply", ("StrikeNote (strike)",))]
        assert await runtime.projector.fetchval("SELECT max(position) FROM store.events") == 1
        (done,) = await redrive(where, "submissions", "striking", None, who="hoa")
        assert done.healed
        assert await runtime.projector.fetchval("SELECT max(position) FROM store.events") == 2


async def test_what_is_not_there_is_said_in_words(city: City) -> None:
    with pytest.raises(LookupError, match="is not parked"):
        await redrive(city.where, "awards", "heard", "note-x", who="hoa")
    with pytest.raises(LookupError, match="no reader"):
        await redrive(city.where, "awards", "nobody", None, who="hoa")
    with pytest.raises(StackError, match="no database"):
        await all_streams(city.where, "blocs")


# ------------------------------------------------------------------ the commands themselves, on the real services


@pytest_asyncio.fixture
async def environment(postgres: Postgres, kafka: Kafka) -> dict[str, str]:
    """Databases of all four services, not yet migrated, and the real topics."""
    await create_topics(kafka.broker)
    names = {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap, "THIDUA_ISSUER": LOCAL_ISSUER}
    for service in SERVICES:
        url, keys_url = await stack.fresh_service_databases(postgres, service, f"verbs_{service}")
        names[f"{service.upper()}_DATABASE_URL"] = url
        names[f"{service.upper()}_KEYS_DATABASE_URL"] = keys_url
    return names


async def thidua(environment: dict[str, str], *arguments: str, code: int = 0, **how: Any) -> Result:
    """Runs `thidua` as an operator does; what StackError says is in `exception`."""
    result = await asyncio.to_thread(CliRunner().invoke, app, arguments, env=environment, **how)
    assert result.exit_code == code, (result.output, result.exception)
    return result


async def test_the_commands_on_the_real_services(environment: dict[str, str], tmp_path: Path) -> None:
    refused = await thidua(environment, "relay", "status", code=1)
    assert isinstance(refused.exception, StackError) and "thidua migrate" in str(refused.exception)
    assert "0001_event_store.sql" in (await thidua(environment, "migrate")).stdout
    assert (await thidua(environment, "migrate")).stdout.count("up to date") == len(SERVICES)
    listed = json.loads((await thidua(environment, "projections", "list", "--json")).stdout)
    assert {entry["service"] for entry in listed} == set(SERVICES)
    assert {entry["needs"] for entry in listed} == {""}
    assert "No reader is behind" in (await thidua(environment, "projections", "lag")).stdout
    assert "No stream is parked." in (await thidua(environment, "parked", "list")).stdout
    status = await thidua(environment, "relay", "status", "--json", code=1)
    assert [entry["behind"] for entry in json.loads(status.stdout)] == [0] * len(SERVICES)
    assert "confirmed every relief" in (await thidua(environment, "reliefs")).stdout
    assert "is called nobody" in (await thidua(environment, "trace", "nobody", code=1)).stdout
    model = next(e for e in listed if e["service"] == "submissions" and e["kind"] == "read model")
    done = await thidua(environment, "projections", "rebuild", "submissions", model["reader"], "--json")
    assert json.loads(done.stdout)["version"] == 2
    foreign = next(
        e for e in listed if e["service"] == "blocs" and e["fed_by"] != ["local store"] and "model" in e["kind"]
    )
    assert "is live" in (await thidua(environment, "projections", "rebuild", "blocs", foreign["reader"])).stdout
    manager = next(e for e in listed if e["kind"] == "process manager")
    refused = await thidua(environment, "projections", "rebuild", manager["service"], manager["reader"], code=1)
    assert "acts on events" in str(refused.exception)
    refused = await thidua(environment, "relay", "replay", "submissions", "--from", "1", code=1)
    assert "nothing lies between" in str(refused.exception)
    assert "nothing retired" in (await thidua(environment, "projections", "forget-retired", "submissions")).stdout


OWE = """
INSERT INTO reading.relief (event_id, peer, mandate_id, ward_code, relieved_at, correlation_id, recorded_at)
VALUES ($1, 'awards', $2, '03386', now(), $1, now())
"""


async def test_a_relief_that_a_service_has_not_confirmed_is_named(environment: dict[str, str]) -> None:
    await thidua(environment, "migrate", "submissions")
    connection = await asyncpg.connect(environment["SUBMISSIONS_DATABASE_URL"])
    mandate = uuid4()
    try:
        await connection.execute(OWE, uuid4(), mandate)
    finally:
        await connection.close()
    shown = await thidua(environment, "reliefs", code=1)
    assert str(mandate) in shown.stdout and "awards" in shown.stdout
    listed = json.loads((await thidua(environment, "reliefs", "--json", code=1)).stdout)
    assert [(each["service"], each["last_error"]) for each in listed] == [("awards", "not tried yet")]


async def test_the_first_operator_is_appointed_once_and_never_again_after_a_relief(environment: dict[str, str]) -> None:
    await thidua(environment, "migrate", "submissions")
    for nobody in ("system:scheduler", "người vận hành"):
        refused = await thidua(environment, "appoint", nobody, code=1)
        assert "No token names" in str(refused.exception)
    assert "is an operator of the whole city" in (await thidua(environment, "appoint", "ops-1", "--who", "an")).stdout
    assert "is already an operator" in (await thidua(environment, "appoint", "ops-1")).stdout
    where = deployment(Path("nowhere"), environment)
    owner = await asyncpg.connect(where.urls("submissions").facts)
    try:  # killed between the mandate and the row that says who appointed
        await owner.execute("TRUNCATE reading.operations")
        await thidua(environment, "appoint", "ops-1", "--who", "an")
    finally:
        await owner.close()
    async with opened(where.service("submissions"), where.settings("submissions")) as runtime:
        told = await runtime.projector.fetch(
            "SELECT stream_id, (SELECT array_agg(who) FROM reading.operations) AS who FROM store.events"
        )
        [(stream_id, who)] = told
        assert who == ["an"]
        at = runtime.clock.now()
        await runtime.handler.handle(issued(RelieveMandate(CITY, at, UUID(stream_id.removeprefix("mandate-")))))
    refused = await thidua(environment, "appoint", "ops-1", code=1)
    assert "has been relieved" in str(refused.exception)


PARK = """
INSERT INTO reading.parked (reader, version, stream_id, stream_version, previous_version, source, source_offset,
                            contract, reason, error, headers, first_seen)
VALUES ($1, 1, '?t/0/7', 0, 0, 't/0', 7, '?', 'poison', 'no value', '[]', now())
"""


async def test_show_redrive_and_discard_on_the_real_services(environment: dict[str, str]) -> None:
    await thidua(environment, "migrate", "blocs")
    listed = json.loads((await thidua(environment, "projections", "list", "blocs", "--json")).stdout)
    reader = next(e["reader"] for e in listed if e["fed_by"] != ["local store"] and e["kind"] == "read model")
    connection = await asyncpg.connect(environment["BLOCS_DATABASE_URL"])
    try:
        await checkpoint.start(connection, reader, 1, "t/0", 8)
        await connection.execute(PARK, reader)
        of = ("blocs", reader, "?t/0/7")
        assert "?t/0/7" in (await thidua(environment, "parked", "list", "blocs", "--json")).stdout
        assert "poison" in (await thidua(environment, "parked", "show", *of)).stdout
        assert "name one STREAM" in (await thidua(environment, "parked", "redrive", *of[:2], code=2)).output
        assert "✗ ?t/0/7" in (await thidua(environment, "parked", "redrive", *of[:2], "--all", code=1)).stdout
        why = ("--why", "bản ghi thử, không có nội dung", "--who", "hoa")
        too_short = await thidua(environment, "parked", "discard", *of, "--why", "x", "--who", "hoa", code=2)
        assert "needs a sentence" in too_short.output
        assert "Would discard" in (await thidua(environment, "parked", "discard", *of, *why, "--dry-run")).stdout
        await thidua(environment, "parked", "discard", *of, *why, input="n\n", code=1)
        assert await connection.fetchval("SELECT count(*) FROM reading.parked") == 1
        assert "✓ ?t/0/7" in (await thidua(environment, "parked", "discard", *of, *why, input="y\n")).stdout
        assert await connection.fetchval("SELECT count(*) FROM reading.parked") == 0
        gone = await thidua(environment, "parked", "show", *of, code=1)
        assert "is not parked" in str(gone.exception)
    finally:
        await connection.close()


def test_the_environment_or_the_local_stack_names_the_servers(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="No databases are known"):
        deployment(tmp_path, {})
    exports = {
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "THIDUA_ISSUER": LOCAL_ISSUER,
        "BLOCS_DATABASE_URL": "postgresql://blocs@127.0.0.1:2/blocs",
        "BLOCS_KEYS_DATABASE_URL": "postgresql://blocs@127.0.0.1:2/blocs_keys",
    }
    (tmp_path / "stack.json").write_text(json.dumps(exports))
    local = deployment(tmp_path, {})
    assert (list(local.databases), local.kafka, local.spans) == (["blocs"], Broker("127.0.0.1:1"), tmp_path / "spans")
    assert deployment(tmp_path, exports) == local
    city = {
        "AWARDS_DATABASE_URL": "postgresql://a@db/awards?sslmode=verify-full",
        "AWARDS_KEYS_DATABASE_URL": "postgresql://a@db/awards_keys?sslmode=verify-full",
    }
    named = deployment(tmp_path, city)
    assert (list(named.databases), named.kafka, named.spans) == (["awards"], None, None)
    with pytest.raises(StackError, match="AWARDS_KEYS_DATABASE_URL"):
        deployment(tmp_path, {"AWARDS_DATABASE_URL": city["AWARDS_DATABASE_URL"]})
