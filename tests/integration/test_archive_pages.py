"""The archive in a browser: a year's list, papers put in and taken out, a file closed and handed over, each step taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from deploy.local.postgres import Postgres
from tests.integration.test_directives_pages import looked_at
from tests.integration.test_plans_pages import CHAIRMAN, CLERK, page_of, press, text, typed
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY
from tests.support.submissions import QUYET_THANG, Submissions, submissions

ARCHIVE, UNFILED = "/submissions/pages/archive", "/submissions/pages/unfiled"
RECORDS = f"records-{QUYET_THANG}"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with an issued plan and its clerk of documents."""
    async with submissions(postgres, "archive_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        unit = await running.unit("TDP1")
        signer = await running.person("Lò Văn An", unit)
        await running.grant(CHAIRMAN, RECORDS, "records-clerk")
        await running.plan(signer, [running.obligation("Báo cáo sơ kết", 30, 45)], number=33)
        await eventually(running.caught_up, True)
        yield running


async def undo(page: Page, link: str, button: str, until: str) -> None:
    await page.get_by_role("link", name=link, exact=True).click()
    await page.select_option("#reason", "slip")
    await press(page, button, until)


@pytest.mark.needs("chromium-headless-shell")
async def test_a_file_is_listed_filled_closed_and_handed_over_and_each_step_is_taken_back(it: Submissions) -> None:
    today = it.today()
    async with browsing() as browser:
        records = await page_of(it, browser, RECORDS, UNFILED)
        assert "33/KH-UBND" in await text(records), "what was issued is in no file"
        strip = await records.request.get("/submissions/pages/strip")
        assert "0 hồ sơ chờ nộp lưu, 1 văn bản đi chưa vào hồ sơ" in await strip.text(), "and the home page says so"
        await looked_at(records, "unfiled")
        await records.goto(ARCHIVE)
        assert "Danh mục chưa có hồ sơ nào." in await text(records)
        await records.get_by_role("link", name="Ghi hồ sơ vào danh mục").first.click()
        await records.fill("#year", str(today.year))
        await records.fill("#code", "01.TĐKT")
        await records.fill("#title", "Kế hoạch, báo cáo thi đua")
        await records.fill("#retention", "20")
        await looked_at(records, "archive-form")
        await press(records, "Ghi vào danh mục", "**done=list**")
        page = records.url.partition("?")[0]
        assert "Chưa có văn bản" in await text(records)

        await records.get_by_role("link", name="Đưa văn bản vào hồ sơ", exact=True).click()
        await press_refused(records, "Đưa vào hồ sơ", "Chưa chọn văn bản nào.")
        await records.get_by_role("checkbox", name="33/KH-UBND").check()
        await press(records, "Đưa vào hồ sơ", "**done=file**")
        assert "33/KH-UBND" in await text(records) and "Đang mở" in await text(records)
        await looked_at(records, "archive-file")
        await records.goto(UNFILED)
        assert "Mọi văn bản đều đã vào hồ sơ." in await text(records)

        await records.goto(page)
        await records.get_by_role("link", name="Lấy ra").click()
        await records.select_option("#reason", "slip")
        await press(records, "Lấy ra khỏi hồ sơ", "**done=take-out**")
        assert "Hồ sơ chưa có văn bản nào." in await text(records)
        await records.goto(UNFILED)
        table = records.locator("tbody")
        to = await table.locator("th a").get_attribute("href")
        assert to is not None and to.startswith("/submissions/pages/plans/"), "a row leads to its document"
        await table.get_by_role("link", name="Đưa vào hồ sơ").click()
        assert await records.is_checked("[name=numbers]"), "the form begins with the row"
        await records.select_option("#file_id", label=f"01.TĐKT – Kế hoạch, báo cáo thi đua – năm {today.year}")
        await looked_at(records, "unfiled-form")
        await press(records, "Đưa vào hồ sơ", "**done=file**")
        assert "Mọi văn bản đều đã vào hồ sơ." in await text(records)
        chairman = await page_of(it, browser, CHAIRMAN, UNFILED)
        assert await chairman.get_by_role("link", name="Đưa vào hồ sơ").count() == 0, "who keeps the files does it"
        await records.goto(page)

        month = await (await records.request.get(f"/submissions/pages/calendar?month={today.year + 1}-12")).text()
        assert "Hạn nộp lưu hồ sơ" in month and "01.TĐKT" in month, "an open file ends with its year"
        await records.get_by_role("link", name="Kết thúc hồ sơ", exact=True).click()
        await records.fill("#closed_on", typed(today))
        await press(records, "Kết thúc hồ sơ", "**done=close**")
        closed = await text(records)
        assert "Đã kết thúc, chờ nộp lưu" in closed
        assert typed(today.replace(year=today.year + 1, day=min(today.day, 28))) in closed or today.day > 28
        await undo(records, "Mở lại hồ sơ", "Mở lại hồ sơ", "**done=reopen**")
        await records.get_by_role("link", name="Kết thúc hồ sơ", exact=True).click()
        await records.fill("#closed_on", typed(today))
        await press(records, "Kết thúc hồ sơ", "**done=close**")

        await records.get_by_role("link", name="Ghi đã nộp lưu", exact=True).click()
        await records.fill("#handed_over_on", typed(today))
        await records.fill("#document_number", "03/BB-UBND")
        await press(records, "Ghi đã nộp lưu", "**done=hand-over**")
        handed = await text(records)
        assert "Đã nộp lưu" in handed and "03/BB-UBND" in handed
        await undo(records, "Hủy ghi nộp lưu", "Hủy ghi nộp lưu", "**done=take-back**")
        assert "Đã kết thúc, chờ nộp lưu" in await text(records)

        clerk = await page_of(it, browser, CLERK, ARCHIVE)
        await looked_at(clerk, "archive")
        await clerk.goto("/submissions/pages/plans")
        await clerk.get_by_role("link", name="Kế hoạch công tác thi đua, khen thưởng").first.click()
        await clerk.get_by_text("01.TĐKT năm").first.wait_for()
        await clerk.goto(ARCHIVE)
        assert "01.TĐKT" in await text(clerk)


async def press_refused(page: Page, button: str, words: str) -> None:
    await page.get_by_role("button", name=button, exact=True).last.click()
    await page.locator(".errors").wait_for()
    assert words in await page.locator(".errors").inner_text()


async def test_over_the_api_a_file_is_asked_of_by_its_keepers_alone(it: Submissions) -> None:
    year = it.today().year
    body = {"year": year, "code": "02.TĐKT", "title": "Hồ sơ khen thưởng", "retention": None}
    file = (await it.did(RECORDS, "/archive", body))["id"]
    assert await it.refused(CLERK, "/archive", body | {"code": "02.tđkt"}) == (409, "archive.already-listed")
    assert await it.refused(CLERK, f"/archive/{file}:file", {}) == (422, "archive.nothing-chosen")
    assert await it.refused(CLERK, f"/archive/{file}:close", {"closed_on": it.in_days(0)}) == (409, "archive.empty")
    assert (await it.post(CHAIRMAN, "/archive", body | {"code": "03"})).status_code == 403
