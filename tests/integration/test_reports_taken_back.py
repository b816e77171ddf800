"""What the office did to a report by mistake is taken back, by API and page: an extension, a return, a sending on paper or for the unit.

Two plans of one year ask for reports of one name, so that each page has to say which plan it is of. `SHOTS` names a folder for pictures.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.web.session import Session
from services.submissions.reports.figures import INDICATORS
from tests.integration.test_plans_pages import press, text
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import QUYET_THANG, Submissions, submissions

CLERK, HEAD = f"clerk-{QUYET_THANG}", f"head-{QUYET_THANG}-TDP1"
WHY: Final = {"reason": "Ghi nhầm đơn vị"}
NAME: Final = "Báo cáo phong trào 6 tháng"
REPORTS: Final = "/submissions/pages/reports"
WIDTHS: Final = (360, 1280)


@dataclass(frozen=True)
class Ward:
    """A ward with two plans whose reports are called the same, and the reports of one unit by their plan."""

    it: Submissions
    plans: tuple[str, str]
    unit: str

    async def report(self, plan: int, period: str = "half-year") -> dict[str, Any]:
        [found] = [
            each
            for each in await self.it.reports(CLERK, plan_id=self.plans[plan], unit_id=self.unit)
            if each["period"] == period
        ]
        return found

    async def did(self, report: str, what: str, body: dict[str, Any], who: str = CLERK) -> None:
        await self.it.did(who, f"/reports/{report}:{what}", body)

    async def refused(self, report: str, what: str, body: dict[str, Any]) -> str:
        return (await self.it.refused(CLERK, f"/reports/{report}:{what}", body))[1]

    def paper(self) -> dict[str, Any]:
        return {"received_on": self.it.today().isoformat(), "document_number": "05/BC-TDP1", "reason": "Mất mạng"}

    def longer(self, days: int) -> dict[str, Any]:
        return {
            "due": {"day": self.it.in_days(days), "reading": "through"},
            "locks": {"day": self.it.in_days(days + 5), "reading": "through"},
            "document_number": "80/UBND-VP",
            "document_date": self.it.today().isoformat(),
            "reason": "Mưa lũ",
        }


@pytest_asyncio.fixture
async def ward(postgres: Postgres, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Ward]:
    name = f"reports_back_{abs(hash(request.node.name)) % 10**6}"
    async with submissions(postgres, name, tmp_path, session_key=KEY) as it:
        await it.ward()
        unit = await it.unit("TDP1")
        signer = await it.person("Lò Văn An", unit)
        obligations = [it.obligation(NAME, 10, 20), it.obligation("Báo cáo năm", 30, 40, "year")]
        plans = [await it.plan(signer, obligations, number=number) for number in (57, 58)]

        async def owed() -> int:
            return len(await it.reports(CLERK))

        await eventually(owed, 4)
        yield Ward(it, (plans[0], plans[1]), unit)


async def test_what_was_a_mistake_is_taken_back_and_the_report_is_as_it_was(ward: Ward) -> None:
    before = await ward.report(0)
    report = before["report_id"]
    same = ("state", "attempt", "channel", "sent_at", "on_time", "due_at", "locks_at")
    as_before = [before[name] for name in same]
    assert (before["name"], before["plan_number"], before["plan_symbol"]) == (NAME, 57, "KH-UBND")

    assert await ward.refused(report, "withdraw-extension", WHY | {"document_number": "81/UBND-VP"}) == (
        "report.not-extended"
    )
    await ward.did(report, "extend-deadline", ward.longer(50))
    assert (await ward.report(0))["due_at"] != before["due_at"]
    await ward.did(report, "withdraw-extension", WHY | {"document_number": "81/UBND-VP"})
    assert [(await ward.report(0))[name] for name in same] == as_before

    await ward.did(report, "record-paper-receipt", ward.paper())
    assert (await ward.report(0))["state"] == "submitted"
    await ward.did(report, "withdraw-sending", WHY)
    assert [(await ward.report(0))[name] for name in same] == as_before
    assert await ward.refused(report, "withdraw-sending", WHY) == "report.no-sending"

    figures = [{"indicator": word, "value": "3"} for word in INDICATORS]
    await ward.did(report, "submit", {"document_number": "06/BC-TDP1", "figures": figures}, HEAD)
    assert await ward.refused(report, "withdraw-sending", WHY) == "report.sent-by-unit"
    sent = [(await ward.report(0))[name] for name in same]
    await ward.did(report, "return", {"reason": "Thiếu biểu số 2"})
    await ward.did(report, "withdraw-return", WHY)
    assert [(await ward.report(0))[name] for name in same] == sent
    assert await ward.refused(report, "withdraw-return", WHY) == "report.not-returned"
    said = (await ward.it.read(HEAD, f"/reports/{report}/history"))["items"]
    assert [each["event"] for each in said] == [
        "requested",
        "deadline-extended",
        "extension-withdrawn",
        "received-on-paper",
        "sending-withdrawn",
        "submitted",
        "returned",
        "return-withdrawn",
    ], "nothing disappears"


async def test_what_was_missing_is_missing_again_and_what_was_sent_is_judged_again(ward: Ward) -> None:
    it = ward.it
    missing, sent = (await ward.report(0))["report_id"], (await ward.report(1))["report_id"]

    async def states() -> list[tuple[Any, Any]]:
        return [(each["state"], each["on_time"]) for each in (await ward.report(0), await ward.report(1))]

    await it.move_clock(datetime.fromisoformat((await ward.report(0))["due_at"]) + timedelta(minutes=3))
    await eventually(states, [("missed", None), ("missed", None)])
    await it.grant(
        CLERK, HEAD, "unit-head", unit=ward.unit
    )  # theirs of the day before goes on; granted again for today
    await ward.did(missing, "record-paper-receipt", ward.paper())
    await ward.did(sent, "record-paper-receipt", ward.paper())
    await eventually(states, [("submitted", False), ("submitted", False)])
    await ward.did(missing, "withdraw-sending", WHY)
    await eventually(states, [("missed", None), ("submitted", False)])
    await ward.did(sent, "extend-deadline", ward.longer(50))
    await eventually(states, [("missed", None), ("submitted", True)])
    await ward.did(sent, "withdraw-extension", WHY | {"document_number": "81/UBND-VP"})
    await eventually(states, [("missed", None), ("submitted", False)])


async def page_of(ward: Ward, browser: Browser, who: str, path: str, width: int) -> Page:
    name, value = sealed(Session(issuer.mint(ward.it.keys, ward.it.issuer, who), f"csrf-{who}"))
    base = str(ward.it.client.base_url)
    context = await browser.new_context(base_url=base, viewport={"width": width, "height": 900})
    await context.add_cookies([{"name": name, "value": value, "url": base}])
    context.set_default_timeout(30_000)
    page = await context.new_page()
    await page.goto(path)
    return page


async def looked_at(page: Page, name: str, width: int) -> str:
    """What stands there; nothing is wider than the screen."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    return await text(page)


