"""A document's life in a browser: entered, made a plan's basis, distributed, read by units, recalled, replaced."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from deploy.local.postgres import Postgres
from services.submissions.ids import reading_id
from tests.integration.test_plans_pages import CHAIRMAN, CLERK, act, page_of, plan_page, press, text, typed
from tests.support.eventually import eventually
from tests.support.paged import DESK, PHONE, RULES, browsing
from tests.support.signed_in import KEY
from tests.support.submissions import QUYET_THANG, Submissions, submissions

LIBRARY, DIRECTIVES, READINGS = (f"/submissions/pages/{name}" for name in ("library", "directives", "readings"))
PICTURES = os.environ.get("PICTURES", "")
"""Where each page that is looked at leaves its picture; nowhere by itself."""


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with two residential groups."""
    async with submissions(postgres, "directives_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        await running.unit("TDP1")
        await running.unit("TDP2")
        await eventually(running.caught_up, True)
        yield running


def head(code: str) -> str:
    return f"head-{QUYET_THANG}-{code}"


async def looked_at(page: Page, name: str) -> None:
    """The page fits a phone and a desk, and axe finds nothing in either."""
    for width, height in (PHONE, DESK):
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_timeout(200)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width}"
        found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert [one["id"] for one in found.response["violations"]] == [], f"{name} at {width}"
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


async def comes(page: Page, address: str, words: str) -> None:
    """What is asked of units by itself has come to the page."""

    async def there() -> bool:
        await page.goto(address)
        return words in await page.content()

    await eventually(there, True)


async def enter(page: Page, number: str, title: str, day: Any) -> None:
    await page.goto(f"{LIBRARY}/do/enter")
    await page.fill("#title", title)
    await page.select_option("#kind", "decree")
    await page.select_option("#level", "state")
    await page.fill("#number", number)
    await page.fill("#issuer", "Chính phủ")
    await page.fill("#issued_on", typed(day))
    await page.fill("#in_force_from", typed(day))
    await page.fill("#link", "https://vanban.chinhphu.vn/?docid=209541")


