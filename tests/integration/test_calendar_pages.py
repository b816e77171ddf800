"""Lịch in a browser: a key day entered, what is due for a unit and for the ward, another month, the year as a file."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import pytest_asyncio

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.web.session import Session
from tests.integration.test_directives_pages import head, looked_at
from tests.integration.test_plans_pages import CHAIRMAN, CLERK, page_of, press, text, typed
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import CONTENT, QUYET_THANG, Submissions, submissions

CALENDAR, KEY_DAYS = "/submissions/pages/calendar", "/submissions/pages/key-days"
CULTURE = f"culture-{QUYET_THANG}"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with an issued plan, two units and somebody for culture."""
    async with submissions(postgres, "calendar_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        unit = await running.unit("TDP1")
        await running.unit("TDP2")
        signer = await running.person("Lò Văn An", unit)
        await running.grant(CHAIRMAN, CULTURE, "culture-officer")
        await running.plan(signer, [running.obligation("Báo cáo sơ kết", 2, 45)], number=33)
        await eventually(running.caught_up, True)
        yield running


@pytest.mark.needs("chromium-headless-shell")
async def test_a_month_shows_what_is_due_for_whoever_reads_it(it: Submissions) -> None:
    due = it.today() + timedelta(days=1)
    month = f"{CALENDAR}?month={due:%Y-%m}"
    async with browsing() as browser:
        culture = await page_of(it, browser, CULTURE, f"{KEY_DAYS}/do/enter")
        await culture.fill("#name", "Ngày thành lập Đảng bộ phường")
        await culture.fill("#day", typed(date(due.year - 20, due.month, due.day)))
        await looked_at(culture, "key-day-form")
        await press(culture, "Ghi vào lịch", "**done=enter**")
        kept = culture.url.partition("?")[0]
        await culture.goto(month)
        shown = await text(culture)
        assert f"Ngày thành lập Đảng bộ phường, 20 năm ({due.year - 20} – {due.year})" in shown
        assert "Báo cáo sơ kết" in shown and "Chưa xong, còn 2 đơn vị" in shown
        assert "Trong tháng: 1 việc chưa xong." in shown
        await looked_at(culture, "calendar-ward")

        unit = await page_of(it, browser, head("TDP1"), month)
        own = await text(unit)
        assert "Báo cáo sơ kết" in own and "Chưa xong" in own and "đơn vị" not in own.partition("Tải lịch")[0]
        await looked_at(unit, "calendar-unit")
        await unit.get_by_role("link", name="Báo cáo sơ kết").click()
        await unit.wait_for_url("**/submissions/pages/reports/**")

        clerk = await page_of(it, browser, CLERK, f"{CALENDAR}?month=2031-02")
        assert "Ngày thành lập Đảng Cộng sản Việt Nam, 101 năm (1930 – 2031)" in await text(clerk)
        await clerk.get_by_role("link", name="Tháng này").click()
        await clerk.wait_for_url("**/calendar")

        await culture.goto(kept)
        await culture.get_by_role("link", name="Rút khỏi lịch", exact=True).click()
        await culture.select_option("#reason", "slip")
        await press(culture, "Rút khỏi lịch", "**done=withdraw**")
        await culture.goto(month)
        assert "Đảng bộ phường" not in await text(culture)

        answer = await unit.request.get(f"{CALENDAR}.ics?year={due.year}")
        made = await answer.text()
        assert answer.ok and answer.headers["content-type"].startswith("text/calendar")
        assert made.startswith("BEGIN:VCALENDAR\r\n") and f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in made
        assert "Báo cáo sơ kết" in made.replace("\r\n ", "")
        wrong = await unit.request.get(f"{CALENDAR}?month=2031-13")
        assert wrong.status == 404, "no such month, no such page"


async def test_over_the_api_key_days_are_written_by_their_keepers_alone(it: Submissions) -> None:
    body = {"name": "Hội nghị điển hình tiên tiến", "day": it.in_days(3), "once": True}
    kept = (await it.did(CLERK, "/key-days", body))["id"]
    assert (await it.post(head("TDP1"), "/key-days", body)).status_code == 403
    assert (await it.post(CHAIRMAN, "/key-days", body)).status_code == 403
    read = await it.client.get(f"/submissions/key-days/{kept}", headers=it.headers(CLERK))
    assert (read.json()["name"], read.headers["etag"]) == (body["name"], '"1"')
    await it.did(CLERK, f"/key-days/{kept}:withdraw", {"reason": "slip"})
    assert await it.refused(CLERK, f"/key-days/{kept}:correct", body, seen=2) == (409, "key-day.withdrawn")


async def test_a_report_that_was_returned_is_not_done_for_the_ward_either(it: Submissions) -> None:
    due = it.today() + timedelta(days=1)
    cookie = "=".join(sealed(Session(issuer.mint(it.keys, it.issuer, CLERK), "csrf")))

    async def shown() -> str:
        page = await it.client.get(f"{CALENDAR}?month={due:%Y-%m}", headers={"cookie": cookie})
        assert page.status_code == 200, page.text
        return "".join(re.findall(r"còn \d đơn vị", page.text))

    report = (await it.reports(head("TDP1")))[0]["report_id"]
    await it.did(head("TDP1"), f"/reports/{report}:submit", CONTENT)
    await eventually(shown, "còn 1 đơn vị")
    await it.did(CLERK, f"/reports/{report}:return", {"reason": "Thiếu biểu số 2"})
    await eventually(shown, "còn 2 đơn vị")


async def test_a_key_day_under_a_superseded_plan_is_corrected_with_its_plan(it: Submissions) -> None:
    signer = await it.person("Lò Văn Bình", await it.unit("TDP3"))
    old, new = [await it.plan(signer, [it.obligation("Báo cáo năm", 30, 45)], number=number) for number in (41, 42)]
    body = {"name": "Ngày hội văn hóa", "day": it.in_days(5), "once": True, "plan_id": old}
    kept = (await it.did(CLERK, "/key-days", body))["id"]
    await it.did(CHAIRMAN, f"/plans/{old}:supersede", {"by_plan_id": new, "reason": "Ban hành kế hoạch mới."})
    await eventually(it.caught_up, True)
    signed_in = {"cookie": "=".join(sealed(Session(issuer.mint(it.keys, it.issuer, CLERK), "csrf")))}
    form = f"{KEY_DAYS}/{kept}/do/correct"
    page = (await it.client.get(form, headers=signed_in)).text
    [(chosen, label)] = re.findall(r'<select id="plan_id".*?<option value="([^"]+)" selected>([^<]*)<', page, re.DOTALL)
    assert chosen == old and label.startswith("41/") and label.endswith(" (không còn trong danh sách)")
    fields = {"name": "Ngày hội văn hóa các dân tộc", "day": it.in_days(5), "plan_id": old, "once": "yes"}
    year, month, day = fields["day"].split("-")
    sent = {**fields, "day": f"{day}/{month}/{year}", "_csrf": "csrf", "_key": "of-a-plan-gone", "_seen": "1"}
    answer = await it.client.post(form, data=sent, headers=signed_in)
    assert answer.status_code == 303, answer.text
    other = (await it.did(CLERK, "/key-days", body | {"plan_id": None}))["id"]
    assert await it.refused(CLERK, f"/key-days/{other}:correct", body, seen=1) == (409, "plan.superseded")
    again = await it.client.post(form.replace(kept, other), data=sent | {"_key": "not-its-plan"}, headers=signed_in)
    assert again.status_code == 409 and "(không còn trong danh sách)" not in again.text
    assert "không còn trong danh sách. Chọn lại." in again.text, "what cannot be kept is said, not left blank"
