"""What a unit aims at, in a browser: called for, registered, returned, mended, accepted, amended, followed up, each step undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.submissions.ids import aims_call_id, aims_id
from tests.integration.test_directives_pages import comes, head, looked_at
from tests.integration.test_plans_pages import CHAIRMAN, CLERK, act, page_of, press, text, typed
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY
from tests.support.submissions import QUYET_THANG, Submissions, submissions

CALLS, AIMS = "/submissions/pages/aims-calls", "/submissions/pages/aims"
OF: dict[str, str] = {}
"""The ward's units and people."""


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with two residential groups, people and a household."""
    async with submissions(postgres, "aims_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        for code in ("TDP1", "TDP2"):
            OF[code] = await running.unit(code)
        OF["An"] = await running.person("Lò Văn An", OF["TDP1"])
        OF["household"] = await running.person("Hộ ông Quàng Văn Tám", OF["TDP1"], kind="household")
        OF["other"] = await running.person("Cầm Thị Bình", OF["TDP2"])
        await eventually(running.caught_up, True)
        yield running


def due(it: Submissions) -> date:
    """A day of this year, so that its first quarter has begun."""
    return min(it.today() + timedelta(days=20), date(it.today().year, 12, 31))


def of_unit(it: Submissions, code: str) -> str:
    return str(aims_id(UUID(OF[code]), it.today().year))


@pytest.mark.needs("chromium-headless-shell")
async def test_a_unit_s_aims_are_called_for_registered_returned_accepted_and_amended(it: Submissions) -> None:
    today = it.today()
    async with browsing() as browser:
        clerk = await page_of(it, browser, CLERK, CALLS)
        assert "Chưa mở đợt đăng ký nào." in await text(clerk)
        await clerk.get_by_role("link", name="Mở đợt đăng ký").first.click()
        await clerk.fill("#year", str(today.year))
        await clerk.fill("#due_on", typed(due(it)))
        await press(clerk, "Mở đợt đăng ký", "**done=call**")
        call = clerk.url.partition("?")[0]
        await comes(clerk, call, "0/2 đã đăng ký")
        await looked_at(clerk, "aims-call")

        own = f"{AIMS}/{of_unit(it, 'TDP1')}"
        unit = await page_of(it, browser, head("TDP1"), own)
        assert "Chưa đăng ký" in await text(unit)
        await unit.get_by_role("link", name="Đăng ký", exact=True).click()
        await looked_at(unit, "aims-form")
        assert await unit.get_by_role("checkbox", name="Thôn, tổ dân phố văn hóa").count() == 1
        await unit.get_by_role("button", name="Gửi đăng ký", exact=True).last.click()
        await unit.locator(".errors").wait_for()
        assert "Ghi ít nhất một danh hiệu hoặc một chỉ tiêu." in await unit.locator(".errors").inner_text()
        await unit.get_by_role("checkbox", name="Tập thể lao động tiên tiến").check()
        await unit.select_option("#members-0-title", "LDTT")
        await unit.get_by_role("button", name="Chọn tất cả").click()
        await unit.locator("input[name='members-0-people']:checked").nth(1).wait_for()
        await unit.get_by_role("checkbox", name="Quàng Văn Tám").uncheck()
        assert await unit.get_by_role("checkbox", name="Lò Văn An").is_checked()
        await unit.select_option("#targets-0-indicator", "sang-kien")
        await unit.fill("#targets-0-value", "4")
        await press(unit, "Gửi đăng ký", "**done=register**")
        sent = await text(unit)
        assert "Chờ phường, xã xem xét" in sent and "Lò Văn An" in sent and "4 sáng kiến" in sent

        await clerk.goto(own)
        await clerk.get_by_role("link", name="Trả lại", exact=True).click()
        await clerk.get_by_role("checkbox", name="Thiếu chỉ tiêu phường, xã giao").check()
        await press(clerk, "Trả lại để sửa", "**done=return**")
        await clerk.get_by_role("link", name="Hủy trả lại", exact=True).click()
        await clerk.select_option("#reason", "slip")
        await press(clerk, "Hủy trả lại", "**done=take-back-return**")
        await clerk.get_by_role("link", name="Trả lại", exact=True).click()
        await clerk.get_by_role("checkbox", name="Thiếu chỉ tiêu phường, xã giao").check()
        await clerk.get_by_role("group", name="Chỉ tiêu phải sửa").get_by_role("checkbox").check()
        await clerk.get_by_role("checkbox", name="Lò Văn An").check()
        await press(clerk, "Trả lại để sửa", "**done=return**")

        await unit.goto(own)
        told = await text(unit)
        assert "thiếu chỉ tiêu phường, xã giao" in told and told.count("(phải sửa)") == 2
        assert "Lò Văn An (phải sửa)" in told
        await unit.get_by_role("link", name="Sửa đăng ký", exact=True).click()
        assert await unit.input_value("#targets-0-value") == "4"
        assert await unit.get_by_role("checkbox", name="Lò Văn An").is_checked()
        await unit.fill("#targets-0-value", "5")
        await press(unit, "Lưu và gửi", "**done=change**")

        chairman = await page_of(it, browser, CHAIRMAN, own)
        await act(chairman, "Chấp nhận", "Chấp nhận đăng ký", "**done=accept**")
        await chairman.get_by_role("link", name="Hủy chấp nhận", exact=True).click()
        await chairman.select_option("#reason", "slip")
        await press(chairman, "Hủy chấp nhận", "**done=take-back-acceptance**")
        await act(chairman, "Chấp nhận", "Chấp nhận đăng ký", "**done=accept**")

        await unit.goto(own)
        await unit.get_by_role("link", name="Ghi kết quả", exact=True).click()
        await unit.select_option("#indicator", "sang-kien")
        await unit.select_option("#quarter", "1")
        await unit.fill("#value", "2")
        await unit.select_option("#source", "report")
        await press(unit, "Ghi kết quả", "**done=reach**")
        assert "đạt 40%" in await unit.content()
        await looked_at(unit, "aims-accepted")
        await unit.get_by_role("link", name="Rút kết quả", exact=True).click()
        await unit.select_option("#indicator", "sang-kien")
        await unit.select_option("#quarter", "1")
        await unit.select_option("#reason", "reached")
        await press(unit, "Rút kết quả", "**done=take-back-reached**")

        await unit.get_by_role("link", name="Điều chỉnh", exact=True).click()
        await unit.select_option("#why", "tasks")
        await unit.fill("#targets-0-value", "6")
        await press(unit, "Gửi điều chỉnh", "**done=amend**")
        amending = await text(unit)
        assert "Đã chấp nhận, chờ xem xét điều chỉnh" in amending
        assert "6 sáng kiến" in amending and "5 sáng kiến" in amending, "what waits stands beside what holds"
        assert not await unit.get_by_role("link", name="Rút đăng ký", exact=True).count()
        await unit.get_by_role("link", name="Ghi kết quả", exact=True).click()
        await unit.select_option("#indicator", "sang-kien")
        await unit.select_option("#quarter", "1")
        await unit.fill("#value", "2")
        await unit.select_option("#source", "report")
        await press(unit, "Ghi kết quả", "**done=reach**")
        assert "đạt 40%" in await unit.content(), "judged by what holds"
        await unit.get_by_role("link", name="Rút điều chỉnh", exact=True).click()
        await unit.select_option("#reason", "content")
        await press(unit, "Rút điều chỉnh", "**done=withdraw-amendment**")
        assert "5 sáng kiến" in await text(unit) and "6 sáng kiến" not in await text(unit)

        await unit.get_by_role("link", name="Rút đăng ký", exact=True).click()
        await unit.select_option("#reason", "content")
        await press(unit, "Rút đăng ký", "**done=withdraw**")
        assert "5 sáng kiến" not in await text(unit) and "Chưa đăng ký" in await text(unit)
        await clerk.goto(call)
        assert "tổng 5 sáng kiến" not in await text(clerk), "what was withdrawn counts for nothing"
        await unit.get_by_role("link", name="Đăng ký", exact=True).click()
        assert await unit.input_value("#targets-0-value") == "5"
        assert await unit.get_by_role("checkbox", name="Lò Văn An").is_checked()
        await press(unit, "Gửi đăng ký", "**done=register**")
        await chairman.goto(own)
        await act(chairman, "Chấp nhận", "Chấp nhận đăng ký", "**done=accept**")

        await clerk.goto(call)
        summary = await text(clerk)
        assert "Tổ dân phố TDP2" in summary and "Chưa đăng ký" in summary
        assert "Tập thể lao động tiên tiến" in summary and "tổng 5 sáng kiến" in summary
        await clerk.goto(f"/submissions/pages/units/{OF['TDP1']}")
        assert "Đăng ký thi đua" in await text(clerk)


async def test_over_the_api_a_unit_registers_its_own_people_alone(it: Submissions) -> None:
    year = it.today().year
    call = str(aims_call_id(QUYET_THANG, year))
    if (await it.get(CLERK, f"/aims-calls/{call}/paper.pdf")).status_code == 404:
        await it.did(CLERK, "/aims-calls", {"year": year, "due_on": due(it).isoformat()})
        await eventually(it.caught_up, True)
    aims = of_unit(it, "TDP2")

    async def there() -> int:
        body = {"titles": ["LDTT"]}
        return (await it.post(head("TDP2"), f"/aims/{aims}:register", body)).status_code

    await eventually(there, 422)
    members = [{"title": "LDTT", "people": [OF["An"]]}]
    assert await it.refused(head("TDP2"), f"/aims/{aims}:register", {"members": members}) == (
        422,
        "aims.not-of-the-unit",
    )
    members = [{"title": "GDVH", "people": [OF["other"]]}]
    assert await it.refused(CLERK, f"/aims/{aims}:register", {"members": members}) == (422, "aims.title-of-others")
    members = [{"title": "LDTT", "people": [OF["other"]]}]
    assert await it.refused(head("TDP1"), f"/aims/{aims}:register", {"members": members}) == (404, "not-found")
    await it.did(CLERK, f"/aims/{aims}:register", {"members": members})
    assert (await it.post(head("TDP2"), f"/aims/{aims}:accept")).status_code == 403
    assert await it.refused(CLERK, "/aims-calls", {"year": year, "due_on": due(it).isoformat()}) == (
        409,
        "aims-call.already-called",
    )
    paper = await it.get(CLERK, f"/aims-calls/{call}/paper.docx")
    assert paper.status_code == 200 and paper.content.startswith(b"PK")
    assert (await it.get(head("TDP2"), f"/aims-calls/{call}/paper.pdf")).status_code == 403


async def test_a_unit_of_a_later_day_is_asked_too_and_a_call_that_is_off_releases_it(it: Submissions) -> None:
    """What each unit is asked follows the call and the units, whichever comes first."""
    due_on, later = it.in_days(20), it.in_days(30)
    year = date.fromisoformat(due_on).year + 1
    called = (await it.did(CLERK, "/aims-calls", {"year": year, "due_on": due_on}))["id"]
    aims = aims_id(UUID(await it.unit("TDP3")), year)

    async def now() -> str:
        standing = "SELECT standing || ' ' || coalesce(due_on::text, '') FROM read.aims WHERE aims_id = $1"
        return str(await it.runtime.projector.fetchval(standing, aims))

    await eventually(now, f"asked {due_on}")
    await it.did(CLERK, f"/aims-calls/{called}:call-off", {"reason": "slip"})
    await eventually(now, "released ")
    await it.did(CLERK, "/aims-calls", {"year": year, "due_on": later})
    await eventually(now, f"asked {later}")


@pytest.mark.needs("chromium-headless-shell")
async def test_a_school_is_offered_no_title_of_residential_groups(it: Submissions) -> None:
    school = await it.unit("MN1", kind="school")
    year = it.today().year
    if (await it.get(CLERK, f"/aims-calls/{aims_call_id(QUYET_THANG, year)}/paper.pdf")).status_code == 404:
        await it.did(CLERK, "/aims-calls", {"year": year, "due_on": due(it).isoformat()})
    await eventually(it.caught_up, True)
    aims = str(aims_id(UUID(school), year))

    async def refused() -> tuple[int, str]:
        return await it.refused(CLERK, f"/aims/{aims}:register", {"titles": ["TVH"]})

    await eventually(refused, (422, "aims.title-of-other-units"))
    async with browsing() as browser:
        form = await (await page_of(it, browser, CLERK, f"{AIMS}/{aims}/do/register")).content()
    offered = {code for code in ("TTLDTT", "TVH", "LDTT", "GDVH") if f'value="{code}"' in form}
    assert offered == {"TTLDTT", "LDTT"}