async def test_a_unit_takes_back_what_it_sent_mends_it_and_sends_it_again(ward: Ward) -> None:
    report = (await ward.report(0))["report_id"]
    figures = [{"indicator": word, "value": "3"} for word in INDICATORS]
    await ward.did(report, "submit", {"document_number": "06/BC-TDP1", "figures": figures}, HEAD)
    address = f"{REPORTS}/{report}"

    async def page(who: str, path: str) -> str:
        name, value = sealed(Session(issuer.mint(ward.it.keys, ward.it.issuer, who), f"csrf-{who}"))
        answer = await ward.it.client.get(path, headers={"cookie": f"{name}={value}"})
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    assert (await ward.report(0))["state"] == "submitted"
    assert "Rút để sửa" in await page(HEAD, address) and "Rút để sửa" not in await page(CLERK, address)
    assert "bấm “Rút để sửa”" in await page(HEAD, f"{address}/send")
    await ward.it.did(HEAD, f"/reports/{report}:recall")
    assert [(await ward.report(0))[name] for name in ("state", "attempt", "on_time")] == ["due", 0, None]
    told = await page(HEAD, address)
    assert "rút báo cáo về để sửa" in told and "Lập báo cáo" in told and "Rút để sửa" not in told
    assert "06/BC-TDP1" in await page(HEAD, f"{address}/send"), "what was sent is in the form"
    assert (await ward.it.refused(HEAD, f"/reports/{report}:recall"))[1] == "report.nothing-to-recall"
    await ward.did(report, "submit", {"document_number": "07/BC-TDP1", "figures": figures}, HEAD)
    assert [(await ward.report(0))[name] for name in ("state", "attempt", "on_time")] == ["submitted", 1, True]


