"""A plan's life in a browser: drafted, revised by two people at once, issued; its reports sent, given back and accepted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.calendar import end_of_day
from services.chassis.web.session import Session
from services.chassis.words import day
from services.submissions.options import LATER_PLANS
from services.submissions.plans.capability import BESIDE
from tests.integration.test_register_pages import seen
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import CONTENT, OPERATOR, QUYET_THANG, Submissions, submissions

CLERK, CHAIRMAN = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}"
PLANS = "/submissions/pages/plans"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with two residential groups, a school and its chairman among the people."""
    async with submissions(postgres, "plans_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        first = await running.unit("TDP1")
        await running.unit("TDP2")
        await running.unit("TH1", kind="school", name="Trường Tiểu học Quyết Thắng")
        await running.person("Lò Văn An", first)
        await eventually(running.caught_up, True)
        yield running


async def page_of(it: Submissions, browser: Browser, who: str, path: str, *, script: bool = True) -> Page:
    """A page that somebody who has signed in has opened, with or without script."""
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}"))
    context = await browser.new_context(base_url=str(it.client.base_url), java_script_enabled=script)
    await context.add_cookies([{"name": name, "value": value, "url": str(it.client.base_url)}])
    context.set_default_timeout(30_000)
    page = await context.new_page()
    await page.goto(path)
    return page


async def text(page: Page) -> str:
    return await page.inner_text("main")


async def press(page: Page, name: str, until: str) -> None:
    await page.get_by_role("button", name=name, exact=True).last.click()
    await page.wait_for_url(until)


async def act(page: Page, link: str, button: str, until: str) -> None:
    """An act without fields: from the record's page straight, or over its page."""
    await page.get_by_role("link", name=link, exact=True).click()
    await press(page, button, until)


def plan_page(page: Page) -> str:
    """The address of the plan on whose page, or on one of whose forms, somebody is."""
    return "/".join(page.url.partition("?")[0].split("/")[3:7]).join(("/", ""))


def typed(day: date) -> str:
    return f"{day:%d/%m/%Y}"


async def fill_duty(page: Page, number: int, name: str, period: str, due: date, locks: date) -> None:
    row = f"#obligations-{number}-"
    await page.fill(f"{row}name", name)
    await page.select_option(f"{row}period", period)
    await page.fill(f"{row}due-day", typed(due))
    await page.fill(f"{row}locks-day", typed(locks))


