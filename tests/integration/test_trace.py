"""A fact is followed through three stores by ids alone: causes, effects, and trees joined across human waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest
import pytest_asyncio
from rich.console import Console

from deploy.cli.deployment import Deployment
from deploy.cli.trace import document, drawn, find, spans_of
from deploy.local.addresses import Databases
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.trace.events import AT as OF_POSITIONS
from deploy.trace.events import LIMIT, OF_CORRELATIONS, OF_STREAMS, SEEDS
from deploy.trace.story import trees_of
from services.chassis import telemetry
from services.chassis.commands import Actor, CommandEnvelope
from services.chassis.event_store import names
from services.chassis.event_store.names import Names
from services.chassis.ids import command_id_of
from services.chassis.publishing import Publishing
from services.chassis.runtime import Runtime
from services.chassis.span_files import SpanFiles
from tests.support import story
from tests.support.chassis import AT, WARD, at_work, running
from tests.support.eventually import eventually
from tests.support.hearing import hearing, relaying
from tests.support.kafka import fresh_topic
from thidua_contracts.envelope import event_id_for


@dataclass(frozen=True, slots=True)
class Told:
    """The deployment in which the story happened, and its ids."""

    where: Deployment
    runtimes: tuple[Runtime, Runtime, Runtime]
    report: UUID
    other_report: UUID
    nomination: UUID
    sent: CommandEnvelope
    proposed: CommandEnvelope


def by_hand(command: Any) -> CommandEnvelope:
    """A command that no event caused."""
    return CommandEnvelope(
        command, Actor("system:tests"), str(uuid4()), b"", uuid4(), None, telemetry.current_traceparent()
    )


@pytest_asyncio.fixture(scope="module")
async def told(postgres: Postgres, kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    folder: Path = tmp_path_factory.mktemp("spans")
    telemetry.record("submissions", "api", 1.0, [SpanFiles(folder, service="submissions", process="api")])
    topics = [await fresh_topic(kafka, name) for name in ("story-reports", "story-awards", "story-mails")]
    async with AsyncExitStack() as stack:
        runtimes = []
        for service in story.services(*topics):
            opening = running(postgres, f"story_{service.name}", service, KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap)
            runtimes.append(await stack.enter_async_context(opening))
        sending, awarding, telling = runtimes
        for runtime in (sending, awarding):
            await stack.enter_async_context(relaying(runtime))
        for runtime in (awarding, telling):
            await stack.enter_async_context(hearing(runtime))
        report, other, nomination = uuid4(), uuid4(), uuid4()
        with telemetry.span("POST /submissions/reports/{report_id}:submit", root=True):
            sent = by_hand(story.Send(report, report, WARD, AT))
            await sending.handler.handle(sent)
        await sending.handler.handle(by_hand(story.Send(other, other, WARD, AT)))
        await eventually(lambda: stored(awarding), 2)
        proposed = by_hand(story.Propose(nomination, report, WARD, AT))
        await awarding.handler.handle(proposed)
        await eventually(lambda: stored(telling), 1)
        databases = {
            runtime.service.name: Databases(runtime.settings.database_url, str(runtime.settings.keys_database_url))
            for runtime in runtimes
        }
        declared = {runtime.service.name: runtime.service for runtime in runtimes}
        where = Deployment(databases, kafka.broker, folder, declared)
        telemetry.stop()
        yield Told(where, (sending, awarding, telling), report, other, nomination, sent, proposed)


async def stored(runtime: Runtime) -> int:
    number: int = await runtime.projector.fetchval("SELECT count(*) FROM store.events")
    return number


async def event_of(told: Told) -> UUID:
    """The stored id of the nomination's event."""
    found: UUID = await told.runtimes[1].projector.fetchval(
        "SELECT event_id FROM store.events WHERE event_type = 'nomination-made'"
    )
    return found


def shape(deed: dict[str, Any]) -> Any:
    """A tree as nested (service, event types, effects)."""
    return deed["service"], [event["type"] for event in deed["events"]], [shape(each) for each in deed["effects"]]


async def traced(told: Told, wanted: object) -> dict[str, Any]:
    found = await find(told.where, str(wanted))
    assert found is not None
    return document(str(wanted), found, trees_of(found), spans_of(told.where, found))


REPORT_TREE: Any = ("submissions", ["report-sent"], [("awards", ["window-opened"], [])])
NOMINATION_TREE: Any = ("awards", ["nomination-made"], [("notifications", ["delivery-intended"], [])])


async def test_from_the_dossier_back_to_the_report_and_on_to_the_mail(told: Told) -> None:
    for wanted in (
        told.nomination,
        f"nomination-{told.nomination}",
        command_id_of(told.proposed),
        await event_of(told),
    ):
        found = await traced(told, wanted)
        assert [shape(tree) for tree in found["trees"]] == [REPORT_TREE, NOMINATION_TREE]
        assert found["trees"][1]["joined_by"].startswith(f"rests on report-{told.report}")
        assert [e["asked"] for tree in found["trees"] for e in tree["events"]] == [False, True]


async def test_from_the_report_on_to_the_nomination_that_rests_on_it(told: Told) -> None:
    for wanted in (told.report, told.sent.correlation_id, command_id_of(told.sent)):
        found = await traced(told, wanted)
        assert [shape(tree) for tree in found["trees"]] == [REPORT_TREE, NOMINATION_TREE]


