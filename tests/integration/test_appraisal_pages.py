"""Appraisal (thẩm định) through pages: the clerk's task leads to where it is done, a unit completes what was given back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from deploy.local.postgres import Postgres
from tests.integration.test_awards_acts import page, plain, sent
from tests.support.awards_pages import CLERK, GOOD, Pages, awards_pages
from tests.support.paged import browsing

PAGES = "/awards/pages"
STATED = {
    f"merits-{name}": ("yes" if value else "no") if isinstance(value, bool) else str(value)
    for name, value in GOOD.items()
}


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "appraisal", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


async def test_a_dossier_is_given_back_completed_and_appraised_and_every_step_is_taken_back(it: Pages) -> None:
    unit = await it.unit("T8", "Tổ dân phố số 8")
    dossier = await it.proposed("T8", unit, await it.person("Lò Thị Mẫu", unit))
    here = f"/dossiers/{dossier}"
    offered = plain(await page(it, CLERK, here))
    assert "Đã thẩm định" in offered and "Trả lại đơn vị bổ sung" in offered
    for_unit = plain(await page(it, "head-T8", here))
    assert "Trả lại đơn vị bổ sung" not in for_unit, "the office's alone"

    empty = await sent(it, CLERK, f"{here}/do/return", {"note": "Thiếu biên bản"})
    assert empty.status_code == 422, "what is lacking is said"
    back = {"reasons": "evidence", "note": "Thiếu biên bản bình xét"}
    assert (await sent(it, CLERK, f"{here}/do/return", back)).status_code == 303
    assert (await sent(it, CLERK, f"{here}/do/take-back-return", {})).status_code == 303
    assert (await sent(it, CLERK, f"{here}/do/return", back)).status_code == 303
    told = plain(await page(it, "head-T8", here))
    assert "Trả lại đơn vị bổ sung" in told and "thiếu minh chứng" in told and "Thiếu biên bản bình xét" in told
    assert "dừng tính từ" in told
    late = await sent(it, CLERK, f"{here}/do/appraise", {})
    assert late.status_code == 409 and "đang trả lại đơn vị bổ sung" in late.text

    form = await page(it, "head-T8", f"{here}/do/complete")
    assert 'value="12"' in form.text, "what was stated stands in the form"
    again = await sent(it, "head-T8", f"{here}/do/complete", STATED | {"achievements": "Tổ trưởng tổ vay vốn"})
    assert again.status_code == 303, again.text
    told = plain(await page(it, "head-T8", here))
    assert "bổ sung, gửi lại hồ sơ" in told and "Tổ trưởng tổ vay vốn" in told

    assert (await sent(it, CLERK, f"{here}/do/appraise", {"note": "Đủ điều kiện"})).status_code == 303
    told = plain(await page(it, CLERK, here))
    assert "Đã thẩm định, chờ Hội đồng xét" in told and "Ý kiến: Đủ điều kiện" in told
    assert (await sent(it, CLERK, f"{here}/do/unappraise", {})).status_code == 303
    listed = await it.client.get(
        "/awards/nominations", headers=it.submissions.headers(CLERK), params={"after": it.last, "state": "proposed"}
    )
    assert [one["appraised_on"] for one in listed.json()["items"]] == [None]


@pytest.mark.needs("chromium-headless-shell")
async def test_the_page_of_a_dossier_leads_on_with_what_it_waits_for(it: Pages) -> None:
    unit = await it.unit("T9", "Tổ dân phố số 9")
    dossier = await it.proposed("T9", unit, await it.person("Giàng A Mẫu", unit))
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN")
        shown = await context.new_page()
        shown.set_default_timeout(60_000)
        await context.add_cookies([it.cookie(CLERK)])  # type: ignore[list-item]
        await shown.goto(f"{it.base}{PAGES}/dossiers/{dossier}?after={it.last}")
        assert await shown.locator("a.button.primary").inner_text() == "Đã thẩm định"
        await shown.get_by_role("link", name="Trả lại đơn vị bổ sung").click()
        await shown.get_by_label("Thiếu minh chứng").check()
        found = await Axe().run(shown)
        assert [broken["id"] for broken in found.response["violations"]] == []
        assert await shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await shown.get_by_role("button", name="Trả lại hồ sơ").click()
        await shown.get_by_text("Đã trả lại hồ sơ cho đơn vị bổ sung.").wait_for()
        assert await shown.locator("a.button.primary").inner_text() == "Bổ sung, gửi lại", "the office may do it, too"