@pytest.mark.needs("chromium-headless-shell")
async def test_a_plan_is_drafted_revised_by_two_and_issued(it: Submissions) -> None:
    today = it.today()
    due, locks = today + timedelta(days=30), today + timedelta(days=45)
    async with browsing() as browser:
        clerk = await page_of(it, browser, CLERK, PLANS)
        assert "Chưa lập kế hoạch nào." in await text(clerk)
        await clerk.get_by_role("link", name="Lập dự thảo kế hoạch").first.click()
        await clerk.fill("#year", str(today.year))
        await clerk.fill("#title", f"Kế hoạch thi đua năm {today.year}")
        await clerk.fill("#recipients", "UBND thành phố\n\nLưu: VT")
        await clerk.fill("#legal_bases-0-title", "Luật Thi đua, khen thưởng")
        assert await clerk.input_value("#obligations-0-due-reading") == "before", "a choice begins with its default"
        await fill_duty(clerk, 0, "Báo cáo sơ kết", "half-year", due, today)
        await clerk.get_by_role("button", name="Thêm báo cáo").click()
        await fill_duty(clerk, 1, "Báo cáo tổng kết", "year", due, locks)
        await clerk.get_by_role("checkbox", name="Trường học").last.check()
        await clerk.get_by_role("button", name="Lập dự thảo", exact=True).last.click()
        refused = clerk.locator(".errors")
        await refused.wait_for()
        assert "Ngày khóa sổ của “Báo cáo sơ kết” không thể trước hạn nộp." in await refused.inner_text()
        await clerk.fill("#obligations-0-locks-day", typed(locks))
        await press(clerk, "Lập dự thảo", "**done=draft**")
        drafted = await text(clerk)
        assert "Dự thảo" in drafted and "Báo cáo tổng kết" in drafted and "Trường học" in drafted
        assert "UBND thành phố; Lưu: VT" in drafted and "Luật Thi đua, khen thưởng" in drafted

        await clerk.get_by_role("link", name="Sửa dự thảo kế hoạch").click()
        assert await clerk.input_value("#obligations-0-due-day") == typed(due), (
            "the plan's own words, not what they mean"
        )
        chairman = await page_of(it, browser, CHAIRMAN, clerk.url)
        await chairman.fill("#title", "Kế hoạch công tác thi đua")
        await chairman.get_by_role("button", name="Thêm báo cáo").click()
        await fill_duty(chairman, 2, "Báo cáo đột xuất", "half-year", due, locks)
        await press(chairman, "Lưu dự thảo", "**done=revise**")
        await clerk.select_option("#obligations-1-due-reading", "through")
        await clerk.get_by_role("button", name="Lưu dự thảo").last.click()
        await clerk.locator(".now").first.wait_for()
        both = await text(clerk)
        assert "đã được người khác thay đổi" in both and "Hiện nay: Kế hoạch công tác thi đua" in both
        assert "Hiện nay: trước ngày" in both and "Hiện nay: còn báo cáo “Báo cáo đột xuất”" in both
        await clerk.fill("#title", "Kế hoạch công tác thi đua")
        await press(clerk, "Lưu dự thảo", "**done=revise**")
        revised = await text(clerk)
        assert "Báo cáo đột xuất" not in revised and "Sửa dự thảo." in revised

        await act(clerk, "Kiểm tra xong", "Xác nhận đã kiểm tra", "**done=check**")
        assert "Đã kiểm tra, chờ ký" in await text(clerk)
        await chairman.goto(plan_page(clerk))
        await chairman.get_by_role("link", name="Ký kế hoạch").click()
        await chairman.select_option("#signer_id", label="Lò Văn An – Tổ dân phố TDP1")
        await press(chairman, "Ký kế hoạch", "**done=sign**")
        await clerk.goto(plan_page(clerk))
        await clerk.get_by_role("link", name="Cấp số và ngày").click()
        assert await clerk.input_value("#symbol") == "KH-UBND"
        assert await clerk.input_value("#number") == "1", "the next number of the register"
        await clerk.fill("#number", "12")
        await clerk.fill("#issued_on", typed(today + timedelta(days=1)))
        await clerk.get_by_role("button", name="Cấp số").last.click()
        await refused.wait_for()
        assert "Ngày văn bản không thể sau ngày hôm nay." in await refused.inner_text()
        await clerk.fill("#issued_on", typed(today))
        await press(clerk, "Cấp số", "**done=number**")
        await clerk.get_by_role("link", name="Ban hành kế hoạch").click()
        assert "3 đơn vị phải nộp tất cả 4 báo cáo" in await text(clerk)
        await press(clerk, "Ban hành kế hoạch", "**done=issue**")
        issued = await text(clerk)
        assert (
            "12/KH-UBND" in issued and "CHỦ TỊCH: Lò Văn An" in issued and "Ban hành kế hoạch số 12/KH-UBND" in issued
        )
        assert "Sửa dự thảo kế hoạch" not in issued

        async def owed() -> int:
            return len(await it.reports(CLERK))

        await eventually(owed, 4)

        await clerk.get_by_role("link", name="Điều chỉnh kế hoạch").click()
        assert await clerk.locator("#number").count() == 0, "whoever keeps the register gives it"
        assert await clerk.input_value("#title") == "Kế hoạch công tác thi đua"
        await clerk.fill("#reason", "Bổ sung nhiệm vụ.")
        await clerk.fill("#tasks-0-code", "1")
        await clerk.fill("#tasks-0-name", "Sơ kết 6 tháng")
        await clerk.select_option("#tasks-0-unit_id", label="Trường Tiểu học Quyết Thắng")
        await clerk.fill("#tasks-0-due_on", typed(due))
        await press(clerk, "Trình văn bản điều chỉnh", "**done=amend**")
        waiting = await text(clerk)
        assert "chờ ký; lý do: Bổ sung nhiệm vụ." in waiting and "Sơ kết 6 tháng" not in waiting, "not in force yet"
        assert "Thu hồi kế hoạch" not in await chairman.inner_text("main")
        await chairman.goto(plan_page(clerk))
        await chairman.get_by_role("link", name="Ký văn bản điều chỉnh").click()
        said = await text(chairman)
        assert "Văn bản điều chỉnh kế hoạch số 12/KH-UBND; lý do: Bổ sung nhiệm vụ." in said
        assert "Chưa ghi ai giữ quyền Chủ tịch này" in said
        await chairman.select_option("#signer_id", label="Lò Văn An – Tổ dân phố TDP1")
        await press(chairman, "Ký văn bản điều chỉnh", "**done=sign**")
        await clerk.goto(plan_page(clerk))
        await clerk.get_by_role("link", name="Cấp số và ngày").click()
        assert await clerk.input_value("#number") == "13", "the register's next"
        await press(clerk, "Cấp số", "**done=number**")
        assert "Văn bản số 13/KH-UBND, đã có số, chờ ban hành" in await text(clerk)
        told = (await it.read(CLERK, f"/plans/{plan_page(clerk).rpartition('/')[2]}"))["amending"]
        assert (told["step"], told["number"]) == ("numbered", 13)
        await act(clerk, "Ban hành văn bản điều chỉnh", "Ban hành văn bản điều chỉnh", "**done=issue**")
        amended = await text(clerk)
        assert "13/KH-UBND" in amended and "Bổ sung nhiệm vụ." in amended and "Sơ kết 6 tháng" in amended

        head = await page_of(it, browser, f"head-{QUYET_THANG}-TH1", plan_page(clerk))
        await head.get_by_role("link", name="Xác nhận đơn vị đã nhận").click()
        assert await head.locator("#unit_id option:checked").inner_text() == "Trường Tiểu học Quyết Thắng"
        await press(head, "Xác nhận đã nhận", "**done=confirm**")
        assert "Trường Tiểu học Quyết Thắng" in await text(head)

        await clerk.goto("/submissions/pages/numbers")
        register = await text(clerk)
        assert "12/KH-UBND" in register and "1 đến 11/KH-UBND" in register and "Chưa dùng" in register
        await clerk.goto(plan_page(chairman))
        await clerk.get_by_role("link", name="Phát động phong trào").click()
        assert (await clerk.locator("#plan_id option:checked").inner_text()).startswith("12/KH-UBND")
        await clerk.go_back()
        await clerk.get_by_role("link", name="Lập kế hoạch năm sau").click()
        assert await clerk.input_value("#year") == str(today.year + 1)
        moved = await clerk.input_value("#obligations-0-due-day")
        assert moved.endswith(str(due.year + 1)) and moved[:5] == typed(due)[:5]


