"""Awards under pressure, on real PostgreSQL and Kafka: what may happen once happens once, and read models are the events."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.awards.app import SERVICE
from services.awards.councils.commands import CastBallot
from services.awards.decisions.commands import Line, SignDecision
from services.chassis.errors import NotFound
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.local_store import records_from
from services.chassis.readers.rebuild import rebuild
from services.chassis.readers.record import Record
from tests.integration.test_awards import CHAIRMAN, CLERK, SECRETARY, session, unit_with_report, vote
from tests.support.awards import Awards, awards, council
from tests.support.chassis import issued
from tests.support.submissions import DOAN_KET, QUYET_THANG

MODELS = ("award-units", "windows", "initiatives", "dossiers", "session-board", "decisions", "golden-register")
TABLES = (
    "award_units",
    "unit_windows",
    "initiatives",
    "dossiers",
    "dossier_history",
    "dossier_erased",
    "council_seats",
    "council_documents",
    "sessions",
    "session_members",
    "session_votes",
    "ballots",
    "vote_results",
    "decisions",
    "letters",
    "golden_register",
)


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Awards]:
    async with awards(postgres, kafka, "awards_guards", tmp_path_factory.mktemp("issuer")) as service:
        await council(service)
        yield service


async def outcomes(*sent: Any) -> list[tuple[int, str | None]]:
    """Status and code of requests that were sent at once."""
    answers = await asyncio.gather(*sent)
    return sorted((answer.status_code, answer.json().get("code")) for answer in answers)


async def test_a_subject_proposed_twice_at_once_is_proposed_once(it: Awards) -> None:
    unit = await unit_with_report(it, "A1")
    body = unit.body(await unit.person("Người Mẫu"))
    got = await outcomes(*(it.post(unit.head, "/nominations", body) for _ in range(6)))
    assert got == [(201, None)] + [(409, "nomination.duplicate")] * 5


async def test_an_initiative_used_twice_at_once_is_used_once(it: Awards) -> None:
    unit = await unit_with_report(it, "A2")
    authors = [await unit.person(f"Tác giả {n}") for n in range(3)]
    paper = {"name": "Chung", "authors": authors, "document_number": "3/QĐ-UBND", "recognised_on": "2024-10-01"}
    initiative = (await it.did(CLERK, "/initiatives", paper))["id"]
    bodies = [unit.body(author, "CSTDCS", initiative_id=initiative) for author in authors]
    got = await outcomes(*(it.post(unit.head, "/nominations", body) for body in bodies))
    assert got == [(201, None)] + [(409, "initiative.used")] * 2


async def test_a_number_and_a_nomination_are_decided_once(it: Awards) -> None:
    unit = await unit_with_report(it, "A3")
    first, second = [await unit.proposed(await unit.person(f"Người {n}")) for n in range(2)]
    sitting = await session(it)
    for nomination in (first, second):
        await vote(it, sitting, nomination)

    def paper(number: int, nomination: str) -> dict[str, Any]:
        return {"number": number, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [nomination]}

    got = await outcomes(*(it.post(CHAIRMAN, "/decisions", paper(301, first)) for _ in range(4)))
    assert got[0] == (201, None) and {status for status, _ in got[1:]} == {409}
    got = await outcomes(
        it.post(CHAIRMAN, "/decisions", paper(302, first)), it.post(CHAIRMAN, "/decisions", paper(303, second))
    )
    assert got == [(201, None), (409, "nomination.closed")]
    # the refused decision took no number with it
    third = await unit.proposed(await unit.person("Người 3"))
    await vote(it, await session(it), third)
    assert (await it.post(CHAIRMAN, "/decisions", paper(302, third))).status_code == 201


async def test_a_member_votes_once_however_often_it_is_sent(it: Awards) -> None:
    unit = await unit_with_report(it, "A4")
    nomination = await unit.proposed(await unit.person("Người Mẫu"))
    sitting = await session(it)
    await it.did(SECRETARY, f"/sessions/{sitting}:open-vote", {"nomination_id": nomination})
    ballot = {"nomination_id": nomination, "choice": "yes"}
    got = await outcomes(*(it.post("member-3", f"/sessions/{sitting}:vote", ballot) for _ in range(5)))
    assert got == [(200, None)] + [(409, "ballot.already-cast")] * 4


async def test_a_ballot_sent_while_the_vote_is_counted_is_counted_or_refused(it: Awards) -> None:
    unit = await unit_with_report(it, "A5")
    for n in range(4):
        nomination = await unit.proposed(await unit.person(f"Người {n}"))
        sitting = await session(it)
        await it.did(SECRETARY, f"/sessions/{sitting}:open-vote", {"nomination_id": nomination})
        ballot = {"nomination_id": nomination, "choice": "yes"}
        answers = await asyncio.gather(
            *(it.post(member, f"/sessions/{sitting}:vote", ballot) for member in it.members[:8]),
            it.post(
                CHAIRMAN, f"/sessions/{sitting}:close-vote", {"nomination_id": nomination, "declared": "time-over"}
            ),
        )
        assert answers[-1].is_success, answers[-1].text
        taken = sum(answer.is_success for answer in answers[:-1])
        refused = [answer.json()["code"] for answer in answers[:-1] if not answer.is_success]
        assert set(refused) <= {"session.vote-not-open"}
        dossier = await it.read(CLERK, f"/nominations/{nomination}")
        board = await it.read(SECRETARY, f"/sessions/{sitting}")
        assert dossier["yes"] == taken == len(board["votes"][0]["ballots"])


async def test_another_wards_things_are_not_there(it: Awards) -> None:
    await it.submissions.ward(DOAN_KET, "Phường Đoàn Kết")
    clerk, chairman = f"clerk-{DOAN_KET}", f"chairman-{DOAN_KET}"
    for who in (clerk, chairman):
        await it.knows(who)
    unit = await unit_with_report(it, "A6")
    nomination = await unit.proposed(await unit.person("Người Mẫu"))
    sitting = await session(it)
    assert (await it.get(clerk, f"/nominations/{nomination}")).status_code == 404
    assert (await it.read(clerk, "/nominations"))["items"] == []
    assert (await it.get(clerk, f"/sessions/{sitting}")).status_code == 404
    assert (await it.read(clerk, "/units", year=2024, ward=QUYET_THANG))["items"] == []
    paper = {"number": 1, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [nomination]}
    assert (await it.refused(chairman, "/decisions", paper))["status"] == 404
    assert (await it.refused(clerk, "/nominations", unit.body(unit.id)))["status"] in (404, 409)
    refusal = {"reason_code": "on-hold", "reason": "Không thuộc địa bàn"}
    assert (await it.refused(chairman, f"/nominations/{nomination}:refuse", refusal))["status"] == 404
    # past the edge, the handler says the same
    vote_of_another = CastBallot(
        ward_code=DOAN_KET,
        at=it.runtime.clock.now(),
        session_id=UUID(sitting),
        nomination_id=UUID(nomination),
        member_id="member-1",
        choice="yes",
    )
    sign = SignDecision(
        ward_code=DOAN_KET,
        at=it.runtime.clock.now(),
        decision_id=UUID(int=1),
        number=1,
        symbol="QĐ-UBND",
        signed_on=it.submissions.today(),
        nominations=(UUID(nomination),),
        lines=(Line(nomination_id=UUID(nomination), subject_id=UUID(int=2), year=2024, person_id=None),),
    )
    for command in (vote_of_another, sign):
        with pytest.raises(NotFound):
            await it.runtime.handler.handle(issued(command))


async def test_every_read_model_is_its_events_in_whatever_order_streams_are_read(
    it: Awards, postgres: Postgres
) -> None:
    unit = await unit_with_report(it, "A7")
    erased = await unit.person("Người được xóa")
    nomination = await unit.proposed(erased, achievements="Lời về người được xóa")
    await it.submissions.did(f"chairman-{QUYET_THANG}", f"/people/{erased}:erase", {"document_number": "1/UBND"})
    await it.knows_types(f"person-{erased}", "subject-erased")
    refusal = {"reason_code": "criteria-not-met", "reason": "Lời về người", "citation": "Căn cứ về người"}
    await it.did(CHAIRMAN, f"/nominations/{nomination}:refuse", refusal)
    dossier = await it.read(CLERK, f"/nominations/{nomination}")
    last = dossier["history"][-1]
    assert (dossier["achievements"], last["reason"], last["citation"]) == (None, None, None)

    database = it.runtime.settings.database_url.rsplit("/", 1)[-1]
    owner = await asyncpg.connect(postgres.url(database))
    try:
        before = await _rows(owner, "read")
        assert all(before[table] for table in ("dossiers", "ballots", "golden_register", "dossier_erased"))
        for model in MODELS:
            await rebuild(SERVICE, model, it.runtime.settings, who="tests")
        assert await _rows(owner, "read") == before
        for seed in range(4):
            assert await _applied_in_another_order(owner, it, seed) == before
    finally:
        await owner.close()


async def _rows(connection: asyncpg.Connection, schema: str) -> dict[str, list[str]]:
    await connection.execute("SELECT set_config('search_path', $1, false)", f"{schema}, public")
    tables = {}
    for table in TABLES:
        tables[table] = [row["t"] for row in await connection.fetch(f"SELECT t::text AS t FROM {table} t ORDER BY 1")]
    return tables


async def _applied_in_another_order(connection: asyncpg.Connection, it: Awards, seed: int) -> dict[str, list[str]]:
    """The rows after all events, each stream in order but the streams mixed by chance; everything is rolled back."""
    runtime, chance = it.runtime, random.Random(seed)
    records = await records_from(
        connection, 1, 100_000, registry=SERVICE.publishing.registry, keys=runtime.keys, service="awards"
    )
    streams: dict[str, list[Record]] = {}
    for record in records:
        streams.setdefault(record.stream_id, []).append(record)
    places = [record.stream_id for record in records]
    chance.shuffle(places)
    mixed = [streams[stream_id].pop(0) for stream_id in places]
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("CREATE SCHEMA mixed")
        await connection.execute("SELECT set_config('search_path', 'mixed, public', false)")
        models = [reader for reader in SERVICE.local if reader.name in MODELS]
        for model in models:
            assert isinstance(model, ReadModel)
            await connection.execute(model.sql)
        for record in mixed:
            for model in models:
                if record.event_class in model.wanted:
                    await dict(model.apply)[record.event_class](connection, record.decode())
        return await _rows(connection, "mixed")
    finally:
        await transaction.rollback()