@pytest.mark.needs("chromium-headless-shell")
async def test_a_document_is_entered_distributed_read_recalled_and_replaced(it: Submissions) -> None:
    today = it.today()
    then = today - timedelta(days=40)
    async with browsing() as browser:
        clerk = await page_of(it, browser, CLERK, LIBRARY)
        assert "Thư viện chưa có văn bản nào." in await text(clerk)
        await looked_at(clerk, "library-empty")
        await clerk.goto(f"{DIRECTIVES}/do/distribute")
        assert "Văn phòng nhập văn bản vào thư viện trước." in await text(clerk)
        await clerk.get_by_role("link", name="Nhập văn bản vào thư viện").click()
        await clerk.wait_for_url(f"**{LIBRARY}/do/enter")
        await enter(clerk, "98/2023/NĐ-CP", "Nghị định về thi đua, khen thưởng", then)
        await looked_at(clerk, "library-form")
        await press(clerk, "Nhập văn bản", "**done=enter**")
        assert "Nghị định số 98/2023/NĐ-CP" in await text(clerk) and "Còn hiệu lực" in await text(clerk)
        old = clerk.url.partition("?")[0]
        await enter(clerk, "98/2023/nÐ‑cp", "Nghị định lặp", then)
        await clerk.get_by_role("button", name="Nhập văn bản", exact=True).last.click()
        await clerk.locator(".errors").wait_for()
        assert "đã có trong thư viện" in await clerk.locator(".errors").inner_text(), (
            "one number, however it is written"
        )

        await clerk.goto("/submissions/pages/plans/do/draft")
        await clerk.fill("#year", str(today.year))
        await clerk.fill("#title", f"Kế hoạch thi đua năm {today.year}")
        await clerk.get_by_role("checkbox", name="98/2023/NĐ-CP – Nghị định về thi đua, khen thưởng").check()
        await clerk.fill("#legal_bases-0-title", "Luật Thi đua, khen thưởng")
        await clerk.fill("#obligations-0-name", "Báo cáo năm")
        await clerk.select_option("#obligations-0-period", "year")
        await clerk.fill("#obligations-0-due-day", typed(today + timedelta(days=30)))
        await clerk.fill("#obligations-0-locks-day", typed(today + timedelta(days=45)))
        await press(clerk, "Lập dự thảo", "**done=draft**")
        drafted = await text(clerk)
        assert "98/2023/NĐ-CP" in drafted and "ghi bằng chữ" in drafted and "Luật Thi đua, khen thưởng" in drafted
        plan = plan_page(clerk)

        chairman = await page_of(it, browser, CHAIRMAN, f"{DIRECTIVES}/do/distribute")
        await chairman.select_option(
            "#document_id", label="98/2023/NĐ-CP – Nghị định về thi đua, khen thưởng – Chính phủ"
        )
        await chairman.select_option("#purpose", "directive")
        await chairman.select_option("#to", "all")
        await chairman.fill("#read_by", typed(today + timedelta(days=10)))
        await chairman.get_by_role("checkbox", name="cán bộ").check()
        await looked_at(chairman, "directive-form")
        await press(chairman, "Phổ biến văn bản", "**done=distribute**")
        directive = chairman.url.partition("?")[0]
        await comes(chairman, directive, "0/2 đã đọc")
        assert "Mọi đơn vị; phổ biến đến cán bộ" in await text(chairman)

        first = await page_of(it, browser, head("TDP1"), READINGS)
        mine = await text(first)
        assert "Chưa đọc" in mine and "TDP2" not in mine, "a unit sees its own alone"
        await looked_at(first, "readings")
        await first.get_by_role("link", name="Nghị định về thi đua, khen thưởng").click()
        await act(first, "Xác nhận đã đọc", "Xác nhận đã đọc, đã phổ biến", "**done=confirm**")
        assert "Đã đọc đúng hạn" in await text(first)
        await looked_at(first, "reading")

        await clerk.goto(f"{READINGS}?state=unread")
        await clerk.get_by_role("link", name="Nghị định về thi đua, khen thưởng").click()
        await act(clerk, "Xác nhận đã đọc", "Xác nhận đã đọc, đã phổ biến", "**done=confirm**")
        assert "Văn phòng ghi thay đơn vị" in await text(clerk)
        second = await page_of(it, browser, head("TDP2"), clerk.url.partition("?")[0])
        await second.get_by_role("link", name="Hủy xác nhận đã đọc").click()
        await second.select_option("#reason", "slip")
        await press(second, "Hủy xác nhận", "**done=take-back**")
        assert "Chưa đọc" in await text(second), "what the office said of a unit, the unit takes back"

        later = today + timedelta(days=15)
        await clerk.goto(directive)
        await clerk.get_by_role("link", name="Đổi hạn đọc").click()
        assert await clerk.input_value("#read_by") == typed(today + timedelta(days=10))
        await clerk.fill("#read_by", typed(later))
        await looked_at(clerk, "directive-move")
        await press(clerk, "Đổi hạn đọc", "**done=move**")
        moved = f"Đổi hạn đọc từ ngày {typed(today + timedelta(days=10))} thành ngày {typed(later)}."
        assert moved in await text(clerk)
        await comes(second, second.url.partition("?")[0], f"Hạn đọc đổi thành ngày {typed(later)}.")
        reminding = await clerk.get_by_role("link", name="Nhắc đơn vị chưa đọc").get_attribute("href")
        assert reminding is not None and reminding.count("report=") == 1, "of those who have not read alone"
        assert second.url.partition("?")[0].rpartition("/")[2] in reminding
        await chairman.goto(directive)
        assert await chairman.get_by_role("link", name="Nhắc đơn vị chưa đọc").count() == 0, "the clerk reminds"

        await it.unit("TDP3")
        await comes(clerk, directive, "1/3 đã đọc")
        asked = await text(clerk)
        assert "TDP3" in asked, "a unit of a later day is asked, too"
        await looked_at(clerk, "directive")
        await clerk.get_by_role("link", name="Xem theo đơn vị").click()
        assert "TDP3" in await text(clerk)
        await looked_at(clerk, "reading-by-unit")
        await clerk.goto(DIRECTIVES)
        assert "1/3" in await text(clerk)
        await looked_at(clerk, "directives")

        await clerk.goto(directive)
        await clerk.get_by_role("link", name="Thu hồi").click()
        await clerk.select_option("#reason", "needless")
        await press(clerk, "Thu hồi văn bản", "**done=recall**")
        await comes(clerk, directive, "Không phải đọc")
        assert "Đã thu hồi" in await text(clerk)

        await enter(clerk, "152/2025/NĐ-CP", "Nghị định mới về thi đua, khen thưởng", today - timedelta(days=1))
        await press(clerk, "Nhập văn bản", "**done=enter**")
        await clerk.goto(old)
        await clerk.get_by_role("link", name="Thay thế, bãi bỏ").click()
        await clerk.fill("#ended_on", typed(today))
        await clerk.select_option(
            "#by_document_id", label="152/2025/NĐ-CP – Nghị định mới về thi đua, khen thưởng – Chính phủ"
        )
        await press(clerk, "Ghi hết hiệu lực", "**done=end**")
        ended = await text(clerk)
        assert "Hết hiệu lực" in ended and "152/2025/NĐ-CP" in ended and f"năm {today.year}" in ended
        await looked_at(clerk, "library-record")
        await clerk.goto(plan)
        assert f"Hết hiệu lực từ ngày {typed(today)}" in await text(clerk)
        await clerk.get_by_role("link", name="Kiểm tra xong").click()
        assert f"Căn cứ đã hết hiệu lực: 98/2023/NĐ-CP từ ngày {typed(today)}." in await text(clerk), (
            "told, not refused"
        )
        await press(clerk, "Xác nhận đã kiểm tra", "**done=check**")

        await clerk.goto(LIBRARY)
        await looked_at(clerk, "library")
        found = await clerk.context.request.get(f"{LIBRARY}/excel")
        assert found.ok and "spreadsheet" in found.headers["content-type"], await found.text()


