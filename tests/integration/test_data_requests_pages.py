"""A request about personal data in a browser: recorded, answered, extended, settled on its ground, reopened."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

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
from tests.support.submissions import Submissions, submissions

REQUESTS = "/submissions/pages/data-requests"
OF: dict[str, str] = {}
"""The unit and the person."""


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with one registered person."""
    async with submissions(
        postgres, "data_requests_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY
    ) as running:
        await running.ward()
        OF["unit"] = await running.unit("TDP1")
        OF["person"] = await running.person("Lò Văn An", OF["unit"])
        await eventually(running.caught_up, True)
        yield running


@pytest.mark.needs("chromium-headless-shell")
async def test_a_request_is_answered_extended_settled_and_reopened(it: Submissions) -> None:
    day = it.today()
    async with browsing() as browser:
        clerk = await page_of(it, browser, CLERK, REQUESTS)
        assert "Chưa có yêu cầu nào." in await text(clerk)
        await clerk.get_by_role("link", name="Ghi yêu cầu").first.click()
        await clerk.select_option("#person_id", OF["person"])
        await clerk.select_option("#kind", "delete")
        await clerk.select_option("#asker", "self")
        await clerk.fill("#received_on", typed(day + timedelta(days=1)))
        await clerk.get_by_role("button", name="Ghi yêu cầu").click()
        await clerk.locator("#received_on-loi", has_text="Ngày này không thể sau ngày hôm nay.").wait_for()
        await clerk.fill("#received_on", typed(day))
        await looked_at(clerk, "data-request-form")
        await clerk.get_by_label("Ngày sinh").check()
        await press(clerk, "Ghi yêu cầu", "**done=receive**")
        page = clerk.url.partition("?")[0]
        shown = await text(clerk)
        assert "Lò Văn An" in shown and "Chờ phản hồi" in shown and "ngày sinh" in shown
        assert shown.count("chưa đối chiếu được với văn bản") == 1, "what is not confirmed is explained, once"
        assert f"{typed(day + timedelta(days=15))} (chưa xác nhận)" in shown
        assert "Nghị định số 356/2025/NĐ-CP" in shown

        await clerk.get_by_role("link", name="Ghi phản hồi", exact=True).click()
        await clerk.fill("#answered_on", typed(day))
        await press(clerk, "Ghi đã phản hồi", "**done=answer**")
        await clerk.get_by_role("link", name="Kéo dài thời hạn", exact=True).click()
        await clerk.fill("#finish_by", typed(day + timedelta(days=31)))
        await clerk.select_option("#delay", "others")
        await clerk.get_by_role("button", name="Kéo dài thời hạn").click()
        latest = f"không quá ngày {typed(day + timedelta(days=30))}"
        await clerk.locator("#finish_by-loi", has_text=latest).wait_for()
        await clerk.fill("#finish_by", typed(day + timedelta(days=30)))
        await press(clerk, "Kéo dài thời hạn", "**done=extend**")
        assert not await clerk.get_by_role("link", name="Kéo dài thời hạn", exact=True).count(), "once, says the law"

        chairman = await page_of(it, browser, CHAIRMAN, page)
        await chairman.get_by_role("link", name="Ghi kết quả", exact=True).click()
        assert "Căn cứ không thực hiện (cần tùy trường hợp)" in await text(chairman)
        await chairman.select_option("#outcome", "partly")
        await chairman.fill("#settled_on", typed(day))
        await chairman.get_by_role("button", name="Ghi đã giải quyết xong").click()
        await chairman.locator("#ground-loi", has_text="Chọn căn cứ:").wait_for()
        await chairman.select_option("#ground", "archive")
        await press(chairman, "Ghi đã giải quyết xong", "**done=settle**")
        assert "Thực hiện một phần" in await text(chairman)
        await looked_at(chairman, "data-request-settled")
        await chairman.get_by_role("link", name="Mở lại yêu cầu", exact=True).click()
        await chairman.select_option("#reason", "content")
        await press(chairman, "Mở lại yêu cầu", "**done=reopen**")
        assert "Đã phản hồi, đang giải quyết" in await text(chairman)
        await chairman.get_by_role("link", name="Rút yêu cầu", exact=True).click()
        assert "hạn theo luật vẫn tính từ ngày nhận" in await text(chairman)
        await chairman.select_option("#reason", "slip")
        await press(chairman, "Rút yêu cầu", "**done=withdraw**")
        await chairman.get_by_role("link", name="Khôi phục", exact=True).click()
        await chairman.select_option("#reason", "still-asked")
        await press(chairman, "Khôi phục yêu cầu", "**done=restore**")
        shown = await text(chairman)
        assert "Đã phản hồi, đang giải quyết" in shown and typed(day + timedelta(days=30)) in shown


async def test_who_has_left_and_a_household_may_ask_too(it: Submissions) -> None:
    gone = await it.person("Vàng Thị Mẫu", OF["unit"])
    household = await it.person("Giàng A Mẫu", OF["unit"], kind="household")
    await it.did(CLERK, f"/people/{gone}:leave", {"left_on": it.in_days(0)})
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, CLERK), f"csrf-{CLERK}"))
    form = await it.client.get(
        f"{REQUESTS}/do/receive", params={"after": it.last or ""}, headers={"cookie": f"{name}={value}"}
    )
    offered = dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)', form.text))
    assert {OF["person"], gone, household} <= offered.keys()
    assert "không còn ở đơn vị nào" in offered[gone]


async def test_a_unit_neither_records_nor_reads_them(it: Submissions) -> None:
    body = {
        "person_id": OF["person"],
        "kind": "access",
        "asker": "self",
        "received_on": it.today().isoformat(),
        "with_others": False,
    }
    assert (await it.post(head("TDP1"), "/data-requests", body)).status_code == 403
    made = (await it.did(CLERK, "/data-requests", body))["id"]
    assert await it.refused(
        CLERK, f"/data-requests/{made}:settle", {"outcome": "fulfilled", "settled_on": body["received_on"]}
    ) == (
        409,
        "data-request.not-answered",
    )