async def restored_and_revoked_again(
    it: Submissions, plan: str, other: str, states: Callable[[], Awaitable[list[str]]]
) -> None:
    """A plan that was revoked by mistake is owed again as it was; so it holds again that was superseded by mistake."""
    assert "thu hồi nhầm thì khôi phục được" in await seen(it, CHAIRMAN, f"/plans/{plan}")
    assert "/do/restore" not in await seen(it, CLERK, f"/plans/{plan}")
    await it.did(CHAIRMAN, f"/plans/{plan}:restore", {"reason": "slip"})
    assert (await it.read(CLERK, f"/plans/{plan}"))["state"] == "issued"
    await eventually(states, ["due"])
    assert "Khôi phục kế hoạch đã thu hồi: bấm nhầm." in await seen(it, CLERK, f"/plans/{plan}")
    assert await it.refused(CHAIRMAN, f"/plans/{plan}:restore", {"reason": "slip"}) == (409, "plan.not-revoked")
    await it.did(CLERK, f"/plans/{plan}:supersede", {"by_plan_id": other, "reason": "Ghi nhầm."})
    assert (await it.read(CLERK, f"/plans/{plan}"))["successor_id"] == other
    await it.did(CLERK, f"/plans/{plan}:take-back-supersession", {"reason": "slip"})
    again = await it.read(CLERK, f"/plans/{plan}")
    assert (again["state"], again["successor_id"]) == ("issued", None)
    await it.did(CHAIRMAN, f"/plans/{plan}:revoke", {"reason": "slip"})
    await eventually(states, ["released"])