async def test_a_unit_that_ends_is_released_and_asked_again_when_its_end_is_taken_back(it: Submissions) -> None:
    day = it.today().isoformat()
    document = await it.did(
        CLERK,
        "/library",
        {
            "title": "Hướng dẫn bình xét thi đua",
            "kind": "guidance",
            "level": "ward",
            "number": "7/HD-UBND",
            "issuer": "UBND phường",
            "issued_on": day,
            "in_force_from": day,
            "link": "https://quyetthang.example/hd",
        },
    )
    unit = await it.unit("TDP9")
    named = await it.did(
        CLERK,
        "/directives",
        {
            "document_id": document["id"],
            "purpose": "guidance",
            "read_by": it.in_days(20),
            "to": "chosen",
            "units": [unit],
        },
    )

    async def states() -> list[tuple[bool, bool]]:
        rows = await it.runtime.projector.fetch(
            "SELECT released, read_on IS NOT NULL AS read FROM read.directive_readings WHERE directive_id = $1",
            UUID(named["id"]),
        )
        return [(row["released"], row["read"]) for row in rows]

    await eventually(states, [(False, False)])
    await it.did(CLERK, f"/units/{unit}:close", {"closed_on": it.in_days(5)})
    await eventually(states, [(True, False)])
    await it.did(CLERK, f"/units/{unit}:reopen", {"document_number": "2/QĐ-UBND"})
    await eventually(states, [(False, False)])
    reading = reading_id(UUID(named["id"]), UUID(unit))
    assert await it.refused(head("TDP1"), f"/readings/{reading}:confirm") == (404, "not-found"), "another unit's"
    await it.did(head("TDP9"), f"/readings/{reading}:confirm")
    await eventually(states, [(False, True)])


async def test_readings_follow_the_day_of_their_directive(it: Submissions) -> None:
    day = it.today().isoformat()
    entered = {"title": "Hướng dẫn chấm điểm", "kind": "guidance", "level": "ward", "number": "18/HD-UBND"}
    issued = {"issuer": "UBND phường", "issued_on": day, "in_force_from": day, "link": "https://quyetthang.example/8"}
    document = await it.did(CLERK, "/library", entered | issued)
    stays, ends = await it.unit("TDP51"), await it.unit("TDP52")
    sent = {"document_id": document["id"], "purpose": "guidance", "read_by": it.in_days(10)}
    named = await it.did(CLERK, "/directives", sent | {"to": "chosen", "units": [stays, ends]})
    path = f"/directives/{named['id']}:move"

    async def days() -> dict[str, tuple[str, bool]]:
        rows = await it.runtime.projector.fetch(
            "SELECT unit_id, read_by, released FROM read.directive_readings WHERE directive_id = $1", UUID(named["id"])
        )
        return {str(row["unit_id"]): (row["read_by"].isoformat(), row["released"]) for row in rows}

    await eventually(days, {stays: (it.in_days(10), False), ends: (it.in_days(10), False)})
    await it.did(CLERK, f"/units/{ends}:close", {"closed_on": it.in_days(12)})
    assert await it.refused(CLERK, path, {"read_by": it.in_days(-1)}, seen=1) == (422, "directive.read-by-passed")
    assert (await it.post(CLERK, path, {"read_by": it.in_days(15)}, seen=1)).is_success
    await eventually(days, {stays: (it.in_days(15), False), ends: (it.in_days(10), True)})
    assert (await it.post(CLERK, path, {"read_by": it.in_days(5)}, seen=2)).is_success
    await eventually(days, {stays: (it.in_days(5), False), ends: (it.in_days(5), False)})
    await it.did(CLERK, f"/directives/{named['id']}:recall", {"reason": "needless"})
    assert await it.refused(CLERK, path, {"read_by": it.in_days(6)}, seen=4) == (409, "directive.recalled")


