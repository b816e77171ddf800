"""What a fresh user could not undo, on its pages: a mistyped registration, a button that stayed, a row that was not named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.submissions.ids import document_number_id
from tests.integration.test_directives_pages import looked_at
from tests.integration.test_plans_pages import page_of, press, text
from tests.integration.test_register_pages import CLERK, seen, sent, signed_in
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY
from tests.support.submissions import ASKED, CONTENT, QUYET_THANG, Submissions, submissions

UNITS, MOVEMENTS = "/submissions/pages/units", "/submissions/pages/movements"
HEADS = tuple(f"head-{QUYET_THANG}-{code}" for code in ("TDP1", "TDP2"))
CHAIRMAN = f"chairman-{QUYET_THANG}"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with two residential groups and somebody in one of them."""
    async with submissions(
        postgres, "corrections_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY
    ) as running:
        await running.ward()
        first = await running.unit("TDP1")
        await running.unit("TDP2")
        await running.person("Lò Văn An", first)
        await eventually(running.caught_up, True)
        yield running


async def registered(it: Submissions, code: str, name: str, day: str = "2024-01-01") -> str:
    body = {"code": code, "name": name, "kind": "residential-group", "valid_from": day}
    return str((await it.did(CLERK, "/units", body))["id"])


def rightly(code: str, name: str, day: str = "2024-01-01") -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "kind": "residential-group",
        "valid_from": day,
        "parent_id": None,
        "priorities": [],
    }


async def version(it: Submissions, unit: str) -> int:
    return int((await it.get(CLERK, f"/units/{unit}")).headers["etag"].strip('W/"'))


@pytest.mark.needs("chromium-headless-shell")
async def test_a_mistyped_registration_is_corrected_on_its_page_and_one_made_by_mistake_is_taken_back(
    it: Submissions,
) -> None:
    unit = await registered(it, "TDP80", "Tổ dân phố số 80", it.in_days(30))
    await eventually(it.caught_up, True)
    async with browsing() as browser:
        clerk = await page_of(it, browser, CLERK, f"{UNITS}/{unit}")
        assert "Chưa hoạt động" in await text(clerk), "a unit of a coming day is seen as coming"
        await clerk.get_by_role("link", name="Sửa đăng ký", exact=True).first.click()
        await clerk.fill("#code", "TDP08")
        await clerk.fill("#name", "Tổ dân phố số 8")
        await looked_at(clerk, "unit-correct")
        await press(clerk, "Lưu", "**done=correct**")
        shown = await text(clerk)
        assert "TDP08" in shown and "Sửa đăng ký, nay là: mã TDP08, “Tổ dân phố số 8”" in shown
        again = await registered(it, "TDP80", "Tổ dân phố số 80 thật")
        await clerk.goto(f"{UNITS}/{again}")
        await clerk.get_by_role("link", name="Hủy đăng ký", exact=True).click()
        await clerk.select_option("#reason", "registered")
        await looked_at(clerk, "unit-withdraw")
        await press(clerk, "Hủy đăng ký", "**done=withdraw**")
        shown = await text(clerk)
        assert "Đã hủy đăng ký" in shown and "đơn vị đã được đăng ký" in shown
        assert await clerk.locator("main .actions a", has_text="Đổi tên").count() == 0
        await looked_at(clerk, "unit-withdrawn")
    assert await it.refused(CLERK, "/people", {"full_name": "A", "unit_id": again, "member_from": "2024-01-01"}) == (
        409,
        "unit.withdrawn",
    )
    assert await registered(it, "TDP80", "Mã đã trả lại dùng được")


async def test_what_rests_on_a_unit_is_said_and_keeps_its_registration(it: Submissions) -> None:
    unit = await it.unit("TDP3")  # with a head
    await it.person("Vàng A Sùng", unit)
    answer = await it.post(CLERK, f"/units/{unit}:withdraw", {"reason": "none"})
    assert (answer.status_code, answer.json()["code"]) == (409, "unit.rests-on")
    assert "1 cá nhân, hộ, 1 người đang được giao quyền" in answer.json()["detail"]
    shown = await seen(it, CLERK, f"/units/{unit}")
    assert "/do/withdraw" not in shown, "what would be refused is not offered"
    assert "không hủy được vì đơn vị đang có 1 cá nhân, hộ, 1 người đang được giao quyền" in shown
    signer = (await it.read(CLERK, "/people"))["items"][0]["person_id"]
    reporting = await it.unit("TH3", kind="school", name="Trường có báo cáo")
    await it.plan(signer, [it.obligation("Báo cáo của trường", 30, 40, unit_kinds=["school"])], number=31)
    await eventually(it.caught_up, True)
    [report] = await it.reports(CLERK, unit_id=reporting)
    await it.did(f"head-{QUYET_THANG}-TH3", f"/reports/{report['report_id']}:submit", CONTENT)
    shown = await seen(it, CLERK, f"/units/{reporting}")
    assert "1 báo cáo đã nộp" in shown and "/do/withdraw" not in shown