async def test_a_plan_issued_by_mistake_is_revoked_and_owed_by_nobody_and_not_once_a_report_was_sent(
    it: Submissions,
) -> None:
    signer = next(one["person_id"] for one in (await it.read(CLERK, "/people"))["items"])
    await it.unit("CA1", kind="police", name="Công an phường")
    plan = await it.plan(signer, [it.obligation("Báo cáo nhầm", 30, 40, unit_kinds=["police"])], number=61)
    kept = await it.plan(signer, [it.obligation("Báo cáo đúng", 30, 40, unit_kinds=["police"])], number=62)

    async def states(of: str) -> list[str]:
        return sorted(one["state"] for one in await it.reports(CLERK, plan_id=of))

    await eventually(lambda: states(plan), ["due"])
    await eventually(lambda: states(kept), ["due"])
    assert "được, nếu ban hành nhầm" in await seen(it, CHAIRMAN, f"/plans/{plan}")
    assert (await it.refused(CLERK, f"/plans/{plan}:revoke", {"reason": "slip"}))[1] == "mandate.role"
    await it.did(CHAIRMAN, f"/plans/{plan}:revoke", {"reason": "slip"})
    assert (await it.read(CLERK, f"/plans/{plan}"))["state"] == "revoked"
    await eventually(lambda: states(plan), ["released"])
    gone = await seen(it, CLERK, f"/plans/{plan}")
    assert "Kế hoạch số 61/KH-UBND ngày" in gone and f"đã thu hồi ngày {day(it.today())}" in gone
    await restored_and_revoked_again(it, plan, kept, lambda: states(plan))
    later = await it.unit("CA2", kind="police", name="Công an phường mới")
    [report] = await it.reports(CLERK, plan_id=kept, unit_id=(await it.reports(CLERK, plan_id=plan))[0]["unit_id"])
    head = f"head-{QUYET_THANG}-CA1"
    await it.did(head, f"/reports/{report['report_id']}:submit", CONTENT)
    await eventually(it.caught_up, True)
    assert await it.refused(CHAIRMAN, f"/plans/{kept}:revoke", {"reason": "slip"}) == (409, "plan.reports-sent")
    shown = await seen(it, CHAIRMAN, f"/plans/{kept}")
    assert "/do/revoke" not in shown, "what would be refused is not offered"
    assert "không, vì đã có 1 báo cáo gửi; có thể điều chỉnh hoặc thay thế" in shown
    await eventually(lambda: states(kept), ["due", "submitted"])
    assert len(await states(plan)) == 1, f"{later} began later and is asked for nothing under it"
    await it.did(CLERK, f"/units/{report['unit_id']}:close", {"closed_on": it.in_days(5)})
    await it.did(CLERK, f"/units/{report['unit_id']}:reopen", {"document_number": "2/QĐ-UBND"})
    await eventually(it.caught_up, True)
    assert await states(plan) == ["released"], "a unit that goes on is not asked for it again"
    assert await states(kept) == ["due", "submitted"]


async def test_the_api_replaces_a_draft_only_for_whoever_has_seen_it(it: Submissions) -> None:
    body: dict[str, Any] = {
        "title": "Kế hoạch", "recipients": ["Lưu: VT"], "obligations": [it.obligation("Báo cáo năm", 30, 40, "year")]
    }  # fmt: skip
    made = await it.did(CLERK, "/plans", body | {"year": it.today().year})
    path = f"/submissions/plans/{made['id']}:revise"
    for known, status in ((None, 428), ('"7"', 412), ('"1"', 200)):
        headers = it.headers(CLERK) | ({"If-Match": known} if known else {})
        answer = await it.client.post(path, json=body | {"title": "Kế hoạch mới"}, headers=headers)
        assert answer.status_code == status, answer.text
    it.last = answer.json()["token"]
    plan = await it.read(CLERK, f"/plans/{made['id']}")
    assert (plan["title"], plan["recipients"]) == ("Kế hoạch mới", ["Lưu: VT"])


