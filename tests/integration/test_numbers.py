"""One register for every service: no number twice, however it is spelt, whoever signs at the same moment; gaps are shown."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.awards.decisions.commands import CorrectPaper, SignDecision, Signing
from services.awards.decisions.refusals import DecisionRefused
from services.awards.numbers import SUBJECTS, asking
from services.chassis.commands import Actor, CommandEnvelope
from services.chassis.errors import Unavailable
from services.chassis.settings import Settings
from services.chassis.text.letters import canonical
from services.submissions.numbers.capability import LIST, NOTE
from tests.support.eventually import eventually
from tests.support.submissions import DOAN_KET, QUYET_THANG, Submissions, submissions

CLERK, CHAIRMAN = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}"
SPELT = (
    "QĐ-UBND",
    "Q\u00d0-UBND",
    "qđ-ubnd",
    "QĐ\u2011UBND",
    "QĐ\u2013UBND",
    "Q\u200bĐ-UBND",
    "QĐ-U\u0412ND",
    "ＱĐ-UBND",
)
"""One symbol as keyboards, scanners and other systems write it."""
SIGNERS = 50


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: Any) -> AsyncIterator[Submissions]:
    async with submissions(postgres, "numbers", tmp_path_factory.mktemp("issuer")) as running:
        await running.ward()
        await running.ward(DOAN_KET, "Phường Đoàn Kết")
        await eventually(running.caught_up, True)
        yield running


def of_awards(it: Submissions) -> Settings:
    """What a process of awards is told."""
    own: dict[str, Any] = {"client_secret": issuer.client_secret(it.keys, "awards"), "issuer": it.issuer}
    return Settings(DATABASE_URL=it.owner_url, peers={"submissions": str(it.client.base_url)}, **own)


def signing(
    number: int, symbol: str, day: date, *, decision: UUID | None = None, ward: str = QUYET_THANG
) -> CommandEnvelope:
    """A chairman who signs a decision, as awards hands it to the register."""
    command = SignDecision(
        ward_code=ward, at=datetime.now(UTC), decision_id=decision or uuid4(), number=number, symbol=symbol, signed_on=day,
        nominations=(), lines=(),
    )  # fmt: skip
    return CommandEnvelope(command, Actor("chairman", uuid4()), str(uuid4()), b"", uuid4())


async def test_fifty_signers_of_two_services_in_any_spelling_never_share_a_number(it: Submissions) -> None:
    """The same few numbers, asked for by all at once: each is had by one document."""
    unit = await it.unit("VP", kind="office", name="Văn phòng")
    signer = await it.person("Lò Văn Ký", unit)
    plans = []
    for _ in range(SIGNERS // 2):
        draft = {"year": 2026, "title": "Kế hoạch", "obligations": [it.obligation("Báo cáo", 30, 40)]}
        plan = (await it.did(CLERK, "/plans", draft))["id"]
        await it.signed(plan, signer)
        plans.append(plan)
    today = it.today()

    async def by_plan(place: int) -> tuple[str, int] | None:
        number = 500 + place % 7
        body = {"number": number, "symbol": SPELT[place % len(SPELT)], "issued_on": today.isoformat()}
        answer = await it.post(CLERK, f"/plans/{plans[place]}:number", body)
        assert answer.is_success or answer.json()["code"] == "plan.number-taken", answer.text
        return (plans[place], number) if answer.is_success else None

    async with asking(of_awards(it)) as agree:

        async def by_decision(place: int) -> tuple[str, int] | None:
            number, decision = 500 + place % 7, uuid4()
            try:
                await agree(signing(number, SPELT[place % len(SPELT)], today, decision=decision))
            except DecisionRefused:
                return None
            return str(decision), number

        both = [ask(place) for place in range(SIGNERS // 2) for ask in (by_plan, by_decision)]
        had = [one for one in await asyncio.gather(*both) if one is not None]
    told = "SELECT data->>'kind' AS kind, data->>'about_id' AS about FROM store.events WHERE event_type = 'document-number-taken'"
    pages = {(row["kind"], row["about"]) for row in await it.runtime.projector.fetch(told)}
    assert {("plan" if document in plans else "decision", document) for document, _ in had} <= pages, (
        "the register knows the page of what has a number"
    )
    assert Counter(number for _, number in had) == dict.fromkeys(range(500, 507), 1)
    rows = await it.runtime.projector.fetch(
        """
        SELECT data->>'symbol' AS symbol, (data->>'number')::int AS number, data->>'document_id' AS document
        FROM store.events WHERE event_type = 'document-number-taken' AND (data->>'number')::int BETWEEN 500 AND 506
        """
    )
    assert {(row["document"], row["number"]) for row in rows} == set(had) and len(rows) == 7
    assert {canonical(row["symbol"]) for row in rows} == {"QĐ-UBND"}


async def test_a_number_of_a_plan_is_refused_to_a_decision_and_the_other_way_round(it: Submissions) -> None:
    unit = await it.unit("VP2", kind="office", name="Văn phòng 2")
    signer = await it.person("Lò Thị Ký", unit)
    await it.plan(signer, [it.obligation("Báo cáo", 30, 40, unit_kinds=["school"])], number=200)
    today = it.today()
    async with asking(of_awards(it)) as agree:
        with pytest.raises(DecisionRefused) as refused:
            await agree(signing(200, "kh\u2011ubnd", today))
        assert (refused.value.code, refused.value.refusal.status) == ("decision.number-taken", 409)
        assert f"200/kh\u2011ubnd năm {today.year}" in refused.value.sentence
        decision = uuid4()
        await agree(asked := signing(201, "KH-UBND", today, decision=decision))
        await agree(asked)  # the same command once more
        await agree(signing(201, "KH-UBND", today, decision=decision))  # the same document under another key
        await agree(signing(201, "KH-UBND", today, ward=DOAN_KET))  # another ward has its own register
        await agree(signing(201, "KH-UBND", today.replace(year=today.year - 1)))  # and another year
    outside = {"number": 201, "symbol": "KH\u2013UBND", "dated_on": today.isoformat(), "subject": "Kế hoạch khác"}
    assert await it.refused(CLERK, "/numbers", outside) == (409, "number.taken")


async def test_a_corrected_number_of_a_decision_and_that_of_its_paper_are_the_registers(it: Submissions) -> None:
    assert set(SUBJECTS) == set(get_args(Signing))
    today, decision = it.today(), uuid4()
    async with asking(of_awards(it)) as agree:
        await agree(signing(400, "QĐ-UBND", today, decision=decision))
        mended = CorrectPaper(
            ward_code=QUYET_THANG, at=datetime.now(UTC), decision_id=decision, document_id=uuid4(), reads_number="401/QĐ-UBND",
            document_number="402/QĐ-UBND", signed_on=today, now_number="400/QĐ-UBND", now_signed_on=today, lines=(),
        )  # fmt: skip
        await agree(CommandEnvelope(mended, Actor("chairman", uuid4()), str(uuid4()), b"", uuid4()))
        for number in (401, 402):
            with pytest.raises(DecisionRefused, match=r"decision\.number-taken"):
                await agree(signing(number, "QĐ-UBND", today))


async def test_nobody_but_a_service_takes_a_number(it: Submissions) -> None:
    body = {
        "command_id": str(uuid4()), "correlation_id": str(uuid4()), "ward_code": QUYET_THANG, "document_id": str(uuid4()),
        "number": 900, "symbol": "QĐ-UBND", "dated_on": it.today().isoformat(), "subject": "Quyết định",
    }  # fmt: skip
    for who in (CLERK, CHAIRMAN):
        answer = await it.client.post("/internal/numbers:take", json=body, headers=it.headers(who))
        assert (answer.status_code, answer.json()["code"]) == (403, "mandate.role")
    assert (await it.client.post("/internal/numbers:take", json=body)).status_code == 401


async def test_what_was_used_outside_is_recorded_and_withdrawn_and_the_gaps_are_shown(it: Submissions) -> None:
    day = it.today().isoformat()
    first = {"number": 4, "symbol": "TB-UBND", "dated_on": day, "subject": "Thông báo nghỉ lễ"}
    made = await it.did(CLERK, "/numbers", first)
    assert await it.refused(CLERK, "/numbers", first | {"symbol": "tb\u2011ubnd"}) == (409, "number.taken")
    assert await it.refused(CHAIRMAN, "/numbers", first | {"number": 5}) == (403, "mandate.role")
    assert await it.refused(CLERK, "/numbers", first | {"number": 5, "dated_on": it.in_days(1)}) == (
        422,
        "number.in-the-future",
    )
    await it.did(CLERK, f"/numbers/{made['id']}:withdraw", {"reason": "slip"})
    shown = [row for row in await _register(it) if row["symbol"] == "TB-UBND"]
    assert [(row["state"], row["subject"], LIST.struck(row)) for row in shown] == [
        ("withdrawn", "Thông báo nghỉ lễ", True)
    ], "nothing leaves the register"
    await it.did(CLERK, "/numbers", first)
    shown = await _register(it)
    assert [(row["state"], row["first"], row["number"]) for row in shown if row["symbol"] == "TB-UBND"] == [
        ("outside", 4, 4),
        ("gap", 1, 3),
    ]


async def test_a_number_of_a_day_before_that_of_a_smaller_number_is_marked_in_the_register(it: Submissions) -> None:
    for number, days in ((1, -3), (2, -1), (3, -2), (4, -1)):
        of_it = {"number": number, "symbol": "BC-UBND", "dated_on": it.in_days(days), "subject": "Báo cáo"}
        await it.did(CLERK, "/numbers", of_it)
    shown = {row["number"]: row for row in await _register(it) if row["symbol"] == "BC-UBND"}
    assert [number for number, row in shown.items() if row["dated_before"]] == [3]
    day = it.today() - timedelta(days=1)
    assert NOTE.of(shown[3]) == f"Ngày trước ngày của số nhỏ hơn ({day:%d/%m/%Y})" and NOTE.of(shown[4]) == ""


async def _register(it: Submissions) -> list[dict[str, Any]]:
    await it.read(CLERK, "/plans")  # waits for what was written
    async with it.runtime.api.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute("SELECT set_config('app.wards', $1::text[]::text, true)", [QUYET_THANG])
        found = await connection.fetch(LIST.statements.page, it.today(), None, None, None, None, None, 200)
    return [dict(row) for row in found]


@pytest.mark.parametrize("peers", [{}, {"submissions": "http://127.0.0.1:9/"}])
async def test_without_the_register_nothing_is_signed(it: Submissions, peers: dict[str, str]) -> None:
    async with asking(of_awards(it).model_copy(update={"peers": peers})) as agree:
        with pytest.raises(Unavailable):
            await agree(signing(300, "QĐ-UBND", it.today()))
