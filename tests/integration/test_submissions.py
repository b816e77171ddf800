"""Submissions through HTTP on a real database: the year of a ward, from the plan to the lock."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis.calendar import start_of_day
from services.chassis.erasure.words import GONE
from services.chassis.pool import held
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.local_store import records_from
from services.chassis.readers.rebuild import rebuild
from services.chassis.readers.record import Record
from services.submissions.app import SERVICE
from services.submissions.home import query as home
from services.submissions.movements import capability as movements
from services.submissions.reports import state as states
from services.submissions.reports.state import REPORT
from tests.support.chassis import running
from tests.support.eventually import eventually
from tests.support.submissions import ASKED, CONTENT, DOAN_KET, OPERATOR, QUYET_THANG, Submissions, of, submissions

CLERK, CHAIRMAN = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}"
STATES = {
    states.Due: "due",
    states.Missed: "missed",
    states.Submitted: "submitted",
    states.Returned: "returned",
    states.Accepted: "accepted",
    states.Locked: "locked",
    states.Released: "released",
}


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    async with submissions(postgres, "submissions_year", tmp_path_factory.mktemp("issuer")) as service:
        await service.ward()
        await service.ward(DOAN_KET, "Phường Đoàn Kết")
        yield service


async def opened(it: Submissions, count: int, **params: Any) -> list[dict[str, Any]]:
    """The reports, once there are as many."""

    async def how_many() -> int:
        return len(await it.reports(CLERK, **params))

    await eventually(how_many, count)
    return await it.reports(CLERK, **params)


async def test_the_year_of_a_ward(it: Submissions) -> None:
    first, second = await it.unit("TDP1"), await it.unit("TDP2")
    school = await it.unit("TH1", kind="school", name="Trường Tiểu học số 1")
    chairman = await it.person("Nguyễn Văn Mẫu", first)
    head = f"head-{QUYET_THANG}-TDP1"

    # a plan opens one report per unit and obligation that is meant
    half = it.obligation("Báo cáo 6 tháng", 10, 20)
    year = it.obligation("Báo cáo năm", 30, 40, "year", unit_kinds=["school"])
    plan = await it.plan(chairman, [half, year], number=57)
    reports = await opened(it, 4, plan_id=plan)
    assert {report["state_in_words"] for report in reports} == {"Chờ nộp"}
    assert [report["unit_id"] for report in reports if report["period"] == "year"] == [school]
    read = await it.read(CLERK, f"/plans/{plan}")
    assert (read["number"], read["symbol"], read["state"]) == (57, "KH-UBND", "issued")
    assert read["recipients"] == ["UBND thành phố", "Lưu: VT"] and len(read["obligations"]) == 2

    # a unit registered later owes what is still ahead, by the same rule
    third = await it.unit("TDP3")
    reports = await opened(it, 5, plan_id=plan)
    mine = of(reports, unit_id=first, period="half-year")

    # a unit's head is told what the own unit is called, not what units there are
    assert (await it.read(head, f"/units/{first}"))["name"]
    assert [(await it.get(head, f"/units{which}")).status_code for which in ("", f"/{second}")] == [403, 404]

    # sent, returned with a reason, sent again, accepted; a unit head sees and sends the own unit's report only
    assert [report["report_id"] for report in await it.reports(head)] == [mine["report_id"]]
    body = {
        "document_number": "05/BC-TDP1",
        "figures": [*CONTENT["figures"], {"indicator": "households", "value": "120.5"}],
    }
    for figures, code in (
        ([], "missing"),
        (CONTENT["figures"] * 2, "twice"),
        ([{**CONTENT["figures"][0], "value": "-3"}, CONTENT["figures"][1]], "not-a-count"),
        ([{**CONTENT["figures"][0], "value": "0.5"}, CONTENT["figures"][1]], "not-a-count"),
    ):
        unfit = body | {"figures": figures}
        assert await it.refused(head, f"/reports/{mine['report_id']}:submit", unfit) == (422, f"report.figure-{code}")
    await it.did(head, f"/reports/{mine['report_id']}:submit", body)
    assert await it.refused(head, f"/reports/{mine['report_id']}:submit", body) == (409, "report.already-submitted")
    await it.did(CLERK, f"/reports/{mine['report_id']}:return", {"reason": "Thiếu biểu số 2"})
    await it.did(head, f"/reports/{mine['report_id']}:submit", body)
    await it.did(CLERK, f"/reports/{mine['report_id']}:accept")
    await it.did(CHAIRMAN, f"/reports/{mine['report_id']}:withdraw-acceptance", {"reason": "Tiếp nhận nhầm"})
    await eventually(it.caught_up, True)
    async with held(it.runtime.projector) as connection:
        news = await home.lately(connection, QUYET_THANG, mine, start_of_day(it.today()))
    await it.did(CLERK, f"/reports/{mine['report_id']}:accept")
    done = await it.read(CLERK, f"/reports/{mine['report_id']}")
    assert (done["state"], done["attempt"], done["on_time"], done["channel"]) == ("accepted", 2, True, "electronic")
    assert news == {"requested": 4, "submitted": 1, "acceptance-withdrawn": 1}, (
        "what was taken back is not told as taken"
    )
    history = (await it.read(head, f"/reports/{mine['report_id']}/history"))["items"]
    assert [line["event"] for line in history] == [
        "requested", "submitted", "returned", "submitted", "accepted", "acceptance-withdrawn", "accepted",
    ]  # fmt: skip
    assert history[2]["reason"] == "Thiếu biểu số 2" and history[1]["figures"][2]["value"] == "120.5"
    known = (await it.read(head, f"/reports/{mine['report_id']}/history", known_at=history[1]["recorded_at"]))["items"]
    assert [line["event"] for line in known] == ["requested", "submitted"]

    # what was written about it is erased on request, and says so
    erasing = f"/reports/{mine['report_id']}:erase-words", {"document_number": "3/ĐN"}
    assert await it.refused(CLERK, *erasing) == (403, "mandate.role")
    await it.did(CHAIRMAN, *erasing)
    assert await it.refused(CHAIRMAN, *erasing) == (409, "report.no-words")
    told = (await it.read(head, f"/reports/{mine['report_id']}/history"))["items"]
    assert [line["reason"] for line in told] == [None, None, GONE, None, None, GONE, None, None]
    assert (told[-1]["event"], told[-1]["document_number"]) == ("words-erased", "3/ĐN")

    # the grid and the rates
    grid = (await it.read(CLERK, f"/plans/{plan}/tracking"))["items"]
    assert {row["unit_id"]: len(row["cells"]) for row in grid} == {first: 1, second: 1, school: 2, third: 1}
    rates = (await it.read(CLERK, "/completeness", plan_id=plan))["items"]
    of_half = of(rates, period="half-year")
    assert (of_half["owed"], of_half["sent"], of_half["on_time"], of_half["accepted"], of_half["open"]) == (
        4,
        1,
        1,
        1,
        3,
    )
    assert (of_half["completeness_percent"], of_half["name"]) == ("25.00", "Báo cáo 6 tháng")


def extension(it: Submissions, due: int, locks: int, number: str) -> dict[str, Any]:
    """A later deadline and lock, in days from today."""
    days = {"due": {"day": it.in_days(due)}, "locks": {"day": it.in_days(locks)}}
    return {**days, "document_number": number, "document_date": it.in_days(0), "reason": "Mưa lũ"}


async def test_deadline_extension_paper_and_lock(it: Submissions) -> None:
    units = [await it.unit(f"B{n}", kind="hamlet", name=f"Bản {n}") for n in range(4)]
    signer = await it.person("Lò Thị Mẫu", units[0])
    today = it.today()
    plan = await it.plan(signer, [it.obligation("Báo cáo bản", 3, 5, unit_kinds=["hamlet"])], number=58)
    reports = {report["unit_id"]: report["report_id"] for report in await opened(it, 4, plan_id=plan)}
    missing, late, paper, extended = (reports[unit] for unit in units)
    await it.did(
        CHAIRMAN,
        f"/reports/{extended}:extend-deadline",
        extension(it, 6, 8, "80/UBND-VP"),
    )

    async def state() -> list[str]:
        rows = {report["report_id"]: report["state"] for report in await it.reports(CLERK, plan_id=plan)}
        return [rows[report] for report in (missing, late, paper, extended)]

    # a minute after the deadline the scheduler records who is missing
    await it.move_clock(start_of_day(today + timedelta(days=3)) + timedelta(seconds=30))
    assert await state() == ["due"] * 4
    await it.move_clock(start_of_day(today + timedelta(days=3)) + timedelta(minutes=5))
    await eventually(state, ["missed", "missed", "missed", "due"])

    # late but open; on paper in time, recorded afterwards
    head = f"head-{QUYET_THANG}-B1"
    await it.did(head, f"/reports/{late}:submit", CONTENT)
    receipt = {"received_on": (today + timedelta(days=2)).isoformat(), "document_number": "7", "reason": "Mất mạng"}
    future = receipt | {"received_on": (it.today() + timedelta(days=1)).isoformat()}
    before = receipt | {"received_on": (today - timedelta(days=1)).isoformat()}
    path = f"/reports/{paper}:record-paper-receipt"
    assert await it.refused(CLERK, path, future) == (422, "report.receipt-in-the-future")
    assert await it.refused(CLERK, path, before) == (422, "report.receipt-before-obligation")
    await it.did(CLERK, path, receipt)
    assert await it.refused(CLERK, f"/reports/{paper}:accept") == (403, "report.own-sending")
    rows = {report["report_id"]: report for report in await it.reports(CLERK, plan_id=plan)}
    assert [rows[report]["on_time"] for report in (missing, late, paper, extended)] == [None, False, True, None]

    # whoever recorded the paper does not take it: the chairman does
    await it.did(CHAIRMAN, f"/reports/{paper}:accept")

    # locked: nothing is taken any more, and who is missing is on record
    await it.move_clock(start_of_day(today + timedelta(days=6)) + timedelta(minutes=5))
    await eventually(state, ["locked", "submitted", "accepted", "missed"])
    assert await it.refused(CLERK, f"/reports/{missing}:submit", CONTENT) == (409, "report.locked")
    rates = (await it.read(CLERK, "/completeness", plan_id=plan))["items"]
    assert [(rate["owed"], rate["sent"], rate["on_time"], rate["late"], rate["missing"]) for rate in rates] == [
        (4, 2, 1, 1, 2)
    ]
    locked = await it.read(CLERK, f"/reports/{missing}")
    assert locked["state_in_words"] == "Đã khóa, chưa nộp"

    # an extension opens it again
    await it.did(
        CLERK,
        f"/reports/{missing}:extend-deadline",
        extension(it, 3, 5, "81/UBND-VP"),
    )
    await it.did(CLERK, f"/reports/{missing}:submit", CONTENT)
    assert (await it.read(CLERK, f"/reports/{missing}"))["on_time"] is True

    # what came before the deadline that now holds is in time, as the bloc's board counts it
    await it.did(
        CLERK,
        f"/reports/{late}:extend-deadline",
        extension(it, 3, 5, "82/UBND-VP"),
    )
    assert (await it.read(CLERK, f"/reports/{late}"))["on_time"] is True


async def test_a_unit_that_ends_is_released_from_what_it_would_owe_later(it: Submissions) -> None:
    unit = await it.unit("CA1", kind="police", name="Công an phường")
    signer = await it.person("Vàng A Mẫu", unit)
    plan = await it.plan(signer, [it.obligation("Báo cáo", 10, 12, unit_kinds=["police"])], number=59)
    (report,) = await opened(it, 1, plan_id=plan)
    await it.did(CLERK, f"/units/{unit}:close", {"closed_on": it.in_days(2)})

    async def state() -> str:
        return str((await it.read(CLERK, f"/reports/{report['report_id']}"))["state"])

    await eventually(state, "released")
    rates = (await it.read(CLERK, "/completeness", plan_id=plan))["items"]
    assert [(rate["owed"], rate["completeness_percent"]) for rate in rates] == [(0, "100.00")]

    # until that day the unit lives: people come to it and go on
    await it.person("Vàng Thị Mẫu", unit)
    later = {"kind": "individual", "full_name": "Vàng Văn Mẫu", "unit_id": unit, "member_from": it.in_days(2)}
    assert await it.refused(CLERK, "/people", later) == (409, "unit.closed")

    # its end was a later day: what is due before that is owed again, and what was asked meanwhile too
    between = await it.plan(signer, [it.obligation("Báo cáo thêm", 20, 22, unit_kinds=["police"])], number=590)
    assert await it.reports(CLERK, plan_id=between) == []
    document = {"document_number": "15/QĐ-UBND"}
    at, ends = f"/units/{unit}", {"closed_on": it.in_days(15), **document}
    assert await it.refused(CLERK, f"{at}:correct-end", ends) == (428, "if-match.missing")
    await it.did(CLERK, f"{at}:correct-end", ends, seen=await it.version(CLERK, at))
    await eventually(state, "due")
    await it.did(CHAIRMAN, f"/units/{unit}:reopen", document)
    (asked,) = await opened(it, 1, plan_id=between)
    assert asked["state"] == "due"
    assert await it.refused(CLERK, f"/units/{unit}:reopen", document) == (409, "unit.not-ending")

    # and an end that comes to be known only after the deadline counts from its own day
    await it.did(CLERK, f"/units/{unit}:close", {"closed_on": it.in_days(12)})
    past = await it.read(CLERK, f"/reports/{report['report_id']}")
    assert past["state"] == "due", "due before the end: owed"
    await it.move_clock(start_of_day(it.today() + timedelta(days=10)) + timedelta(minutes=5))
    await eventually(state, "missed")
    ends["closed_on"] = it.in_days(-5)
    await it.did(CLERK, f"{at}:correct-end", ends, seen=await it.version(CLERK, at))
    await eventually(state, "released")


async def test_movements_are_launched_and_joined(it: Submissions) -> None:
    unit = await it.unit("PN1", kind="association", name="Hội Liên hiệp Phụ nữ")
    signer = await it.person("Sùng Thị Mẫu", unit)
    plan = await it.plan(signer, [it.obligation("Báo cáo", 10, 12, unit_kinds=["association"])], number=60)
    body: dict[str, Any] = {
        "plan_id": plan,
        "code": "dan-van-kheo",
        "name": "Dân vận khéo",
        "starts_on": it.in_days(0),
        **ASKED,
    }
    movement = (await it.did(CHAIRMAN, "/movements", body))["id"]
    assert await it.refused(CHAIRMAN, "/movements", body) == (409, "movement.already-launched")
    silent = body | {"code": "khac", "criteria": []}
    assert await it.refused(CHAIRMAN, "/movements", silent) == (422, "movement.no-criteria")
    page = f"/movements/{movement}"
    held = {"kind": "final", "held_on": it.in_days(0), "document_number": "48/BC-UBND"}
    seen = (await it.did(CHAIRMAN, f"{page}:review", held))["version"]
    said = ASKED | {"criteria": ["Mỗi hộ hiến đất", "Mỗi hộ góp công"], "starts_on": it.in_days(0)}
    assert (await it.post(CHAIRMAN, f"{page}:amend", said, seen=seen)).json()["code"] == "movement.summed-up"
    seen = (await it.did(CHAIRMAN, f"{page}/reviews/{it.in_days(0)}:withdraw", {"reason": "slip"}))["version"]
    assert (await it.post(CHAIRMAN, f"{page}:amend", said, seen=seen)).is_success
    assert (await it.read(CHAIRMAN, page))["criteria"] == said["criteria"]
    told = await it.runtime.projector.fetch("SELECT version, criteria FROM movement_versions ORDER BY version")
    assert [(row["version"], len(row["criteria"])) for row in told] == [(1, 1), (2, 2)]
    head = f"head-{QUYET_THANG}-PN1"
    await it.did(head, f"/movements/{movement}:join", {"unit_id": unit})
    other = await it.unit("PN2", kind="association", name="Hội Nông dân")
    assert await it.refused(head, f"/movements/{movement}:join", {"unit_id": other}) == (404, "not-found")
    (found,) = (await it.read(CLERK, "/movements", plan_id=plan))["items"]
    assert (found["units"], found["name"]) == (1, "Dân vận khéo")
    one, begins = movements.LIST.statements.one, date.fromisoformat(body["starts_on"])
    rows = [await it.runtime.projector.fetch(one, begins - timedelta(days=days), movement) for days in (1, 0)]
    assert [movements.STATES[row["state"]][1] for [row] in rows] == ["Chưa bắt đầu", "Đang diễn ra"]
    (participant,) = (await it.read(CLERK, f"/movements/{movement}/units"))["items"]
    assert participant["unit_id"] == unit and participant["name"] == "Hội Liên hiệp Phụ nữ"


async def test_names_are_told_on_record_and_gone_after_erasure(it: Submissions) -> None:
    unit, other = await it.unit("CCB1", kind="association"), await it.unit("CCB2", kind="association")
    person = await it.person("Tẩn Thị Mẫu", unit, email="mau@example.vn", direct_worker=True)
    stranger = await it.person("Lý Văn Mẫu", other)
    question = {"subject_ids": [person, unit, stranger, str(uuid4())], "purpose": "printing"}
    free = question | {"purpose": "Hỏi về bà Tẩn Thị Mẫu"}
    assert await it.refused(CLERK, "/subjects:resolve", free) == (422, "body.invalid")
    answer = await it.resolved(CLERK, question)
    assert "mau@example.vn" not in str(answer)
    assert [(subject["name"], subject["kind"]) for subject in answer] == [
        ("Tẩn Thị Mẫu", "individual"), ("Tổ dân phố CCB1", "collective"), ("Lý Văn Mẫu", "individual"),
    ]  # fmt: skip
    audit = await it.runtime.projector.fetchrow(
        "SELECT data::text, metadata::text AS about FROM store.events WHERE event_type = 'subjects-resolved' "
        "ORDER BY position DESC LIMIT 1"
    )
    assert audit is not None
    assert json.loads(audit["about"])["actor"] == CLERK and len(json.loads(audit["data"])["subject_ids"]) == 4

    of_own = await it.resolved(f"head-{QUYET_THANG}-CCB1", question)
    assert [subject["name"] for subject in of_own] == ["Tẩn Thị Mẫu", "Tổ dân phố CCB1"]
    assert await it.resolved(f"clerk-{DOAN_KET}", question) == []
    assert await it.refused(OPERATOR, "/subjects:resolve", question) == (403, "mandate.role")
    too_many = question | {"subject_ids": [str(uuid4()) for _ in range(501)]}
    assert await it.refused(CLERK, "/subjects:resolve", too_many) == (422, "body.invalid")

    stored = await it.runtime.projector.fetchval(
        "SELECT count(*) FROM store.events WHERE concat(data, published) LIKE '%Tẩn Thị Mẫu%' "
        "OR concat(data, published) LIKE '%mau@example.vn%'"
    )
    assert stored == 0
    await it.did(CHAIRMAN, f"/people/{person}:erase", {"document_number": "3/ĐN"})
    await eventually(it.caught_up, True)
    (gone,) = await it.resolved(CLERK, question | {"subject_ids": [person]})
    assert (gone["name"], gone["erased"], gone["unit_id"]) == (None, True, unit)
    assert (await it.read(CLERK, f"/people/{person}"))["email"] is None
    body = {"full_name": "Tẩn Thị Khác"}
    assert await it.refused(CLERK, f"/people/{person}:correct-name", body, seen=2) == (409, "person.erased")
    keys = await it.runtime.keys.get([UUID(person)])
    assert keys == {}


async def test_another_ward_s_things_are_not_there(it: Submissions) -> None:
    unit = await it.unit("XA1", ward=DOAN_KET)
    signer = await it.person("Giàng A Mẫu", unit, ward=DOAN_KET)
    plan = await it.plan(signer, [it.obligation("Báo cáo", 10, 12)], ward=DOAN_KET, number=57)
    theirs = f"clerk-{DOAN_KET}"

    async def how_many() -> int:
        return len(await it.reports(theirs, plan_id=plan))

    await eventually(how_many, 1)
    (report,) = await it.reports(theirs, plan_id=plan)
    joined = f"/movements/{uuid4()}/units"
    for path in (
        f"/plans/{plan}", f"/units/{unit}", f"/reports/{report['report_id']}", f"/plans/{plan}/tracking", joined
    ):  # fmt: skip
        answer = await it.get(CLERK, path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
    assert await it.reports(CLERK, plan_id=plan) == []
    assert await it.reports(CLERK, ward=DOAN_KET) == []
    for path, body in (
        (f"/reports/{report['report_id']}:submit", CONTENT),
        (f"/reports/{report['report_id']}:return", {"reason": "Sai"}),
        (f"/units/{unit}:close", {"closed_on": "2026-01-01"}),
        (f"/people/{signer}:correct-name", {"full_name": "Sai"}),
        (f"/plans/{plan}:number", {"number": 1, "issued_on": "2026-01-01"}),
    ):
        absent = path.replace(path.split("/")[2].split(":")[0], str(uuid4()))
        for address in (path, absent):
            for seen in (1, 9):  # the right version and a wrong one
                assert await it.refused(CLERK, address, body, seen=seen) == (404, "not-found"), address
    await it.unit("XA2", ward=DOAN_KET)
    for seen in (1, 9):  # nor is another unit's to a unit's head
        name = {"full_name": "Sai"}
        found = await it.refused(f"head-{DOAN_KET}-XA2", f"/people/{signer}:correct-name", name, seen=seen)
        assert found == (404, "not-found")
    body = {"code": "XA9", "name": "Tổ dân phố", "kind": "residential-group", "valid_from": "2024-01-01"}
    assert await it.refused(CLERK, f"/units?ward={DOAN_KET}", body) == (404, "not-found")


async def test_nobody_grants_above_the_own_rank_and_a_relief_ends_at_once(it: Submissions) -> None:
    body = {"principal": "somebody", "role": "clerk", "valid_from": it.today().isoformat()}
    assert await it.refused(CLERK, "/mandates", body) == (403, "mandate.above-own-rank")
    mandate = await it.grant(CHAIRMAN, "clerk-of-a-day", "clerk")
    assert await it.reports("clerk-of-a-day") is not None
    assert await it.refused(CLERK, f"/mandates/{mandate}:relieve") == (403, "mandate.above-own-rank")
    await it.did(CHAIRMAN, f"/mandates/{mandate}:relieve")

    async def writes() -> tuple[int, str]:
        answer = await it.post("clerk-of-a-day", f"/reports/{uuid4()}:accept")
        return answer.status_code, answer.json()["code"]

    await eventually(writes, (403, "mandate.relieved"))

    async def to_tell() -> list[str]:
        return [
            row["peer"] for row in await it.runtime.projector.fetch("SELECT peer FROM reading.relief ORDER BY peer")
        ]

    await eventually(to_tell, ["awards", "blocs", "notifications"])
    mine = (await it.read(CHAIRMAN, "/mandates/mine"))["items"]
    assert [(mandate["role"], mandate["ward_code"]) for mandate in mine] == [("chairman", QUYET_THANG)]


async def test_the_rank_that_is_judged_is_the_one_that_is_recorded(it: Submissions) -> None:
    """Chairman of one ward and clerk of a second: in the second a clerk."""
    both = "chairman-there-clerk-here"
    await it.grant(OPERATOR, both, "chairman", ward=DOAN_KET)
    await it.grant(OPERATOR, both, "clerk", ward=QUYET_THANG)
    body = {"principal": "somebody", "role": "clerk", "valid_from": it.today().isoformat()}
    assert await it.refused(both, f"/mandates?ward={QUYET_THANG}", body) == (403, "mandate.above-own-rank")
    await it.did(both, f"/mandates?ward={DOAN_KET}", body)
    oneself = body | {"principal": both, "role": "citizen"}
    assert await it.refused(both, f"/mandates?ward={QUYET_THANG}", oneself) == (403, "mandate.to-oneself")


async def test_a_number_and_a_code_are_taken_once(it: Submissions) -> None:
    unit = await it.unit("VP1", kind="office", name="Văn phòng UBND")
    signer = await it.person("Đèo Văn Mẫu", unit)
    await it.plan(signer, [it.obligation("Báo cáo", 10, 12, unit_kinds=["office"])], number=99)
    draft = {"year": 2026, "title": "Kế hoạch", "obligations": [it.obligation("Báo cáo", 10, 12)]}
    plan = (await it.did(CLERK, "/plans", draft))["id"]
    await it.signed(plan, signer)
    same = {"number": 99, "symbol": "kh\u2013UBND", "issued_on": it.today().isoformat()}
    assert await it.refused(CLERK, f"/plans/{plan}:number", same) == (409, "plan.number-taken")
    outside = {"number": 99, "symbol": "KH-UBND", "dated_on": it.today().isoformat(), "subject": "Kế hoạch khác"}
    assert await it.refused(CLERK, "/numbers", outside) == (409, "number.taken")
    body = {"code": "VP1", "name": "Khác", "kind": "office", "valid_from": "2024-01-01"}
    assert await it.refused(CLERK, "/units", body) == (409, "unit.code-taken")
    await it.did(CLERK, f"/units/{unit}:change-code", {"code": "VPUB", "valid_from": "2025-07-01"})
    read = await it.read(CLERK, f"/units/{unit}")
    assert [code["code"] for code in read["codes"]] == ["VP1", "VPUB"]
    then = (await it.read(CLERK, "/units", kind="office", as_of="2025-06-30"))["items"]
    now = (await it.read(CLERK, "/units", kind="office"))["items"]
    assert (of(then, unit_id=unit)["code"], of(now, unit_id=unit)["code"]) == ("VP1", "VPUB")


async def test_lists_page_by_key(it: Submissions) -> None:
    every = (await it.read(CLERK, "/units", limit=200))["items"]
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await it.read(CLERK, "/units", limit=3, **cursor)
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == every and len(every) > 3
    answer = await it.get(CLERK, "/plans/" + str(uuid4()) + "/tracking", cursor=cursor["cursor"])
    assert answer.status_code in (400, 404)


async def test_a_repeated_request_is_answered_alike_and_makes_nothing_new(it: Submissions) -> None:
    body = {"code": "LAP1", "name": "Tổ dân phố lặp", "kind": "residential-group", "valid_from": "2024-01-01"}
    key = str(uuid4())
    first, again = [await it.post(CLERK, "/units", body, key=key) for _ in range(2)]
    assert first.json() == again.json()
    other = await it.post(CLERK, "/units", body | {"name": "Khác"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key.reused")


async def test_tracking_is_what_the_reports_own_history_folds_to(it: Submissions) -> None:
    await eventually(it.caught_up, True)
    rows = await it.runtime.projector.fetch(
        "SELECT report_id, state, attempt, due_at, locks_at, version FROM tracking ORDER BY report_id"
    )
    assert len(rows) >= 10
    for row in rows:
        stored = await it.runtime.projector.fetch(
            "SELECT event_type, schema_version, data::text AS data, event_id FROM store.events WHERE stream_id = $1 "
            "AND stream_version <= $2 ORDER BY stream_version",
            f"report-{row['report_id']}",
            row["version"],  # the scheduler goes on meanwhile
        )
        state = REPORT.fold(
            [
                SERVICE.publishing.registry.decode(e["event_type"], e["schema_version"], e["data"], e["event_id"])
                for e in stored
            ]
        )
        assert (STATES[type(state)], len(stored)) == (row["state"], row["version"])
        if not isinstance(state, states.Released | states.NotOwed):
            assert (state.terms.due_at, state.terms.locks_at) == (row["due_at"], row["locks_at"])


async def test_no_row_stands_under_another_ward(it: Submissions) -> None:
    tables = [
        row["name"]
        for row in await it.runtime.projector.fetch(
            "SELECT table_name AS name FROM information_schema.columns "
            "WHERE table_schema = 'read' AND column_name = 'ward_code' AND NOT table_name = ANY ($1::text[])",
            ["mandates", "wards", "ward_names", "ward_lineage"],  # the register of wards is for everybody
        )
    ]
    assert "tracking" in tables and "people" in tables
    unguarded = await it.runtime.projector.fetch(
        "SELECT relname FROM pg_class WHERE relname = ANY ($1::text[]) AND NOT relforcerowsecurity", tables
    )
    assert unguarded == []


async def rows_of(connection: Any, tables: list[str]) -> dict[str, list[str]]:
    """Every row of these tables as text, sorted."""
    found = {}
    for table in tables:
        query = f"SELECT to_json(t)::text AS row FROM {table} t"  # the names come from the readers' own files
        found[table] = sorted(row["row"] for row in await connection.fetch(query))
    return found


TABLES = [
    "mandates", "wards", "units", "unit_codes", "people", "memberships", "plans", "obligations", "movements",
    "participations", "tracking", "report_history", "opening_units", "opening_obligations", "opening_requested",
]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_rows_do_not_depend_on_the_order_between_streams(it: Submissions, postgres: Postgres, seed: int) -> None:
    await eventually(it.caught_up, True)
    async with held(it.runtime.projector) as connection:
        records = await records_from(
            connection, 1, 100_000, registry=SERVICE.publishing.registry, keys=it.runtime.keys, service="submissions"
        )
        live = await rows_of(connection, TABLES)
    by_stream: dict[str, list[Record]] = {}
    for record in records:
        by_stream.setdefault(record.stream_id, []).append(record)
    turns = [stream_id for stream_id, own in by_stream.items() for _ in own]
    random.Random(seed).shuffle(turns)  # within a stream order stays, between streams it is any
    async with running(postgres, f"submissions_shuffled_{seed}", SERVICE) as other:
        async with held(other.projector) as connection, connection.transaction():
            taken: dict[str, int] = {}
            for stream_id in turns:
                record = by_stream[stream_id][taken.get(stream_id, 0)]
                taken[stream_id] = taken.get(stream_id, 0) + 1
                assert record.event_class is not None
                for reader in SERVICE.local:
                    if record.event_class in reader.apply and reader.name != "relief":
                        await reader.apply[record.event_class](connection, record.decode())
        async with held(other.projector) as connection:
            assert await rows_of(connection, TABLES) == live


async def test_a_rebuilt_read_model_shows_the_same_rows(it: Submissions) -> None:
    for reader in (one for one in SERVICE.local if isinstance(one, ReadModel)):
        await eventually(it.caught_up, True)
        async with held(it.runtime.projector) as connection:
            before = await rows_of(connection, TABLES)
        await rebuild(SERVICE, reader.name, it.runtime.settings, who="tests")
        await eventually(it.caught_up, True)
        async with held(it.runtime.projector) as connection:
            assert await rows_of(connection, TABLES) == before, reader.name
