"""The page of a day's law on a real service: read by anybody, the same over the API and as Excel, fit for a phone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from html import unescape
from io import BytesIO

import httpx
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from python_calamine import CalamineWorkbook

from deploy.local.postgres import Postgres
from services.awards.law.reading import read_law
from services.awards.law.telling import told
from tests.support.awards_pages import CLERK, Pages, awards_pages
from tests.support.paged import RULES, browsing
from tests.support.submissions import QUYET_THANG

LAW = "/awards/pages/law"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "law_page", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


async def seen(it: Pages, query: str = "", status: int = 200) -> str:
    """The page as a stranger reads it."""
    answer = await it.client.get(f"{LAW}{query}")
    assert answer.status_code == status, answer.text
    return plain(answer)


def plain(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


async def test_anybody_reads_the_law_of_a_day_with_citation_confidence_doubts_and_the_next_change(it: Pages) -> None:
    page = await seen(it, "?ngay=30/6/2025")
    assert "Luật của ngày 30/06/2025" in page and "Cả nước (quy định chung): Luật Thi đua" in page
    assert "Cá nhân: hệ số 0,3, 710.000 đ Điều 54" in page
    assert "đã đối chiếu văn bản gốc" in page and "(chưa được xác nhận)" in page
    assert "Điều chưa xác nhận" in page and page.count("Điều 85 Luật Thi đua, khen thưởng (thủ tục đơn giản)") == 1
    assert "Những gì đổi vào ngày 01/07/2025" in page
    assert "Thêm Thời hạn · Chiến sĩ thi đua cơ sở" in page
    after = await seen(it, "?ngay=1-7-2025")
    assert "Đổi vào ngày 15/07/2025" in after and "Quy định này từ ngày" not in after


async def test_who_has_not_signed_in_is_led_back_to_the_front_page(it: Pages) -> None:
    page = await seen(it)
    assert "Trang đầu" in page and "Về trang đầu" in page and "Việc của tôi" not in page
    signed_in = plain(await it.client.get(LAW, headers={"cookie": "{name}={value}".format(**it.cookie(CLERK))}))
    assert "Về Việc của tôi" in signed_in


async def test_a_ward_follows_its_province_and_says_when_it_has_no_rules_of_its_own(it: Pages) -> None:
    own = await seen(it, "?ngay=5/1/2026&noi=vn/bac-ninh")
    assert "Tỉnh Bắc Ninh:" in own and "(quy định của tỉnh)" in own
    ward = await seen(it, f"?ngay=5/1/2026&noi={QUYET_THANG}")
    assert "Phường Quyết Thắng:" in ward and "theo quy định chung" in ward and "(quy định của tỉnh)" not in ward


async def test_a_day_that_is_none_is_asked_again_and_a_day_without_law_leads_to_the_first(it: Pages) -> None:
    assert "Mục “Ngày”: không có ngày 31/2/2025." in await seen(it, "?ngay=31/2/2025", 422)
    assert "quy định sớm nhất từ ngày 01/01/2017" in await seen(it, "?ngay=1/1/2001")
    assert "Cả nước (quy định chung)" in await seen(it, "?noi=khong-co")
    assert (await it.client.get(f"{LAW}.xlsx?ngay=1/1/2001")).status_code == 404


async def test_the_api_and_excel_say_what_the_page_says(it: Pages) -> None:
    headers = it.submissions.headers(CLERK)
    answer = await it.client.get("/awards/law?day=2026-09-01", headers=headers)
    assert answer.status_code == 200, answer.text
    found = told(read_law(), date(2026, 9, 1))
    assert found is not None
    body = answer.json()
    assert [line["says"] for line in body["lines"]] == [line.says for line in found.lines]
    assert body["pack"]["next_change"] == "2026-10-01" and body["open_questions"] == list(found.open_questions)
    assert [change["after"] for change in body["changes"]] == [change.after for change in found.changes]
    page = await seen(it, "?ngay=1/9/2026")
    assert all(re.sub(r"\s+", " ", line.says) in page for line in found.lines)
    assert (await it.client.get("/awards/law?day=2001-01-01", headers=headers)).status_code == 404
    assert (await it.client.get("/awards/law?day=2026-09-01")).status_code == 401
    file = await it.client.get(f"{LAW}.xlsx?ngay=1/9/2026")
    rows = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    cells = {str(row[2]) for row in rows[3:]}
    assert cells == {line.says for line in found.lines}


@pytest.mark.needs("chromium-headless-shell")
@pytest.mark.parametrize("size", [(360, 740), (768, 800), (1280, 800)])
async def test_in_a_browser_it_fits_and_passes_axe(it: Pages, size: tuple[int, int]) -> None:
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi-VN")
        page = await context.new_page()
        page.set_default_timeout(60_000)
        await page.goto(f"{it.base}{LAW}")
        await page.get_by_label("Ngày", exact=True).fill("30/6/2025")
        await page.get_by_role("button", name="Xem", exact=True).click()
        await page.get_by_role("heading", name="Luật của ngày 30/06/2025").wait_for()
        await page.locator("#CSTDCS summary").click()
        assert await page.get_by_text("Bỏ phiếu: từ 80% tổng số thành viên đồng ý").first.is_visible()
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert [broken["id"] for broken in found.response["violations"]] == []
        await page.get_by_role("link", name="Xem luật của ngày 01/07/2025").click()
        await page.get_by_role("heading", name="Luật của ngày 01/07/2025").wait_for()