async def test_who_attended_a_briefing_is_said_by_the_office_and_taken_back_by_the_unit(it: Submissions) -> None:
    unit = await it.unit("TDP7")
    person = await it.person("Lò Thị Mẫu", unit)
    briefing = await it.did(
        CLERK, "/briefings", {"kind": "training", "subject": "Tập huấn bình xét", "held_on": it.today().isoformat()}
    )
    other = f"/briefings/{briefing['id']}:attend"
    assert await it.refused(head("TDP1"), other, {"people": [person]}) == (404, "not-found"), "another unit's"
    await it.did(CLERK, other, {"people": [person]})
    async with browsing() as browser:
        mine = await page_of(it, browser, head("TDP7"), "/submissions/pages/attendances")
        await comes(mine, "/submissions/pages/attendances", "Lò Thị Mẫu")
        await looked_at(mine, "attendances")
        await mine.get_by_role("link", name="Lò Thị Mẫu").click()
        await mine.get_by_role("link", name="Hủy ghi có dự").click()
        await mine.select_option("#reason", "person")
        await press(mine, "Hủy ghi có dự", "**done=withdraw**")
        clerk = await page_of(it, browser, CLERK, f"/submissions/pages/briefings/{briefing['id']}")
        await comes(clerk, f"/submissions/pages/briefings/{briefing['id']}", "Chưa ghi người dự nào.")
        await looked_at(clerk, "briefing")
        await clerk.goto("/submissions/pages/briefings")
        await looked_at(clerk, "briefings")


async def test_a_document_that_is_withdrawn_takes_its_directives_back(it: Submissions) -> None:
    unit = await it.unit("TDP11")
    day = it.today().isoformat()
    guide = {
        "title": "Hướng dẫn nhập nhầm",
        "kind": "guidance",
        "level": "ward",
        "number": "8/HD-UBND",
        "issuer": "UBND phường",
        "issued_on": day,
        "in_force_from": day,
        "link": "https://quyetthang.example/hd8",
    }
    document = (await it.did(CLERK, "/library", guide))["id"]
    send = {"document_id": document, "purpose": "guidance", "read_by": it.in_days(9), "to": "chosen", "units": [unit]}
    directive = UUID((await it.did(CLERK, "/directives", send))["id"])
    released = "SELECT released FROM read.directive_readings WHERE directive_id = $1"

    async def states() -> list[bool]:
        return [row["released"] for row in await it.runtime.projector.fetch(released, directive)]

    await eventually(states, [False])
    await it.did(CLERK, f"/library/{document}:withdraw", {"reason": "content"})
    await eventually(states, [True])


@pytest.mark.needs("chromium-headless-shell")
@pytest.mark.parametrize("script", [True, False])
async def test_enter_in_a_search_field_searches_and_sends_nothing(it: Submissions, script: bool) -> None:
    for number in range(20, 36) if script else ():
        await it.unit(f"TDP{number}")
    day = it.today()
    document = await it.did(
        CLERK,
        "/library",
        {
            "title": "Thông báo cần tìm",
            "kind": "notice",
            "level": "ward",
            "number": f"{50 + script}/TB-UBND",
            "issuer": "UBND phường",
            "issued_on": day.isoformat(),
            "in_force_from": day.isoformat(),
            "link": "https://quyetthang.example/tb",
        },
    )
    await eventually(it.caught_up, True)
    count = "SELECT count(*) FROM store.events WHERE event_type = 'directive-distributed'"
    before = await it.runtime.projector.fetchval(count)
    async with browsing() as browser:
        page = await page_of(it, browser, CLERK, f"{DIRECTIVES}/do/distribute", script=script)
        await page.select_option("#document_id", document["id"])
        await page.select_option("#purpose", "guidance")
        await page.select_option("#to", "chosen")
        await page.fill("#read_by", typed(day + timedelta(days=10)))
        await page.fill("#units--tim", "TDP25")
        await page.press("#units--tim", "Enter")
        await page.get_by_role("checkbox", name="TDP25").check()
        await page.fill("#units--tim", "")
        await page.press("#units--tim", "Enter")
        assert await page.is_checked("[name=units]"), "what was chosen stays"
        await page.press("#read_by", "Enter")
        assert await page.input_value("#read_by") == typed(day + timedelta(days=10)) and "done=" not in page.url
        assert await it.runtime.projector.fetchval(count) == before
        await press(page, "Phổ biến văn bản", "**done=distribute**")
        assert "1 đơn vị được chọn" in await text(page)