async def test_a_report_that_was_owed_is_released_with_a_registration_and_right_days_owe_what_was_missing(
    it: Submissions,
) -> None:
    signer = str((await it.did(CLERK, "/people", await somebody(it)))["id"])
    late = await registered(it, "TDP5", "Tổ dân phố số 5", it.in_days(40))
    await it.plan(signer, [it.obligation("Báo cáo", 20, 30)], number=7)
    unit = await registered(it, "TDP6", "Tổ dân phố số 6")

    async def states(of: str) -> list[str]:
        return [row["state"] for row in await it.reports(CLERK) if row["unit_id"] == of]

    await eventually(lambda: states(unit), ["due"])
    assert await states(late) == []
    seen_at = await version(it, late)
    answer = await it.post(CLERK, f"/units/{late}:correct", rightly("TDP5", "Tổ dân phố số 5"), seen=seen_at)
    assert answer.is_success, answer.text
    await it.did(CLERK, f"/units/{unit}:withdraw", {"reason": "none"})
    await eventually(lambda: states(late), ["due"])
    await eventually(lambda: states(unit), ["released"])


async def somebody(it: Submissions) -> dict[str, Any]:
    [unit] = [row["unit_id"] for row in (await it.read(CLERK, "/units"))["items"] if row["code"] == "TDP1"]
    return {"full_name": "Trần Thị Ký", "unit_id": unit, "member_from": "2024-01-01"}


async def test_joining_is_offered_to_units_that_have_not_joined(it: Submissions) -> None:
    signer = str((await it.did(CLERK, "/people", await somebody(it)))["id"])
    plan = await it.plan(signer, [it.obligation("Báo cáo", 20, 30)], number=8, ahead=1)
    launched = await it.did(
        CLERK,
        "/movements",
        {"plan_id": plan, "code": "NTM", "name": "Nông thôn mới", "starts_on": it.in_days(0), **ASKED},
    )
    page = f"/movements/{launched['id']}"
    first, second = HEADS
    [unit] = [row["unit_id"] for row in (await it.read(CLERK, "/units"))["items"] if row["code"] == "TDP1"]
    before = await seen(it, first, page)
    assert "do/join" in before and "do/leave" not in before
    await it.did(first, f"{page}:join", {"unit_id": unit})
    after = await seen(it, first, page)
    assert "do/leave" in after and "do/join" not in after, "whoever has joined is not asked to join"
    other = await seen(it, second, page)
    assert "do/join" in other and "do/leave" not in other, "nor to leave what they have not joined"
    form = await seen(it, CLERK, f"{page}/do/join")
    assert "Tổ dân phố TDP2" in form and "Tổ dân phố TDP1" not in form
    leaving = await seen(it, CLERK, f"{page}/do/leave")
    assert "Tổ dân phố TDP1" in leaving and "Tổ dân phố TDP2" not in leaving
    plans = f"/plans/{plan}"
    assert "do/confirm" in await seen(it, first, plans)
    await it.did(first, f"{plans}:confirm", {"unit_id": unit})
    assert "do/confirm" not in await seen(it, first, plans) and "do/confirm" in await seen(it, second, plans)


async def test_an_act_in_a_row_names_the_row(it: Submissions) -> None:
    unit = await registered(it, "TDP7", "Tổ dân phố số 7")
    form = await seen(it, CLERK, f"/units/{unit}/do/correct-profile?recorded_from=2024-01-01")
    assert "Tên: <strong>Tổ dân phố số 7</strong> · Từ ngày: <strong>01/01/2024</strong>" in form


async def test_a_search_for_nothing_says_what_can_be_found(it: Submissions) -> None:
    for who, more in ((CLERK, True), (HEADS[0], False)):
        asked_page = await seen(it, who, "/search")
        assert "Tìm được đơn vị theo tên hoặc mã; báo cáo theo số văn bản" in asked_page
        assert ("kế hoạch theo số" in asked_page) is more
        form = {"_csrf": f"csrf-{who}", "_key": str(uuid4()), "tim": ""}
        script = await it.client.post(
            "/submissions/pages/search", data=form, headers=signed_in(it, who) | {"HX-Request": "true"}
        )
        assert "Ghi ít nhất một chữ hoặc số." in script.text