@pytest.mark.needs("chromium-headless-shell")
@pytest.mark.parametrize("width", WIDTHS)
async def test_clerk_and_head_see_which_plan_and_take_back_by_a_button(ward: Ward, width: int) -> None:
    report = (await ward.report(0))["report_id"]
    address = f"{REPORTS}/{report}"
    async with browsing() as browser:
        head = await page_of(ward, browser, HEAD, REPORTS, width)
        listed = await looked_at(head, "list", width)
        assert f"{NAME}\nKế hoạch số 57/KH-UBND" in listed and f"{NAME}\nKế hoạch số 58/KH-UBND" in listed
        await head.goto(address)
        told = await looked_at(head, "head", width)
        assert NAME in told and "Kế hoạch số 57/KH-UBND" in told and "Hủy" not in told
        await head.get_by_role("link", name="Kế hoạch số 57/KH-UBND").click()
        plan = await looked_at(head, "plan", width)
        assert "Kế hoạch công tác thi đua" in plan
        duties = head.locator("section, div").filter(has_text="Chế độ báo cáo").last
        locks = head.get_by_role("columnheader", name="Khóa sổ").first
        assert await locks.is_visible(), "from when on nothing is taken is seen on a phone too"
        box = await locks.bounding_box()
        assert box is not None and await duties.count()
        assert box["x"] + box["width"] <= width, "without moving the table aside"

        await ward.did(report, "record-paper-receipt", ward.paper())
        await ward.report(0)
        clerk = await page_of(ward, browser, CLERK, address, width)
        told = await looked_at(clerk, "paper", width)
        assert "Số văn bản\n05/BC-TDP1" in told and "Hủy lần nộp ghi nhầm" in told
        assert "nên người khác của Văn phòng, hoặc Chủ tịch UBND, tiếp nhận." in told, (
            "whoever recorded it does not accept it"
        )
        assert not await clerk.get_by_role("button", name="Tiếp nhận").count()
        await clerk.get_by_role("link", name="Hủy lần nộp ghi nhầm").click()
        await clerk.get_by_label("Lý do").fill(WHY["reason"])
        await looked_at(clerk, "withdraw-sending", width)
        await press(clerk, "Hủy lần nộp", "**done=withdraw-sending**")
        told = await looked_at(clerk, "unsent", width)
        assert "Đã hủy lần nộp." in told and "05/BC-TDP1" not in told.partition("Diễn biến")[0]

        await ward.did(report, "extend-deadline", ward.longer(50))
        await ward.report(0)  # waits: what was written is read from now on
        await clerk.goto(address)
        await clerk.get_by_role("link", name="Hủy gia hạn").click()
        await clerk.get_by_label("Số văn bản làm căn cứ").fill("81/UBND-VP")
        await clerk.get_by_label("Lý do").fill(WHY["reason"])
        await looked_at(clerk, "withdraw-extension", width)
        await press(clerk, "Hủy gia hạn", "**done=withdraw-extension**")
        told = await looked_at(clerk, "unextended", width)
        assert "Hủy gia hạn theo văn bản số 81/UBND-VP" in told

        figures = [{"indicator": word, "value": "3"} for word in INDICATORS]
        await ward.did(report, "submit", {"document_number": None, "figures": figures}, HEAD)
        await ward.did(report, "return", {"reason": "Thiếu biểu số 2"})
        await ward.report(0)
        await clerk.goto(address)
        await clerk.get_by_role("link", name="Hủy trả lại nhầm").click()
        await clerk.get_by_label("Lý do").fill(WHY["reason"])
        await press(clerk, "Hủy trả lại", "**done=withdraw-return**")
        told = await looked_at(clerk, "unreturned", width)
        assert "chờ tiếp nhận" in told and "Số văn bản\nkhông có" in told
        await head.goto(address)
        told = await looked_at(head, "head-after", width)
        assert (
            "Văn phòng hủy việc trả lại" in told and "Lý do: Ghi nhầm đơn vị" in told and "Sửa và gửi lại" not in told
        )
        tracking = await page_of(ward, browser, CLERK, f"/submissions/pages/tracking?plan={ward.plans[1]}", width)
        assert "Kế hoạch số 58/KH-UBND" in await looked_at(tracking, "tracking", width)


async def test_the_history_of_a_report_tells_who_acted_by_name_to_whom_it_may_be_told(ward: Ward) -> None:
    it, chairman = ward.it, f"chairman-{QUYET_THANG}"
    person = await it.person("Lò Thị Biên Tập", await it.unit("TDP2"))
    mandates = (await it.read(chairman, "/mandates"))["items"]
    [mandate] = [one["mandate_id"] for one in mandates if one["principal"] == CLERK]
    await it.did(chairman, f"/mandates/{mandate}:name-holder", {"person_id": person})
    report = (await ward.report(0))["report_id"]
    await ward.did(report, "extend-deadline", ward.longer(50))
    await eventually(it.caught_up, True)

    async def history(who: str) -> str:
        name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}"))
        answer = await it.client.get(f"{REPORTS}/{report}", headers={"cookie": f"{name}={value}"})
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    assert "Văn phòng – Thống kê: Lò Thị Biên Tập" in await history(chairman)
    head = await history(HEAD)
    assert "Văn phòng – Thống kê" in head and "Lò Thị Biên Tập" not in head, (
        "a unit's head is told the own people's names"
    )
