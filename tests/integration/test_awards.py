"""Awards through HTTP, on real PostgreSQL and real Kafka: from the accepted year report to the golden register."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.awards.ids import window_id
from services.awards.nominations.commands import MoreFavourable, ProposeNomination
from services.awards.nominations.merits import Merits
from services.chassis.http.paging import cursor
from tests.support.awards import Awards, awards, council
from tests.support.chassis import issued
from tests.support.eventually import eventually
from tests.support.files import pdf
from tests.support.submissions import CONTENT, OPERATOR, QUYET_THANG, of

CLERK, CHAIRMAN, SECRETARY = f"clerk-{QUYET_THANG}", "member-1", "member-2"
GOOD = {"on_hold": False, "takes_part": True, "rating": "good", "months_worked": 12}
TEAM = {
    "on_hold": False,
    "takes_part": True,
    "united": True,
    "rating": "good",
    "members": 10,
    "members_ldtt": 6,
    "members_disciplined": 0,
}


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Awards]:
    async with awards(postgres, kafka, "awards_year", tmp_path_factory.mktemp("issuer")) as service:
        await council(service)
        yield service


class Unit:
    """A unit with an accepted year report: its head may propose."""

    def __init__(self, it: Awards, code: str, unit_id: str, report_id: str) -> None:
        self.it, self.code, self.id, self.report_id = it, code, unit_id, report_id
        self.head = f"head-{QUYET_THANG}-{code}"

    async def person(self, name: str, *, direct_worker: bool = True) -> str:
        told = self.it.submissions
        person = await told.person(name, self.id, direct_worker=direct_worker)
        await self.it.knows_streams(f"person-{person}")
        return person

    def body(self, subject: str, title: str = "LDTT", **more: Any) -> dict[str, Any]:
        body = {
            "unit_id": self.id,
            "subject_id": subject,
            "subject_kind": "individual",
            "title": title,
            "year": 2024,
            "merits": GOOD,
        }
        return body | more

    async def proposed(self, subject: str, title: str = "LDTT", **more: Any) -> str:
        return str((await self.it.did(self.head, "/nominations", self.body(subject, title, **more)))["id"])


_numbers = iter(range(100, 1000))


async def unit_with_report(it: Awards, code: str) -> Unit:
    """A unit whose year report was sent and accepted, so that its window opened."""
    told = it.submissions
    kind = {"kind": "association", "name": f"Hội {code}"}
    unit = await told.unit(code, **kind)
    signer = await told.person("Người Ký Mẫu", unit)
    year = told.obligation("Báo cáo năm", 10, 20, "year", unit_kinds=["association"])
    plan = await told.plan(signer, [year], number=next(_numbers))

    found: list[dict[str, Any]] = []

    async def asked() -> int:
        answer = await told.get(CLERK, "/reports", plan_id=plan, unit_id=unit)
        found[:] = answer.json()["items"]
        return len(found)

    await eventually(asked, 1, within=60)
    report = of(found, unit_id=unit)["report_id"]
    await told.did(f"head-{QUYET_THANG}-{code}", f"/reports/{report}:submit", CONTENT)
    await told.did(CLERK, f"/reports/{report}:accept")
    await it.knows(f"head-{QUYET_THANG}-{code}")

    await it.knows_streams(f"window-{window_id(UUID(unit), 2024)}", f"unit-{unit}")
    return Unit(it, code, unit, report)


async def session(it: Awards, present: int = 8) -> str:
    body = {"year": 2024, "held_on": "2024-11-01"}
    session_id = str((await it.did(SECRETARY, "/sessions", body))["id"])
    await it.did(SECRETARY, f"/sessions/{session_id}:open", {"present": it.members[:present]})
    return session_id


async def vote(it: Awards, session_id: str, nomination: str, yes: int = 8, written: bool = False) -> dict[str, Any]:
    """The first `yes` members vote yes, the rest of the eight no; the ninth writes yes if `written`; the counted dossier."""
    item = {"nomination_id": nomination}
    await it.did(SECRETARY, f"/sessions/{session_id}:open-vote", item)
    choices = ["yes"] * yes + ["no"] * (8 - yes)
    votes = (
        it.did(member, f"/sessions/{session_id}:vote", item | {"choice": choice})
        for member, choice in zip(it.members[:8], choices, strict=True)
    )
    await asyncio.gather(*votes)
    if written:
        opinion = item | {"member_id": it.members[8], "choice": "yes", "document_number": "YK-01"}
        await it.did(SECRETARY, f"/sessions/{session_id}:record-opinion", opinion)
    await it.did(SECRETARY, f"/sessions/{session_id}:close-vote", item)
    found: dict[str, Any] = await it.read(CLERK, f"/nominations/{nomination}")
    return found


async def test_from_the_accepted_report_to_the_golden_register(it: Awards) -> None:
    unit = await unit_with_report(it, "PN1")
    person = await unit.person("Lò Thị Mẫu")

    # the unit proposes; what the rules answered is on record with citation, pack and hash
    nomination = await unit.proposed(person, achievements="Tổ trưởng tổ vay vốn, không có nợ quá hạn")
    dossier = await it.read(unit.head, f"/nominations/{nomination}")
    assert (dossier["state"], dossier["pack_id"], dossier["received_on"]) == ("proposed", "vn-2024-07-01", "2024-11-01")
    assert (
        all(answer["met"] and answer["citation"] for answer in dossier["answers"]) and len(dossier["pack_hash"]) == 64
    )
    assert dossier["achievements"] == "Tổ trưởng tổ vay vốn, không có nợ quá hạn"
    assert (dossier["report_id"], dossier["direct_worker"]) == (unit.report_id, True)
    again = await it.refused(unit.head, "/nominations", unit.body(person))
    assert (again["status"], again["code"]) == (409, "nomination.duplicate")

    # the council votes: everybody once, in the open, over all members
    sitting = await session(it)
    voted = await vote(it, sitting, nomination, yes=5)
    assert (voted["state"], voted["yes"], voted["members"], voted["needed"], voted["passed"]) == (
        "voted",
        5,
        9,
        5,
        True,
    )
    board = await it.read(SECRETARY, f"/sessions/{sitting}")
    assert (board["present"], board["members"], board["quorum"], board["quorum_confirmed"]) == (8, 9, 8, False)
    assert len(board["votes"][0]["ballots"]) == 8 and board["votes"][0]["state"] == "closed"

    # the chairman decides with number, day and money
    paper = {"number": 105, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [nomination]}
    decision = (await it.did(CHAIRMAN, "/decisions", paper))["id"]
    read = await it.read(unit.head, f"/decisions/{decision}")
    assert (read["document_number"], read["level"], read["base_salary"], read["total"]) == (
        "105/QĐ-UBND",
        "ward",
        2_340_000,
        710_000,
    )
    register = (await it.read(CLERK, "/golden-register", year=2024))["items"]
    line = of(register, nomination_id=nomination)
    assert (line["register_number"], line["title"], line["payable"], line["direct_worker"]) == (
        1,
        "LDTT",
        710_000,
        True,
    )
    beyond = cursor([line["ward_code"], line["decided_on"], line["decision_id"], str(2**40)])
    assert not (await it.read(CLERK, "/golden-register", cursor=beyond))["items"], "a number that no column holds"
    number = await it.refused(CHAIRMAN, "/decisions", paper)
    assert number["code"] == "decision.number-taken" and "105/QĐ-UBND năm 2024" in number["detail"]

    # why: from the decision back to the report
    why = await it.read(CLERK, f"/nominations/{nomination}/why")
    assert (why["outcome"]["event"], why["vote"]["detail"]["yes"], why["report_id"]) == ("awarded", 5, unit.report_id)
    assert len(why["ballots"]) == 8 and why["answers"]
    assert (await it.read(unit.head, f"/nominations/{nomination}/why"))["ballots"] == []
    history = (await it.read(CLERK, f"/nominations/{nomination}"))["history"]
    assert [line["event"] for line in history] == ["proposed", "tabled", "voted", "awarded"]
    units = (await it.read(CLERK, "/units", year=2024))["items"]
    row = of(units, unit_id=unit.id)
    assert (row["window_open"], row["nominations"], row["awarded"], row["direct_workers_awarded"]) == (True, 1, 1, 1)


async def test_in_2024_what_is_the_citys_goes_up_and_comes_back(it: Awards) -> None:
    unit = await unit_with_report(it, "CCB1")
    person = await unit.person("Vàng A Mẫu")
    body = {
        "name": "Sổ tay hội viên",
        "authors": [person],
        "document_number": "9/QĐ-UBND",
        "recognised_on": "2024-10-01",
    }
    initiative = (await it.did(CLERK, "/initiatives", body))["id"]
    fighter = await unit.proposed(person, "CSTDCS", initiative_id=initiative)
    worker = await unit.proposed(person)
    other = await unit.person("Sùng A Mẫu")
    used = await it.refused(unit.head, "/nominations", unit.body(other, "CSTDCS", initiative_id=initiative))
    assert used["code"] == "initiative.not-own"
    team = await unit.proposed(unit.id, "TTLDTT", subject_kind="collective", merits=TEAM)
    warned = await it.read(CLERK, f"/nominations/{team}")
    assert warned["warnings"] == 1
    assert [a["rule"] for a in warned["answers"] if not a["met"] and not a["confirmed"]] == ["ttldtt.ty-le"]

    sitting = await session(it)
    assert not (await vote(it, sitting, fighter, yes=7))["passed"], "7 of 9 members is not 80 %"
    for passing in (worker, team):
        assert (await vote(it, sitting, passing))["passed"]
    refusal = {"reason_code": "not-passed", "reason": "Không đủ 80 % tổng số thành viên"}
    await it.did(CHAIRMAN, f"/nominations/{fighter}:refuse", refusal)
    initiatives = (await it.read(CLERK, "/initiatives"))["items"]
    assert of(initiatives, initiative_id=initiative)["used_by"] == []

    # the ward may not decide it in 2024; it goes up by letter, and the city's answer is recorded
    paper = {"number": 110, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [team]}
    problem = await it.refused(CHAIRMAN, "/decisions", paper)
    assert problem["code"] == "decision.not-wards" and "Điều 80 khoản 2" in problem["citation"]
    letter = {"number": 45, "symbol": "TTr-UBND", "signed_on": "2024-11-01", "recipient": "Phòng Nội vụ thành phố"}
    await it.did(CHAIRMAN, "/letters", letter | {"nominations": [team]})
    own = await it.refused(CHAIRMAN, "/letters", letter | {"number": 46, "nominations": [worker]})
    assert own["code"] == "decision.wards-own"
    answer = {
        "document_number": "2210/QĐ-UBND",
        "signed_on": "2024-11-01",
        "signer_position": "Chủ tịch Ủy ban nhân dân thành phố",
        "awarded": [team],
    }
    await it.submissions.grant(OPERATOR, "officer-1", "city-officer", ward=None)
    await it.knows("officer-1")
    await it.did("officer-1", "/city-decisions", answer, ward=QUYET_THANG)
    dossier = await it.read("officer-1", f"/nominations/{team}")
    assert (dossier["state"], dossier["letter_number"], dossier["document_number"]) == (
        "awarded",
        "45/TTr-UBND",
        "2210/QĐ-UBND",
    )
    register = (await it.read(CLERK, "/golden-register", year=2024, title="TTLDTT"))["items"]
    assert of(register, nomination_id=team)["payable"] == 1_880_000


async def test_a_window_closes_with_the_acceptance_that_opened_it(it: Awards) -> None:
    unit = await unit_with_report(it, "ND1")
    person = await unit.person("Giàng A Mẫu")
    nomination = await unit.proposed(person)
    await it.submissions.did(CLERK, f"/reports/{unit.report_id}:withdraw-acceptance", {"reason": "Nhầm"})

    async def window_open() -> bool:
        return bool(of((await it.read(CLERK, "/units", year=2024))["items"], unit_id=unit.id)["window_open"])

    await eventually(window_open, False)
    second = await unit.person("Hảng A Mẫu")
    problem = await it.refused(unit.head, "/nominations", unit.body(second))
    assert (problem["status"], problem["code"]) == (409, "window.not-open")

    # what was proposed can be withdrawn, and the subject is free again
    await it.did(unit.head, f"/nominations/{nomination}:withdraw", {"reason": "Chờ báo cáo"})
    await it.submissions.did(CLERK, f"/reports/{unit.report_id}:accept")
    await eventually(window_open, True)
    await unit.proposed(person)


async def test_a_late_leaving_member_stops_the_vote(it: Awards) -> None:
    unit = await unit_with_report(it, "TN1")
    nomination = await unit.proposed(await unit.person("Tẩn A Mẫu"))
    sitting = await session(it)
    item = {"nomination_id": nomination}
    secret = await it.refused(SECRETARY, f"/sessions/{sitting}:open-vote", item | {"mode": "secret"})
    assert secret["code"] == "session.secret-ballot"
    await it.did(SECRETARY, f"/sessions/{sitting}:open-vote", item)
    ballot = item | {"choice": "yes"}
    await it.did("member-3", f"/sessions/{sitting}:vote", ballot)
    twice = await it.refused("member-3", f"/sessions/{sitting}:vote", item | {"choice": "no"})
    assert twice["code"] == "ballot.already-cast"
    opinion = ballot | {"document_number": "YK-02"}
    await it.did(SECRETARY, f"/sessions/{sitting}:record-opinion", opinion | {"member_id": "member-9"})
    await it.did(SECRETARY, f"/sessions/{sitting}:leave", {"member_id": "member-8"})
    assert (await it.read(SECRETARY, f"/sessions/{sitting}"))["votes"][0]["state"] == "interrupted"
    stopped = await it.refused("member-4", f"/sessions/{sitting}:vote", ballot)
    assert stopped["code"] == "session.vote-not-open"
    await it.did(SECRETARY, f"/sessions/{sitting}:arrive", {"member_id": "member-9"})
    await it.did(SECRETARY, f"/sessions/{sitting}:open-vote", item)
    absent = await it.refused("member-8", f"/sessions/{sitting}:vote", ballot)
    assert absent["code"] == "ballot.absent"
    there = await it.refused(SECRETARY, f"/sessions/{sitting}:record-opinion", opinion | {"member_id": "member-8"})
    assert there["code"] == "ballot.was-present", "until the vote on this dossier was broken off"
    open_vote = await it.refused(SECRETARY, f"/sessions/{sitting}:close")
    assert open_vote["code"] == "session.votes-open"
    early = await it.refused(SECRETARY, f"/sessions/{sitting}:close-vote", item)
    assert early["code"] == "session.ballots-missing" and "Còn 6 thành viên" in early["detail"]
    declared = item | {"declared": "time-over"}
    by_secretary = await it.refused(SECRETARY, f"/sessions/{sitting}:close-vote", declared)
    assert by_secretary["code"] == "session.not-chair"
    await it.did(CHAIRMAN, f"/sessions/{sitting}:close-vote", declared)
    [told] = (await it.read(CHAIRMAN, f"/sessions/{sitting}"))["votes"]
    assert (told["declared"], told["missing"]) == ("time-over", 6)
    dossier = await it.read(CLERK, f"/nominations/{nomination}")
    assert (dossier["yes"], dossier["passed"]) == (2, False)
    assert of(dossier["history"], event="voted")["detail"]["written"] == 1

    # who voted in writing, and who acted, is read by the council and told neither to the unit nor to the bloc
    why = await it.read(CLERK, f"/nominations/{nomination}/why")
    assert of(why["ballots"], channel="written")["member_id"] == "member-9"
    assert {line["actor"] for line in dossier["history"]} == {unit.head, SECRETARY, CHAIRMAN}
    await it.submissions.grant(OPERATOR, "bloc-1", "bloc-secretary", ward=QUYET_THANG)
    await it.knows("bloc-1")
    for outsider in (unit.head, "bloc-1"):
        for path in (f"/nominations/{nomination}", f"/nominations/{nomination}/why"):
            told = json.dumps(await it.read(outsider, path))
            assert '"written": 1' in told
            assert "member-" not in told and unit.head not in told
    await it.did(SECRETARY, f"/sessions/{sitting}:close")


async def test_a_count_waits_for_a_session_that_is_still_on_its_way(it: Awards) -> None:
    def asking() -> dict[str, str]:
        return it.submissions.headers(SECRETARY)

    unit = await unit_with_report(it, "DG1")
    nomination = await unit.proposed(await unit.person("Sùng A Mẫu"))
    called = {"year": 2024, "held_on": "2024-11-01"}
    owner = await asyncpg.connect(it.runtime.settings.database_url)
    try:
        async with owner.transaction():
            await owner.execute("LOCK TABLE read.sessions IN SHARE MODE")  # the read model cannot write, and is read
            sitting = (await it.client.post("/awards/sessions", json=called, headers=asking())).json()["id"]
            item, path = {"nomination_id": nomination}, f"/awards/sessions/{sitting}:close-vote"
            counting = asyncio.create_task(it.client.post(path, json=item, headers=asking()))
            await asyncio.wait({counting}, timeout=0.5)
    finally:
        await owner.close()
    answer = await counting
    assert (answer.status_code, answer.json()["code"]) == (409, "session.not-open")


async def test_a_vote_that_stopped_is_taken_up_by_another_session(it: Awards) -> None:
    unit = await unit_with_report(it, "NKT1")
    nomination = await unit.proposed(await unit.person("Lý A Mẫu"))
    sitting, item = await session(it), {"nomination_id": nomination}
    await it.did(SECRETARY, f"/sessions/{sitting}:open-vote", item)
    await it.did("member-3", f"/sessions/{sitting}:vote", item | {"choice": "no"})
    await it.did(SECRETARY, f"/sessions/{sitting}:leave", {"member_id": "member-8"})
    await it.did(SECRETARY, f"/sessions/{sitting}:close")
    voted = await vote(it, await session(it), nomination, yes=8)
    assert (voted["yes"], voted["passed"]) == (8, True)
    why = await it.read(CLERK, f"/nominations/{nomination}/why")
    assert {ballot["choice"] for ballot in why["ballots"]} == {"yes"} and len(why["ballots"]) == 8


async def test_a_unit_head_sees_and_touches_the_own_unit_only(it: Awards) -> None:
    one, two = await unit_with_report(it, "MT1"), await unit_with_report(it, "MT2")
    person = await one.person("Phàn A Mẫu")
    nomination = await one.proposed(person)
    assert (await it.get(two.head, f"/nominations/{nomination}")).status_code == 404
    assert (await it.refused(two.head, f"/nominations/{nomination}:withdraw", {"reason": "Không phải của tôi"}))[
        "status"
    ] == 404
    assert (await it.refused(two.head, "/nominations", one.body(person, "CSTDCS")))["status"] == 404
    assert (await it.refused(two.head, "/nominations", two.body(person)))["code"] == "not-found"
    assert {row["unit_id"] for row in (await it.read(two.head, "/units", year=2024))["items"]} == {two.id}
    assert (await it.read(two.head, "/nominations"))["items"] == []
    assert (await it.get(two.head, "/council")).status_code == 403
    assert (await it.refused(two.head, "/decisions", _paper(nomination)))["status"] == 403


async def test_who_moved_is_proposed_by_the_new_unit_from_that_day_on(it: Awards) -> None:
    old, new = await unit_with_report(it, "CD1"), await unit_with_report(it, "CD2")
    moved, moving = await old.person("Cà Thị Mẫu"), await old.person("Quàng Thị Mẫu")
    for person, day in ((moved, "2024-11-01"), (moving, "2024-11-02")):
        move = {"unit_id": new.id, "member_from": day, "direct_worker": False, "category": None, "posts": []}
        await it.submissions.did(CLERK, f"/people/{person}:move", move)
        await it.knows_versions(f"person-{person}", 2)

    refused = await it.refused(old.head, "/nominations", old.body(moved))
    assert (refused["status"], refused["code"]) == (404, "not-found")
    dossier = await it.read(CLERK, f"/nominations/{await new.proposed(moved)}")
    assert (dossier["unit_id"], dossier["direct_worker"]) == (new.id, False)

    # the move of the other one is dated tomorrow: until then nothing has changed
    assert (await it.refused(new.head, "/nominations", new.body(moving)))["code"] == "not-found"
    dossier = await it.read(CLERK, f"/nominations/{await old.proposed(moving)}")
    assert (dossier["unit_id"], dossier["direct_worker"]) == (old.id, True)


def _paper(nomination: str) -> dict[str, Any]:
    return {"number": 500, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [nomination]}


async def test_a_repeated_request_is_done_once(it: Awards) -> None:
    unit = await unit_with_report(it, "LD1")
    body = unit.body(await unit.person("Chẻo A Mẫu"))
    key = str(uuid4())
    first = await it.did(unit.head, "/nominations", body, key=key)
    assert await it.did(unit.head, "/nominations", body, key=key) == first
    other = await it.refused(unit.head, "/nominations", body | {"title": "CSTDCS"}, key=key)
    assert (other["status"], other["code"]) == (422, "idempotency-key.reused")


TABLES = "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('store', 'reading', 'read')"


async def everything_kept(it: Awards) -> str:
    """All rows of the store, of its readers and of the read models, as text."""
    owner = await asyncpg.connect(it.runtime.settings.database_url)
    try:
        tables = [row["name"] for row in await owner.fetch(TABLES)]
        rows = [row["t"] for table in tables for row in await owner.fetch(f"SELECT t::text AS t FROM {table} t")]
    finally:
        await owner.close()
    return "\n".join(rows)


async def test_an_erased_person_leaves_awards_without_words(it: Awards) -> None:
    unit = await unit_with_report(it, "NCT1")
    person = await unit.person("Mùa A Mẫu")
    nomination = uuid4()
    favourable = MoreFavourable(pack_id="vn-2026-10-01", because="Chim-hoang-yen: có lợi hơn")
    proposed = ProposeNomination(
        ward_code=QUYET_THANG,
        at=datetime(2026, 8, 1, tzinfo=UTC),  # when the law lets a later pack be chosen
        nomination_id=nomination,
        unit_id=UUID(unit.id),
        subject_id=UUID(person),
        subject_kind="individual",
        title="LDTT",
        year=2024,
        merits=Merits(on_hold=False, takes_part=True, rating="good", months_worked=12),
        achievements="Chim-hoang-yen: thành tích",
        more_favourable=favourable,
    )
    it.last = f"awards:{(await it.runtime.handler.handle(issued(proposed))).position}"
    refusal = {
        "reason_code": "criteria-not-met",
        "reason": "Chim-hoang-yen: lý do",
        "citation": "Chim-hoang-yen: căn cứ",
    }
    await it.did(CHAIRMAN, f"/nominations/{nomination}:refuse", refusal)

    async def words() -> list[Any]:
        dossier = await it.read(CLERK, f"/nominations/{nomination}")
        last = dossier["history"][-1]
        return [dossier["achievements"], dossier["pack_chosen_because"], last["reason"], last["citation"]]

    given = [proposed.achievements, favourable.because, refusal["reason"], refusal["citation"]]
    assert await words() == given
    await it.submissions.did(f"chairman-{QUYET_THANG}", f"/people/{person}:erase", {"document_number": "1/UBND"})
    await eventually(words, [None] * 4)
    kept = await everything_kept(it)
    assert str(nomination) in kept and "sealed" in kept and "Chim-hoang-yen" not in kept


async def test_evidence_of_a_nomination_ends_with_the_person_and_reading_it_leaves_a_line(
    it: Awards, caplog: pytest.LogCaptureFixture
) -> None:
    unit = await unit_with_report(it, "NCT2")
    person, content = await unit.person("Sùng Thị Mẫu"), pdf(b"(bang khen)")
    file = (await it.did(unit.head, "/files", {"name": "Bằng khen.pdf", "size": len(content)}))["file_id"]
    headers = it.submissions.headers(unit.head) | {"content-type": "application/octet-stream"}
    part = await it.client.put(f"/awards/files/{file}/content", params={"offset": 0}, content=content, headers=headers)
    assert part.status_code == 200, part.text
    await it.did(unit.head, f"/files/{file}:finish")
    nomination = await unit.proposed(person, evidence=[file])
    [told] = (await it.read(CLERK, f"/nominations/{nomination}/files"))["items"]
    at = f"/nominations/{nomination}/files/{told['file_id']}"
    assert told["name"] == "Bằng khen.pdf"
    with caplog.at_level("INFO", logger="thidua.security"):
        assert (await it.get(CLERK, at)).content == content
    assert "file.read" in caplog.messages

    async def read() -> int:
        return (await it.get(CLERK, at)).status_code

    await it.submissions.did(f"chairman-{QUYET_THANG}", f"/people/{person}:erase", {"document_number": "2/UBND"})
    await eventually(read, 410)
    [gone] = (await it.read(CLERK, f"/nominations/{nomination}/files"))["items"]
    assert gone["name"] == ""