async def found(it: Submissions, who: str, asked: str) -> str:
    form = {"_csrf": f"csrf-{who}", "_key": str(uuid4()), "tim": asked}
    answer = await it.client.post(
        "/submissions/pages/search", data=form, headers=signed_in(it, who) | {"HX-Request": "true"}
    )
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_number_leads_to_its_document_and_is_found_however_it_is_written(it: Submissions) -> None:
    unit = await registered(it, "VP", "Văn phòng UBND")
    signer = await it.person("Lò Thị Ký", unit)
    plan = await it.plan(signer, [it.obligation("Báo cáo", 30, 40, unit_kinds=["school"])], number=77)
    day = it.today().isoformat()
    outside = {"number": 78, "symbol": "CT-UBND", "dated_on": day, "subject": "Chỉ thị về thi đua"}
    other = (await it.did(CLERK, "/numbers", outside))["id"]
    entry = {
        "title": "Chỉ thị về thi đua",
        "kind": "directive",
        "level": "ward",
        "number": "78/CT\u2011UBND",
        "issuer": "UBND phường",
        "issued_on": day,
        "in_force_from": day,
        "link": "https://quyetthang.example/ct78",
    }
    document = (await it.did(CLERK, "/library", entry))["id"]
    await eventually(it.caught_up, True)
    of_plan = document_number_id(QUYET_THANG, it.today().year, "KH-UBND", 77)
    at_plan, at_document = f'href="/submissions/pages/plans/{plan}"', f'href="/submissions/pages/library/{document}"'
    assert at_plan in await seen(it, CLERK, f"/numbers/{of_plan}")
    assert at_document in await seen(it, CLERK, f"/numbers/{other}"), "the library writes it with another dash"
    for asked in ("77/KH-UBND", "số 77/kh\u2011ubnd", "077 / KH-UBND", "77kh-ubnd", "77KHUBND"):
        assert at_plan in await found(it, CLERK, asked), asked
    hits = await found(it, CLERK, "78/CT-UBND")
    assert f'href="/submissions/pages/numbers/{other}"' in hits and at_document in hits
    hits = await found(it, HEADS[0], "78/CT-UBND")
    assert at_document in hits and "/numbers/" not in hits, "the register is the office's"


async def test_issuing_a_plan_sends_it_to_the_units_that_its_recipients_name(it: Submissions) -> None:
    unit = await registered(it, "TDP70", "Tổ dân phố số 70")
    await registered(it, "TDP71", "Tổ dân phố số 71")
    signer = await it.person("Lò Văn Ký", unit)
    draft = {
        "year": it.today().year,
        "title": "Kế hoạch có nơi nhận",
        "recipients": ["UBND thành phố", "- tổ dân phố số 70;", "Lưu: VT"],
        "obligations": [it.obligation("Báo cáo", 30, 40, unit_kinds=["school"])],
    }
    plan = (await it.did(CLERK, "/plans", draft))["id"]
    await it.signed(plan, signer)
    await it.did(CLERK, f"/plans/{plan}:number", {"number": 79, "issued_on": it.today().isoformat()})
    await eventually(it.caught_up, True)  # whom it names is read as the pages show it
    await it.did(CLERK, f"/plans/{plan}:issue")
    sent = "SELECT data->>'unit_id' FROM store.events WHERE event_type = 'plan-sent-to' AND data->>'plan_id' = $1"
    assert [row[0] for row in await it.runtime.projector.fetch(sent, plan)] == [unit]


async def test_nobody_is_appointed_citizen(it: Submissions) -> None:
    page = await seen(it, CHAIRMAN, "/mandates")
    assert '<option value="unit-head"' in page and '<option value="citizen"' not in page


async def test_every_page_waits_for_what_its_visitor_has_just_written(it: Submissions) -> None:
    """Readers stand still for a moment: the list shows the new unit all the same, whichever way one comes to it."""
    async with it.runtime.projector.acquire() as connection, connection.transaction():
        await connection.execute("LOCK TABLE units IN EXCLUSIVE MODE")
        fields = {"code": "TDP9", "name": "Tổ dân phố số 9", "kind": "residential-group", "valid_from": "1/1/2024"}
        answer = await sent(it, CLERK, "/units/do/register", **fields)
        assert answer.status_code == 303, answer.text
        wrote = answer.headers["set-cookie"]
        assert "thidua-wrote=submissions:" in wrote and "Max-Age=10" in wrote and "HttpOnly" in wrote
        headers = signed_in(it, CLERK)
        without = await it.client.get(UNITS, headers=headers)
        assert "Tổ dân phố số 9" not in without.text, "the reader stands still"
        headers["cookie"] += "; " + wrote.split(";")[0]
        waiting = asyncio.create_task(it.client.get(UNITS, headers=headers))
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
    assert "Tổ dân phố số 9" in (await waiting).text
    foreign = signed_in(it, CLERK)
    foreign["cookie"] += "; thidua-wrote=awards:999999." + wrote.split(";")[0].rpartition(".")[2]
    assert "dấu của một lần ghi cũ" not in (await it.client.get(UNITS, headers=foreign)).text
