"""Notifications as its users meet it: what is theirs to do, what they were told, and the ledger of all of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.http.app import create_app
from services.chassis.loops import Loop
from services.chassis.web.session import Session
from services.notifications.app import SERVICE
from services.notifications.deliveries.sender import worker
from tests.support.chassis import running
from tests.support.mail import mailbox
from tests.support.notified import DUE, REPORT, UNIT, Ward, accepted, missed, requested, returned, submitted
from tests.support.reading import catch_up
from tests.support.serving import served
from tests.support.signed_in import KEY, sealed
from tests.support.told import ids
from thidua_contracts.codes import Mistake
from thidua_contracts.submissions.aims_asked_v1 import AimsAsked
from thidua_contracts.submissions.aims_registered_v1 import AimsRegistered
from thidua_contracts.submissions.aims_returned_v1 import AimsReturned
from thidua_contracts.submissions.directive_deadline_moved_v1 import DirectiveDeadlineMoved
from thidua_contracts.submissions.directive_read_v1 import DirectiveRead
from thidua_contracts.submissions.directive_recalled_v1 import DirectiveRecalled
from thidua_contracts.submissions.directive_restored_v1 import DirectiveRestored
from thidua_contracts.submissions.directive_sent_v1 import DirectiveSent
from thidua_contracts.submissions.plan_amended_v1 import PlanAmended
from thidua_contracts.submissions.plan_checked_v1 import PlanChecked
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued
from thidua_contracts.submissions.plan_numbered_v1 import PlanNumbered
from thidua_contracts.submissions.plan_receipt_released_v1 import PlanReceiptReleased
from thidua_contracts.submissions.plan_receipt_taken_back_v1 import PlanReceiptTakenBack
from thidua_contracts.submissions.plan_received_v1 import PlanReceived
from thidua_contracts.submissions.plan_sent_v1 import PlanSent
from thidua_contracts.submissions.plan_signed_v1 import PlanSigned

RETURNED, OF_RETURNED = next(ids("returned")), next(ids("unit of returned"))
HEADLESS, OF_NOBODY = next(ids("headless")), next(ids("unit of nobody"))
OTHERS = [report for report, _ in zip(ids("others"), range(3), strict=False)]


@dataclass
class Api:
    """The running API, by who asks."""

    client: httpx.AsyncClient
    keys: Path
    issuer: str
    ward: Ward

    async def get(self, who: str, path: str, **params: Any) -> httpx.Response:
        token = issuer.mint(self.keys, self.issuer, who)
        return await self.client.get(
            f"/notifications{path}", params=params, headers={"Authorization": f"Bearer {token}"}
        )

    async def remind(self, who: str, report: object, of: str = "reports") -> tuple[int, str]:
        """Status and code of a reminder by hand."""
        token = issuer.mint(self.keys, self.issuer, who)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        answer = await self.client.post(f"/notifications/{of}/{report}:remind", headers=headers)
        return answer.status_code, answer.json().get("code", "")

    async def items(self, who: str, path: str, **params: Any) -> list[dict[str, Any]]:
        answer = await self.get(who, path, **params)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


@pytest_asyncio.fixture(scope="module")
async def api(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """One report was missed, came and was accepted; three more are waited for; the mails have gone out."""
    keys, identity = tmp_path_factory.mktemp("issuer"), Starlette()
    async with AsyncExitStack() as stack:
        where = f"{await stack.enter_async_context(served(identity))}/issuer"
        identity.router.routes.extend(issuer.routes(keys, where))
        mails = await stack.enter_async_context(mailbox())
        runtime = await stack.enter_async_context(
            running(postgres, "notifications_http", SERVICE, smtp_url=mails.url, issuer=where, session_key=KEY)
        )
        ward = Ward(runtime)
        await ward.people()
        await ward.grant("clerk-9", "clerk", ward="03389")
        await ward.grant("chairman-1", "chairman")
        await ward.names()
        await ward.report(requested(), missed(), submitted(), accepted())
        for number, report in enumerate(OTHERS):
            await ward.tell((requested(report, DUE - timedelta(days=number)), f"report-{report}"))
        headless = requested(HEADLESS).model_copy(update={"unit_id": str(OF_NOBODY)})
        await ward.tell((headless, f"report-{HEADLESS}"))
        await ward.grant("head-3", "unit-head", unit_id=OF_RETURNED)
        for event in (requested(RETURNED), submitted(), returned()):
            of_other = event.model_copy(update={"report_id": str(RETURNED), "unit_id": str(OF_RETURNED)})
            await ward.tell((of_other, f"report-{RETURNED}"))
        while await worker(runtime, Loop("sender"))():
            await catch_up(runtime)
        url = await stack.enter_async_context(served(create_app(runtime)))
        yield Api(await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=10)), keys, where, ward)


async def test_what_is_mine_to_do_stands_by_its_deadline(api: Api) -> None:
    tasks = await api.items("head-1", "/tasks")
    assert [task["about"] for task in tasks] == [str(report) for report in reversed(OTHERS)]
    assert tasks[0]["title"] == "Nộp báo cáo sơ kết 6 tháng đầu năm 2024"
    assert tasks[0]["unit_id"] == str(UNIT)


async def test_a_returned_report_looks_returned_on_the_home_page(api: Api) -> None:
    name, value = sealed(Session(issuer.mint(api.keys, api.issuer, "head-3"), "csrf"))
    page = (await api.client.get("/", headers={"cookie": f"{name}={value}"})).text
    [work] = re.findall(r'<ul class="tasks">\s*<li>(.*?)</li>\s*</ul>', page, re.DOTALL)
    assert '<span class="state returned">' in work and "<span>Bị trả lại</span>" in work
    assert f'href="/submissions/pages/reports/{RETURNED}">Sửa và gửi lại<' in work


async def test_another_units_head_and_another_wards_clerk_have_nothing_of_it(api: Api) -> None:
    assert await api.items("head-2", "/tasks") == []
    assert await api.items("clerk-9", "/tasks", state="closed") == []
    assert await api.items("clerk-9", "/ledger") == []


async def test_tasks_come_page_by_page(api: Api) -> None:
    seen, cursor = [], None
    while True:
        page = (await api.get("head-1", "/tasks", limit=1, **({"cursor": cursor} if cursor else {}))).json()
        seen += [task["about"] for task in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [str(report) for report in reversed(OTHERS)]


async def test_what_is_done_stays_to_be_seen(api: Api) -> None:
    done = await api.items("clerk-1", "/tasks", state="closed")
    assert {(task["kind"], task["outcome"]) for task in done} == {("chase-report", "done"), ("review-report", "done")}
    assert await api.items("clerk-1", "/tasks") == []


async def test_everybody_reads_what_they_were_told(api: Api) -> None:
    told = await api.items("head-1", "/messages")
    assert [(message["template"], message["state_text"]) for message in told] == [
        ("report-accepted", "Đã gửi"),
        ("report-missed-unit", "Đã gửi"),
    ]
    assert "UBND phường Quyết Thắng" in told[0]["body"]
    assert await api.items("head-2", "/messages") == []


async def test_the_ledger_says_who_was_told_what_and_when(api: Api) -> None:
    ledger = await api.items("clerk-1", "/ledger", about=str(REPORT))
    assert {(entry["recipient_id"], entry["template"]) for entry in ledger} == {
        ("head-1", "report-accepted"),
        ("head-1", "report-missed-unit"),
        ("clerk-1", "report-missed-clerk"),
    }
    assert all(entry["settled_at"] and entry["message_id"] for entry in ledger)
    first = (await api.get("clerk-1", "/ledger", limit=2)).json()
    rest = (await api.get("clerk-1", "/ledger", limit=2, cursor=first["next"])).json()
    assert len({entry["intent_id"] for entry in (*first["items"], *rest["items"])}) == 4


async def test_a_units_head_reads_in_the_ledger_what_the_own_unit_was_told(api: Api) -> None:
    own, whole = await api.items("head-1", "/ledger"), await api.items("clerk-1", "/ledger")
    assert own == [entry for entry in whole if entry["unit_id"] == str(UNIT)]
    assert {entry["unit_id"] for entry in whole} > {str(UNIT)}


@pytest.mark.parametrize("cursor", ["WyJhIiwiYiJd", "WyIyMDI0LTAxLTAxIl0", "WyIwMDAxLTAxLTAxVDAwOjAwKzE0OjAwIiwiYSJd"])
async def test_a_cursor_of_elsewhere_is_refused(api: Api, cursor: str) -> None:
    answer = await api.get("head-1", "/tasks", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor.invalid")


async def test_the_clerk_reminds_a_unit_once_and_it_is_told(api: Api) -> None:
    assert await api.remind("head-1", OTHERS[0]) == (403, "mandate.role")
    assert await api.remind("clerk-9", OTHERS[0]) == (404, "not-found")
    assert await api.remind("clerk-1", uuid4()) == (404, "not-found")
    assert await api.remind("clerk-1", REPORT) == (409, "reminder.not-waited-for")
    assert await api.remind("clerk-1", OTHERS[0]) == (200, "")
    assert await api.remind("clerk-1", OTHERS[0]) == (409, "reminder.too-soon")
    await catch_up(api.ward.runtime)
    told = await api.items("clerk-1", "/ledger", about=str(OTHERS[0]))
    assert [(each["template"], each["recipient_id"]) for each in told] == [("report-reminded", "head-1")]
    assert "Đề nghị đơn vị nộp báo cáo." in told[0]["body"]


async def test_the_clerk_reminds_a_unit_of_a_directive_that_it_has_not_read(api: Api) -> None:
    reading = next(ids("reading"))
    told = {"reading_id": str(reading), "directive_id": "d", "unit_id": str(UNIT)}
    named = told | {"document_title": "Chỉ thị về thi đua", "document_number": "34-CT/TW"}
    stream = f"directive-reading-{reading}"
    await api.ward.tell((DirectiveSent(**named, due_at=DUE), stream))
    later = DUE + timedelta(days=9)
    await api.ward.tell((DirectiveDeadlineMoved(**named, due_at=later, already_read=False), stream))
    [task] = [one for one in await api.items("head-1", "/tasks") if one["about"] == str(reading)]
    assert datetime.fromisoformat(task["due_at"]) == later, "the task follows the day"

    name, value = sealed(Session(issuer.mint(api.keys, api.issuer, "clerk-1"), "csrf"))
    asked = f"/notifications/pages/remind?report={reading}"
    page = (await api.client.get(asked, headers={"cookie": f"{name}={value}"})).text
    assert "1 đơn vị chưa đọc văn bản số 34-CT/TW: gửi 1 thư." in page
    assert 'href="/submissions/pages/directives">Quay lại<' in page
    assert await api.remind("clerk-1", reading) == (404, "not-found"), "it is no report"
    assert await api.remind("clerk-9", reading, of="readings") == (404, "not-found")
    assert await api.remind("head-1", reading, of="readings") == (403, "mandate.role")
    assert await api.remind("clerk-1", reading, of="readings") == (200, "")
    assert await api.remind("clerk-1", reading, of="readings") == (409, "reminder.too-soon")
    await catch_up(api.ward.runtime)
    letters = {each["template"]: each["body"] for each in await api.items("clerk-1", "/ledger", about=str(reading))}
    assert {"directive-deadline-moved", "directive-reminded"} <= set(letters)
    for who, status in (("clerk-1", 200), ("chairman-1", 200), ("head-1", 403)):
        name, value = sealed(Session(issuer.mint(api.keys, api.issuer, who), "csrf"))
        reminded = f"/notifications/pages/reminded?report={reading}"
        answer = await api.client.get(reminded, headers={"cookie": f"{name}={value}"})
        assert (answer.status_code, f"nhac-{reading}" in answer.text) == (status, status == 200)
    name, value = sealed(Session(issuer.mint(api.keys, api.issuer, "clerk-1"), "csrf"))
    assert "34-CT/TW: Chỉ thị về thi đua" in letters["directive-reminded"]
    await api.ward.tell(
        (
            DirectiveRead(
                **told, document_title="Chỉ thị về thi đua", read_on=DUE.date(), on_time=True, by_office=False
            ),
            stream,
        )
    )
    assert await api.remind("clerk-1", reading, of="readings") == (409, "reminder.not-waited-for")
    page = (await api.client.get(asked, headers={"cookie": f"{name}={value}"})).text
    assert "1 đơn vị đã đọc hoặc không còn phải đọc nên không có trong danh sách." in page


async def test_a_unit_whose_registration_was_returned_is_reminded_to_send_it_again(api: Api) -> None:
    aims = next(ids("aims"))
    which: dict[str, Any] = {"aims_id": str(aims), "unit_id": str(UNIT), "year": 2024}
    stream = f"aims-{aims}"
    await api.ward.tell((AimsAsked(**which, due_at=DUE), stream))
    await api.ward.tell((AimsRegistered(**which, by_office=False), stream))
    assert await api.remind("clerk-1", aims, of="aims") == (409, "reminder.not-waited-for")
    await api.ward.tell((AimsReturned(**which), stream))
    name, value = sealed(Session(issuer.mint(api.keys, api.issuer, "clerk-1"), "csrf"))
    asked = f"/notifications/pages/remind?report={aims}"
    page = (await api.client.get(asked, headers={"cookie": f"{name}={value}"})).text
    assert "1 đơn vị chưa sửa, gửi lại đăng ký thi đua năm 2024: gửi 1 thư." in page
    assert await api.remind("clerk-1", aims, of="aims") == (200, "")
    await catch_up(api.ward.runtime)
    told = {each["template"]: each["body"] for each in await api.items("clerk-1", "/ledger", about=str(aims))}
    assert "đã được trả lại để sửa" in told["aims-reminded-returned"]


async def test_a_recalled_document_leaves_the_tasks_of_its_units_and_comes_back_when_it_is_restored(api: Api) -> None:
    made = ids("recalled")
    unread, read = next(made), next(made)
    named: dict[str, Any] = {
        "directive_id": "d",
        "unit_id": str(UNIT),
        "document_title": "Chỉ thị sai",
        "document_number": "9-CT/TW",
    }
    for one in (unread, read):
        await api.ward.tell((DirectiveSent(reading_id=str(one), **named, due_at=DUE), f"directive-reading-{one}"))
    done = {"directive_id": "d", "unit_id": str(UNIT), "document_title": "Chỉ thị sai"}
    await api.ward.tell(
        (
            DirectiveRead(reading_id=str(read), **done, read_on=DUE.date(), on_time=True, by_office=False),
            f"directive-reading-{read}",
        )
    )

    async def open_tasks() -> set[str]:
        return {one["about"] for one in await api.items("head-1", "/tasks")} & {str(unread), str(read)}

    assert await open_tasks() == {str(unread)}
    why: dict[str, Any] = {"document_withdrawn": True, "recalled_for": Mistake.CONTENT, "instead_number": "10-CT/TW"}
    for one in (unread, read):
        gone = DirectiveRecalled(reading_id=str(one), **named, **why, instead_title="Chỉ thị đúng")
        await api.ward.tell((gone, f"directive-reading-{one}"))
    assert await open_tasks() == set()
    for one, already in ((unread, False), (read, True)):
        back = DirectiveRestored(reading_id=str(one), **named, due_at=DUE, already_read=already)
        await api.ward.tell((back, f"directive-reading-{one}"))
    assert await open_tasks() == {str(unread)}, "who has read has nothing to do"
    await catch_up(api.ward.runtime)
    for one in (unread, read):
        letters = {each["template"]: each["body"] for each in await api.items("clerk-1", "/ledger", about=str(one))}
        assert (
            "Lý do: sai nội dung. Văn bản thay thế: số 10-CT/TW, Chỉ thị đúng."
            in (letters["directive-document-withdrawn"])
        )
        assert "directive-restored" in letters


async def test_a_unit_that_a_plan_names_confirms_it_and_again_when_that_was_a_mistake(api: Api) -> None:
    plan = next(ids("plan to confirm"))
    which = {"plan_id": str(plan), "unit_id": str(UNIT)}
    of = which | {"plan_title": "Kế hoạch công tác thi đua năm 2024", "document_number": "57/KH-UBND"}

    async def tasks(who: str = "head-1") -> list[str]:
        return [one["title"] for one in await api.items(who, "/tasks") if one["kind"] == "confirm-plan"]

    title = "Xác nhận đã nhận “Kế hoạch công tác thi đua năm 2024”, số 57/KH-UBND"
    await api.ward.tell((PlanSent(**of), f"plan-{plan}"))
    assert await tasks() == [title] and await tasks("head-2") == []
    name, value = sealed(Session(issuer.mint(api.keys, api.issuer, "head-1"), "csrf"))
    home = (await api.client.get("/", headers={"cookie": f"{name}={value}"})).text
    assert f'href="/submissions/pages/plans/{plan}"' in home
    receipt = f"plan-receipt-{plan}"
    await api.ward.tell((PlanReceived(**which, received_on=DUE.date()), receipt))
    assert await tasks() == []
    await api.ward.tell((PlanReceiptTakenBack(**of), receipt))
    assert await tasks() == [title]
    await api.ward.tell((PlanReceiptReleased(**which), f"plan-{plan}"))
    assert await tasks() == []


async def test_what_changes_an_issued_plan_is_numbered_and_issued_by_tasks_as_the_plan_was(api: Api) -> None:
    plan = next(ids("plan to amend"))
    which: dict[str, Any] = {"plan_id": str(plan), "year": 2024}
    document: dict[str, Any] = {"number": "60/KH-UBND", "issued_on": DUE.date()}

    async def tasks() -> list[str]:
        return [one["title"] for one in await api.items("clerk-1", "/tasks") if one["about"] == str(plan)]

    for told in (
        PlanChecked(**which, plan_title="Kế hoạch năm 2024"),
        PlanSigned(**which),
        PlanNumbered(**which, **document),
        PlanIssued(**which, **document),
    ):
        await api.ward.tell((told, f"plan-{plan}"))
    assert await tasks() == []
    await api.ward.tell((PlanChecked(**which, plan_title="Điều chỉnh: Kế hoạch năm 2024"), f"plan-{plan}"))
    await api.ward.tell((PlanSigned(**which), f"plan-{plan}"))
    assert await tasks() == ["Cấp số và ngày cho “Điều chỉnh: Kế hoạch năm 2024”"]
    await api.ward.tell((PlanNumbered(**which, **document), f"plan-{plan}"))
    assert await tasks() == ["Ban hành “Điều chỉnh: Kế hoạch năm 2024”"]
    amended = PlanAmended(plan_id=str(plan), number="60/KH-UBND", amended_on=DUE.date())
    await api.ward.tell((amended, f"plan-{plan}"))
    assert await tasks() == []


async def test_a_unit_that_nobody_heads_is_named_and_not_counted(api: Api) -> None:
    assert await api.remind("clerk-1", HEADLESS) == (409, "reminder.nobody")
    name, value = sealed(Session(issuer.mint(api.keys, api.issuer, "clerk-1"), "csrf"))
    asked = f"/notifications/pages/remind?report={HEADLESS}&report={OTHERS[1]}&report={RETURNED}"
    page = (await api.client.get(asked, headers={"cookie": f"{name}={value}"})).text
    assert "3 đơn vị chưa nộp báo cáo sơ kết 6 tháng đầu năm 2024: gửi 2 thư." in page
    assert "1 đơn vị chưa có người đại diện nên chưa nhắc được." in page
    assert 'href="/submissions/pages/mandates">Giao quyền đại diện đơn vị</a>' in page
    assert page.count('name="chon"') == 2 and str(HEADLESS) not in re.findall(r'name="chon"[^>]*value="([^"]+)"', page)
    assert page.count("<span>Bị trả lại</span>") == 1
    nothing = f"/notifications/pages/remind?report={uuid4()}"
    foreign, theirs = ("clerk-9", asked), ("clerk-1", nothing)
    for who, address in (foreign, theirs):
        name, value = sealed(Session(issuer.mint(api.keys, api.issuer, who), "csrf"))
        answer = await api.client.get(address, headers={"cookie": f"{name}={value}"})
        assert answer.status_code == 404, "nothing is said of what is not the ward's"
    name, value = sealed(Session(issuer.mint(api.keys, api.issuer, "clerk-1"), "csrf"))
    beside = (await api.client.get(f"{asked}&report={uuid4()}", headers={"cookie": f"{name}={value}"})).text
    assert "không còn phải nộp" not in beside


async def test_who_has_not_signed_in_reads_the_guide_of_a_citizen_and_of_no_page_that_they_do_not_have(
    api: Api,
) -> None:
    guide = (await api.client.get("/guide")).text
    assert "<h1>Hướng dẫn: Công dân</h1>" in guide
    assert "Việc của tôi" not in guide and "Trang đầu" in guide
    other = (await api.client.get("/guide/unit-head")).text
    assert "<h1>Hướng dẫn: Đại diện đơn vị</h1>" in other and "Việc của tôi" in other