@pytest.mark.needs("chromium-headless-shell")
async def test_a_report_is_sent_given_back_sent_again_and_accepted_and_a_stale_acceptance_is_not(
    it: Submissions,
) -> None:
    signer = next(one["person_id"] for one in (await it.read(CLERK, "/people"))["items"])
    plan = await it.plan(signer, [it.obligation("Báo cáo riêng", 30, 40, unit_kinds=["school"])], number=14)

    async def owed() -> int:
        return len(await it.reports(CLERK, plan_id=plan))

    await eventually(owed, 1)
    [report] = await it.reports(CLERK, plan_id=plan)
    address = f"/submissions/pages/reports/{report['report_id']}"
    async with browsing() as browser:
        chairman = await page_of(it, browser, CHAIRMAN, f"{address}/do/extend")
        assert await chairman.input_value("#due-reading") == "through", "a document that extends says so"
        for field, day in (("due-day", 50), ("locks-day", 60), ("document_date", 1)):
            await chairman.fill(f"#{field}", typed(it.today() + timedelta(days=day)))
        await chairman.fill("#document_number", "12/UBND-VP")
        await chairman.fill("#reason", "Mất kết nối.")
        await chairman.get_by_role("button", name="Gia hạn nộp").last.click()
        await chairman.locator("#document_date-loi").wait_for()
        await chairman.fill("#document_date", typed(it.today()))
        await press(chairman, "Gia hạn nộp", "**done=extend**")
        [extended] = await it.reports(CLERK, plan_id=plan)
        assert extended["due_at"] == end_of_day(it.today() + timedelta(days=50)).isoformat().replace("+00:00", "Z")

        head = await page_of(it, browser, f"head-{QUYET_THANG}-TH1", f"{address}/send")
        await send(head)
        clerk = await page_of(it, browser, CLERK, address)
        stale = await page_of(it, browser, CLERK, address)
        await clerk.get_by_role("link", name="Trả lại", exact=True).click()
        assert "gửi lại không tính là trễ thêm" in await text(clerk)
        await clerk.get_by_role("button", name="Trả lại báo cáo").last.click()
        assert "Ghi lý do." in await clerk.locator(".errors").inner_text()
        await clerk.fill("#reason", "Thiếu số hộ.")
        await press(clerk, "Trả lại báo cáo", "**done=give-back**")
        assert "Đã trả lại báo cáo." in await text(clerk)

        await head.goto(f"{address}/send")
        assert "Cần sửa: Thiếu số hộ." in await text(head)
        await send(head)
        await stale.get_by_role("button", name="Tiếp nhận").click()
        await stale.locator(".errors").wait_for()
        assert "đã được người khác thay đổi" in await text(stale)
        await press(stale, "Tiếp nhận", "**done=accept**")
        accepted = await text(stale)
        assert (
            "Đã tiếp nhận báo cáo." in accepted
            and "Hủy tiếp nhận nhầm" in accepted
            and "Trả lại" not in (await stale.locator(".actions").inner_text())
        )


async def send(head: Page) -> None:
    for word in await head.locator("#bao-cao input[inputmode=numeric]").all():
        await word.fill("2")
    await head.get_by_role("button", name="Xem lại trước khi gửi").last.click()
    await press(head, "Gửi báo cáo", "**done=sent**")


async def test_a_plan_is_replaced_by_one_issued_no_earlier_and_set_beside_last_years_of_the_same_name(
    it: Submissions,
) -> None:
    signer = next(one["person_id"] for one in (await it.read(CLERK, "/people"))["items"])
    first, second = [
        await it.plan(signer, [it.obligation("Báo cáo năm", 40, 50)], number=number, ahead=ahead)
        for number, ahead in ((71, 0), (72, 1))
    ]
    await eventually(it.caught_up, True)
    async with it.runtime.api.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute("SELECT set_config('app.wards', $1::text[]::text, true)", [QUYET_THANG])
        offered = {row["value"] for row in await connection.fetch(LATER_PLANS, UUID(first))}
        beside = await connection.fetch(BESIDE.source, it.today(), second)
        renamed = await connection.fetch(
            BESIDE.source.replace("lower(m.title)", "lower(m.title) || ' khác'"), it.today(), second
        )
    assert second in offered and first not in offered, "never itself"
    assert {row["what"] for row in beside} >= {"Hạn nộp: Báo cáo năm", "Số nơi nhận"}
    assert renamed == [], "plans of other names are no last year's plan"