async def test_an_id_that_others_know_the_fact_by_finds_it(told: Told) -> None:
    public_id = event_id_for("vn.thidua.submissions.SubjectErased", await event_of(told))
    found = await traced(told, public_id)
    assert shape(found["trees"][1]) == NOMINATION_TREE
    mail = uuid5(told.nomination, "mail")
    assert (await traced(told, mail))["trees"][0]["effects"][0]["events"][0]["asked"]


@pytest.mark.parametrize(
    ("asked", "of", "indexes"),
    [
        (
            SEEDS,
            (str(uuid4()), uuid4(), LIMIT),
            {
                "events_command",
                "events_correlation",
                "events_thing",
                "events_event_id_key",
                "events_stream_id_stream_version_key",
            },
        ),
        (OF_CORRELATIONS, ([str(uuid4())], LIMIT), {"events_correlation"}),
        (OF_STREAMS, ([str(uuid4())], LIMIT), {"events_stream_id_stream_version_key"}),
        (OF_POSITIONS, ([1], LIMIT), {"events_pkey"}),
        (names.FIND, ([1],), {"names_name"}),
    ],
)
async def test_no_question_of_a_trace_reads_the_whole_store(
    told: Told, asked: str, of: tuple[Any, ...], indexes: set[str]
) -> None:
    connection = await asyncpg.connect(told.runtimes[1].settings.database_url)
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL enable_seqscan = off")
            plan = " ".join(row[0] for row in await connection.fetch(f"EXPLAIN {asked}", *of))
    finally:
        await connection.close()
    assert "Seq Scan" not in plan
    assert {name for name in indexes if name not in plan} == set()


async def test_names_are_noted_behind_the_append_and_by_whoever_asks(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "PAGE", 1)
    awarding = told.runtimes[1]
    await awarding.projector.execute("TRUNCATE reading.names")
    await awarding.projector.execute("UPDATE reading.named SET next = 1")
    async with at_work(awarding, "projections"):
        end = await stored(awarding) + 1
        await eventually(lambda: awarding.projector.fetchval("SELECT next FROM reading.named"), end)
    public_id = event_id_for("vn.thidua.submissions.SubjectErased", await event_of(told))
    connection = await asyncpg.connect(awarding.settings.database_url)
    try:
        found = await Names(awarding.service.publishing).find(connection, [public_id])
        assert found == [
            await connection.fetchval("SELECT position FROM store.events WHERE event_id = $1", await event_of(told))
        ]
        assert await Names(awarding.service.publishing).find(connection, [uuid4()]) == []
    finally:
        await connection.close()


async def test_a_type_that_is_published_from_now_on_is_named_from_its_first_event(told: Told) -> None:
    awarding = told.runtimes[1]
    publishing = awarding.service.publishing
    private = Publishing(publishing.registry, {}, frozenset(publishing.registry.types))
    public_id = event_id_for("vn.thidua.submissions.SubjectErased", await event_of(told))
    connection = await asyncpg.connect(awarding.settings.database_url)
    try:
        async with connection.transaction():
            await connection.execute("TRUNCATE reading.names")
            await connection.execute("UPDATE reading.named SET next = 1, public = '{}'")
            assert await Names(private).find(connection, [public_id]) == []
            assert len(await Names(publishing).find(connection, [public_id])) == 1
            assert await connection.fetchval("SELECT public FROM reading.named") == sorted(publishing.public)
    finally:
        await connection.close()


async def test_another_story_stays_apart(told: Told) -> None:
    found = await traced(told, told.other_report)
    assert [shape(tree) for tree in found["trees"]] == [REPORT_TREE]


async def test_the_spans_of_the_request_hang_where_they_were_kept(told: Told) -> None:
    found = await traced(told, told.report)
    lines = found["trees"][0]["spans"]
    assert [line.partition(" · ")[0] for line in lines[:2]] == [
        "POST /submissions/reports/{report_id}:submit",
        "command Send",
    ]
    assert any(line.startswith("react windows") for line in lines)
    assert any(line.startswith("relay submissions") for line in lines), "a batch is linked to the facts it carries"
    assert found["trees"][0]["effects"][0]["spans"][0].startswith("command Open")


async def test_a_store_that_is_not_known_is_told_as_a_lost_cause(told: Told) -> None:
    where = replace(told.where, databases={k: v for k, v in told.where.databases.items() if k != "submissions"})
    found = await find(where, str(uuid5(told.report, "window")))
    assert found is not None and len(found.lost_causes) == 1
    assert await find(where, str(uuid4())) is None


async def test_the_drawing_shows_what_happened_and_never_who_did_it(told: Told) -> None:
    found = await find(told.where, str(told.nomination))
    assert found is not None
    console = Console(width=200)
    with console.capture() as capture:
        console.print(drawn("x", found, trees_of(found), spans_of(told.where, found)))
    assert "report-sent" in capture.get() and "↪ rests on report-" in capture.get()
    person = replace(next(iter(found.events.values())), actor="6b1f-subject-of-the-issuer")
    found.events[person.place] = person
    with console.capture() as capture:
        console.print(drawn("x", found, trees_of(found), spans_of(told.where, found)))
    assert "by person" in capture.get() and person.actor not in capture.get()
