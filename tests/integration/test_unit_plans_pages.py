"""A unit's own plan in a browser: drafted by the unit, returned, submitted again, approved, amended, shown under the ward's plan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.submissions.ids import unit_plan_id
from tests.integration.test_archive_pages import press_refused
from tests.integration.test_directives_pages import head, looked_at
from tests.integration.test_plans_pages import (
    CHAIRMAN,
    CLERK,
    act,
    page_of,
    press,
    text,
    typed,
)
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY
from tests.support.submissions import Submissions, submissions

UNIT_PLANS = "/submissions/pages/unit-plans"
OF: dict[str, str] = {}
"""The ward's plan and its units."""


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with an issued plan and three residential groups."""
    async with submissions(postgres, "unit_plans_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        OF["TDP1"] = await running.unit("TDP1")
        OF["TDP2"] = await running.unit("TDP2")
        OF["TDP3"] = await running.unit("TDP3")
        signer = await running.person("Lò Văn An", OF["TDP1"])
        OF["plan"] = await running.plan(signer, [running.obligation("Báo cáo sơ kết", 30, 45)], number=33)
        await eventually(running.caught_up, True)
        yield running


@pytest.mark.needs("chromium-headless-shell")
async def test_a_unit_s_plan_is_returned_mended_approved_and_amended(it: Submissions) -> None:
    day = it.today() + timedelta(days=20)
    async with browsing() as browser:
        unit = await page_of(it, browser, head("TDP1"), UNIT_PLANS)
        assert "Chưa có kế hoạch nào của đơn vị." in await text(unit)
        await unit.get_by_role("link", name="Lập kế hoạch của đơn vị").first.click()
        await unit.select_option("#plan_id", OF["plan"])
        if await unit.locator("#unit_id").count():
            await unit.select_option("#unit_id", OF["TDP1"])
        await unit.fill("#title", "Kế hoạch thi đua của tổ")
        await unit.fill("#measures", "Tuyên truyền trên loa truyền thanh")
        await unit.fill("#tasks-0-name", "Phát động đợt thi đua")
        await unit.fill("#tasks-0-due_on", typed(day))
        await looked_at(unit, "unit-plan-form")
        await press(unit, "Lập dự thảo", "**done=draft**")
        page = unit.url.partition("?")[0]
        await act(unit, "Trình duyệt", "Trình phường, xã duyệt", "**done=submit**")

        clerk = await page_of(it, browser, CLERK, page)
        await clerk.get_by_role("link", name="Trả lại", exact=True).click()
        await press_refused(clerk, "Trả lại để hoàn thiện", "Chọn ít nhất một lý do trả lại, hoặc ghi ý kiến cụ thể.")
        await clerk.fill("#note", "Xem lại cả mục 2.")
        await press(clerk, "Trả lại để hoàn thiện", "**done=return**")
        assert "Phải hoàn thiện" in await text(clerk) and "Xem lại cả mục 2." in await text(clerk)
        await clerk.get_by_role("link", name="Hủy trả lại nhầm", exact=True).click()
        await clerk.fill("#reason", "Nhầm kế hoạch của tổ khác.")
        await press(clerk, "Hủy trả lại", "**done=take-back-return**")
        again = await text(clerk)
        assert "Chờ phường, xã duyệt" in again and "Hủy trả lại: Nhầm kế hoạch của tổ khác." in again

        await clerk.get_by_role("link", name="Trả lại", exact=True).click()
        await clerk.get_by_role("checkbox", name="Chỉ tiêu, sản phẩm chưa cụ thể").check()
        await clerk.fill("#note", "Nhiệm vụ 1 chưa ghi sản phẩm.")
        await press(clerk, "Trả lại để hoàn thiện", "**done=return**")

        await unit.goto(page)
        assert "Bị trả lại" in await text(unit)
        assert "chỉ tiêu, sản phẩm chưa cụ thể; Nhiệm vụ 1 chưa ghi sản phẩm." in await text(unit)
        await looked_at(unit, "unit-plan-returned")
        await unit.get_by_role("link", name="Sửa dự thảo", exact=True).click()
        assert await unit.input_value("#tasks-0-due_on") == typed(day)
        await unit.fill("#tasks-0-result", "Báo cáo kết quả")
        await press(unit, "Lưu dự thảo", "**done=revise**")
        await clerk.goto(page)
        assert "Hủy trả lại nhầm" not in await text(clerk), "the unit has begun to mend it"
        await act(unit, "Trình duyệt", "Trình phường, xã duyệt", "**done=submit**")
        await clerk.goto(page)
        await act(clerk, "Duyệt", "Duyệt kế hoạch", "**done=approve**")
        assert "Đã duyệt" in await text(clerk)
        await clerk.goto(f"/submissions/pages/plans/{OF['plan']}")
        under = await text(clerk)
        assert "Kế hoạch của các đơn vị" in under and "Đã duyệt" in under and "Chưa lập" in under, (
            "each unit of the ward, also the one that has none"
        )
        await looked_at(clerk, "plan-with-units")

        await unit.goto(page)
        await unit.get_by_role("link", name="Điều chỉnh", exact=True).click()
        await unit.fill("#title", "Kế hoạch thi đua của tổ, điều chỉnh")
        await press(unit, "Lập dự thảo điều chỉnh", "**done=amend**")
        assert "Đã duyệt, đang điều chỉnh" in await text(unit)
        await unit.goto(f"/submissions/pages/calendar?month={day:%Y-%m}")
        assert "Phát động đợt thi đua" in await text(unit), "what was approved holds meanwhile"
        await unit.goto(page)
        await unit.get_by_role("link", name="Rút dự thảo điều chỉnh", exact=True).click()
        await unit.select_option("#reason", "needless")
        await press(unit, "Rút dự thảo điều chỉnh", "**done=withdraw**")
        again = await text(unit)
        assert "Rút dự thảo điều chỉnh: " in again.partition("Diễn biến")[2], "the plan itself was not withdrawn"
        assert "Đã duyệt" in again and "điều chỉnh" not in again.partition("Diễn biến")[0].replace("Điều chỉnh", "")


async def test_over_the_api_a_unit_sees_and_writes_its_own_plan_alone(it: Submissions) -> None:
    body = {
        "plan_id": OF["plan"],
        "unit_id": OF["TDP2"],
        "title": "Kế hoạch của tổ 2",
        "tasks": [{"name": "Tổng vệ sinh", "due_on": it.in_days(10)}],
    }
    assert await it.refused(head("TDP1"), "/unit-plans", body) == (404, "not-found")
    assert (await it.post(CLERK, "/unit-plans", body)).status_code == 403
    made = (await it.did(head("TDP2"), "/unit-plans", body))["id"]
    assert made == str(unit_plan_id(*(UUID(OF[name]) for name in ("plan", "TDP2"))))
    assert await it.refused(head("TDP2"), "/unit-plans", body) == (409, "unit-plan.already-drafted")
    own, others = [
        await it.client.get(f"/submissions/unit-plans/{made}", headers=it.headers(head(unit)))
        for unit in ("TDP2", "TDP1")
    ]
    assert (own.json()["title"], own.headers["etag"]) == (body["title"], '"1"')
    assert others.status_code == 404, "another unit's plan"
    assert await it.refused(head("TDP1"), f"/unit-plans/{made}:submit") == (404, "not-found")
    assert await it.refused(CLERK, f"/unit-plans/{made}:approve") == (409, "unit-plan.draft")


@pytest.mark.needs("chromium-headless-shell")
async def test_what_the_ward_wrote_about_a_plan_is_erased_on_a_document(it: Submissions) -> None:
    where = f"/unit-plans/{unit_plan_id(UUID(OF['plan']), UUID(OF['TDP3']))}"
    body = {
        "plan_id": OF["plan"],
        "unit_id": OF["TDP3"],
        "title": "Kế hoạch của tổ 3",
        "tasks": [{"name": "Tổng vệ sinh", "due_on": it.in_days(10)}],
    }
    await it.did(head("TDP3"), "/unit-plans", body)
    await it.did(head("TDP3"), f"{where}:submit")
    assert await it.refused(CLERK, f"{where}:take-back-return", {"reason": "Nhầm"}) == (409, "unit-plan.not-returned")
    assert await it.refused(CLERK, f"{where}:return", {}) == (422, "unit-plan.no-reason")
    await it.did(CLERK, f"{where}:return", {"note": "Bà Lò Thị Ba chưa ký."})
    page = f"/submissions/pages{where}"
    async with browsing() as browser:
        chairman = await page_of(it, browser, CHAIRMAN, page)
        assert (await text(chairman)).count("Bà Lò Thị Ba chưa ký.") == 2, "what is to be mended, and the timeline"
        await chairman.get_by_role("link", name="Xóa lời ghi", exact=True).click()
        await chairman.fill("#document_number", "3/ĐN")
        await press(chairman, "Xóa lời ghi", "**done=erase-words**")
        await eventually(it.caught_up, True)
        await chairman.goto(page)
        assert "Lò Thị Ba" not in await text(chairman) and "đã xóa theo yêu cầu" in await text(chairman)
        assert "Xóa lời ghi theo văn bản số 3/ĐN." in await text(chairman)
    assert await it.refused(CHAIRMAN, f"{where}:erase-words", {"document_number": "3/ĐN"}) == (
        409,
        "unit-plan.no-words",
    )