@pytest.mark.needs("chromium-headless-shell")
async def test_a_leader_signs_in_the_chairmans_place_while_it_is_delegated(it: Submissions) -> None:
    leader = f"leader-{QUYET_THANG}"
    await it.grant(CHAIRMAN, leader, "leader")
    content = {"title": "Kế hoạch ký thay", "obligations": [it.obligation("Báo cáo ký thay", 30, 40)]}
    draft = (await it.did(CLERK, "/plans", {"year": it.today().year, **content}))["id"]
    await it.did(CLERK, f"/plans/{draft}:check")
    await eventually(it.caught_up, True)
    async with browsing() as browser:
        deputy = await page_of(it, browser, leader, f"{PLANS}/{draft}")
        await deputy.get_by_role("link", name="Ký thay Chủ tịch").click()
        assert await deputy.locator("#delegation_id option").count() <= 1, "nothing is delegated yet"
        waiting = await (await deputy.request.get("/submissions/pages/signing")).text()
        assert "Không có kế hoạch nào chờ đồng chí ký thay." in waiting

        chairman = await page_of(it, browser, CHAIRMAN, "/submissions/pages/delegations")
        assert "Chưa giao ai ký thay." in await text(chairman)
        await chairman.get_by_role("link", name="Giao ký thay").first.click()
        await chairman.select_option("#person_id", label="Lò Văn An – Tổ dân phố TDP1")
        await chairman.select_option("#principal", leader)
        await chairman.select_option("#manner", "by-authority")
        await chairman.fill("#position", "PHÓ CHỦ TỊCH")
        await chairman.fill("#valid_from", typed(it.today()))
        await chairman.get_by_role("button", name="Giao ký thay").last.click()
        await chairman.locator(".errors").wait_for()
        assert "phải bằng văn bản và có thời hạn" in await text(chairman)
        await chairman.select_option("#manner", "in-place")
        await press(chairman, "Giao ký thay", "**done=delegate**")
        assert "Đang hiệu lực" in await text(chairman)

        waiting = await (await deputy.request.get("/submissions/pages/signing")).text()
        assert "Kế hoạch ký thay" in waiting and f"{draft}/do/sign-in-place" in waiting
        progress = await (await deputy.request.get("/submissions/pages/strip")).text()
        assert "Ký thay" not in progress, "what is to be signed stands with what waits for a signature"
        await deputy.reload()
        await deputy.select_option("#delegation_id", index=1)
        await press(deputy, "Ký thay Chủ tịch", "**done=sign-in-place**")
        assert "TM. ỦY BAN NHÂN DÂN – KT. CHỦ TỊCH / PHÓ CHỦ TỊCH: Lò Văn An" in await text(deputy)
        signed = await (await deputy.request.get("/submissions/pages/signing")).text()
        assert "Đã ký, chờ số" in signed and f"{draft}/do/unsign" in signed
        await deputy.get_by_role("link", name="Hủy chữ ký", exact=True).click()
        await deputy.select_option("#reason", "slip")
        await press(deputy, "Hủy chữ ký", "**done=unsign**")
        await deputy.get_by_role("link", name="Ký thay Chủ tịch").click()
        await deputy.select_option("#delegation_id", index=1)
        await press(deputy, "Ký thay Chủ tịch", "**done=sign-in-place**")

        await chairman.get_by_role("link", name="Rút việc giao").click()
        await chairman.select_option("#reason", "needless")
        await press(chairman, "Rút việc giao", "**done=withdraw**")
        assert "Đã rút" in await text(chairman)


@pytest.mark.needs("chromium-headless-shell")
async def test_a_plan_is_signed_in_the_name_of_its_registered_holder_and_an_account_delegated_to_its_own(
    it: Submissions,
) -> None:
    [group] = [one["unit_id"] for one in (await it.read(CLERK, "/units"))["items"] if one["code"] == "TDP2"]
    holder, other = await it.person("Lò Thị Giữ", group), await it.person("Lò Văn Khác", group)
    mine = (await it.read(CHAIRMAN, "/mandates/mine"))["items"]
    [mandate] = [one["mandate_id"] for one in mine if one["role"] == "chairman"]
    await it.grant(OPERATOR, "city-1", "city-officer", ward="city")
    name = f"/mandates/{mandate}:name-holder?ward={QUYET_THANG}"
    await it.did("city-1", name, {"person_id": holder})
    draft = (await it.did(CLERK, "/plans", {"year": it.today().year, "title": "Kế hoạch chuyên đề"}))["id"]
    await it.did(CLERK, f"/plans/{draft}:check")
    wrong = await it.refused(CHAIRMAN, f"/plans/{draft}:sign", {"signer_id": other})
    assert wrong == (422, "plan.signer-not-holder")
    await eventually(it.caught_up, True)
    async with browsing() as browser:
        page = await page_of(it, browser, CHAIRMAN, f"{PLANS}/{draft}/do/sign")
        assert "Lò Thị Giữ" in await page.locator("#signer_id option:checked").inner_text()
        assert "Người ký là người giữ quyền Chủ tịch đã ghi" in await text(page)
        await press(page, "Ký kế hoạch", "**done=sign**")
    deputy = await it.grant(CHAIRMAN, "leader-held", "leader")
    await it.did(CHAIRMAN, f"/mandates/{deputy}:name-holder", {"person_id": holder})
    given = {"principal": "leader-held", "manner": "in-place", "position": "PHÓ CHỦ TỊCH", "valid_from": it.in_days(0)}
    wrong = await it.refused(CHAIRMAN, "/delegations", given | {"person_id": other})
    assert wrong == (422, "delegation.holder-differs")
    delegated = (await it.did(CHAIRMAN, "/delegations", given | {"person_id": holder}))["id"]
    await it.did(CHAIRMAN, f"/delegations/{delegated}:withdraw", {"reason": "slip"})
    await it.did("city-1", name, {"person_id": None})
