"""How to add a capability, as the chassis' README says it: its files are taken as they stand and walked in a browser."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

import services.submissions
from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.kit.compose import added
from services.chassis.web.session import Session
from services.submissions.app import SERVICE
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.provenance import ROOT
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import OPERATOR, QUYET_THANG, Submissions, submissions

README = ROOT / "services" / "chassis" / "README.md"
FILE = re.compile(r"^```python\n# (services/submissions/\S+\.py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CLERK, CHAIRMAN = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}"
BUDGETS = "/submissions/pages/budgets"


@pytest.fixture(scope="module")
def capability(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The capability whose files the README holds."""
    folder = tmp_path_factory.mktemp("readme")
    for path, text in FILE.findall(README.read_text()):
        file = folder / Path(path).relative_to("services/submissions")
        file.parent.mkdir(exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.write_text(text)
    services.submissions.__path__.append(str(folder))
    try:
        yield importlib.import_module("services.submissions.budgets.capability").BUDGETS
    finally:
        services.submissions.__path__.remove(str(folder))
        for name in [name for name in sys.modules if name.startswith("services.submissions.budgets")]:
            del sys.modules[name]


@pytest_asyncio.fixture(scope="module")
async def it(
    capability: Any, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Submissions]:
    """Submissions with one capability more, and a ward."""
    service = added(SERVICE, capability)
    async with submissions(
        postgres, "adding", tmp_path_factory.mktemp("issuer"), session_key=KEY, service=service
    ) as running:
        await running.ward()
        yield running


async def page_of(it: Submissions, context: Any, who: str) -> Page:
    """A page of somebody who has signed in."""
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}"))
    await context.clear_cookies()
    await context.add_cookies([{"name": name, "value": value, "url": str(it.client.base_url)}])
    context.set_default_timeout(20_000)
    page: Page = await context.new_page()
    return page


@pytest.mark.needs("chromium-headless-shell")
async def test_from_nothing_to_a_page_in_a_browser(it: Submissions) -> None:
    base = str(it.client.base_url).rstrip("/")
    async with browsing() as browser:
        clerk = await page_of(it, await browser.new_context(), CLERK)
        await clerk.goto(base + BUDGETS)
        assert "Chưa lập dự kiến kinh phí nào." in await clerk.inner_text("main")
        await clerk.get_by_role("link", name="Lập dự kiến kinh phí").first.click()
        await clerk.fill("#year", "2025")
        await clerk.fill("#amount", "5000")
        await clerk.get_by_role("button", name="Lập dự kiến", exact=True).last.click()
        said = await clerk.locator(".errors").inner_text()
        assert "Mục “Số tiền”: ghi số từ 10.000 đ đến" in said and "Ghi nội dung chi." in said
        await clerk.fill("#amount", "25.970.000")
        await clerk.fill("#purpose", "Tiền thưởng năm 2025")
        await clerk.get_by_role("button", name="Lập dự kiến", exact=True).last.click()
        await clerk.wait_for_url("**done=plan**")
        assert "Đã lập dự kiến kinh phí." in await clerk.inner_text("main")

        await clerk.get_by_role("link", name="Sửa dự kiến").click()
        other = await page_of(it, await browser.new_context(), CLERK)
        await other.goto(clerk.url)
        await other.fill("#purpose", "Tiền thưởng và khung bằng khen")
        await other.get_by_role("button", name="Lưu").last.click()
        await other.wait_for_url("**done=correct**")
        await clerk.fill("#amount", "30.000.000")
        await clerk.get_by_role("button", name="Lưu").last.click()
        await clerk.locator(".now").first.wait_for()
        both = await clerk.inner_text("main")
        assert "đã được người khác thay đổi" in both and "Hiện nay: Tiền thưởng và khung bằng khen" in both
        await clerk.fill("#purpose", "Tiền thưởng và khung bằng khen")
        await clerk.get_by_role("button", name="Lưu").last.click()
        await clerk.wait_for_url("**done=correct**")

        chairman = await page_of(it, await browser.new_context(), CHAIRMAN)
        await chairman.goto(clerk.url.partition("?")[0])
        await chairman.get_by_role("link", name="Phê duyệt").click()
        assert "Phê duyệt rồi không sửa được" in await chairman.inner_text("main")
        await chairman.get_by_role("button", name="Phê duyệt kinh phí").last.click()
        await chairman.wait_for_url("**done=approve**")
        told = await chairman.inner_text("main")
        assert "30.000.000" in told and "Phê duyệt kinh phí." in told and "Chủ tịch UBND" in told


async def test_the_api_has_the_same_words_and_the_same_versions(it: Submissions) -> None:
    body = {"year": 2026, "amount": 5000, "purpose": " "}
    refused = await it.post(CLERK, "/budgets", body)
    assert refused.status_code == 422
    assert {error["place"]: error["sentence"] for error in refused.json()["errors"]} == {
        "/body/amount": "Mục “Số tiền”: ghi số từ 10.000 đ đến 1.000.000.000.000.000 đ.",
        "/body/purpose": "Ghi nội dung chi.",
    }
    made = await it.did(CLERK, "/budgets", body | {"amount": 20_000, "purpose": "Khung bằng khen"})
    path = f"/submissions/budgets/{made['id']}:correct"
    new = {"amount": 30_000, "purpose": "Khung bằng khen"}
    for seen, status, code in (
        (None, 428, "if-match.missing"),
        ('"7"', 412, "version.changed"),
        ("7", 400, "if-match.invalid"),
    ):
        headers = it.headers(CLERK) | ({"If-Match": seen} if seen else {})
        answer = await it.client.post(path, json=new, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        told = (answer.json().get("expected_version"), answer.json().get("version"))
        assert told == ((7, 1) if status == 412 else (None, None)), "what was seen, and what is there"
    read = await it.client.get(f"/submissions/budgets/{made['id']}", headers=it.headers(CLERK))
    assert (read.json()["purpose"], read.headers["etag"]) == ("Khung bằng khen", '"1"')
    taken = await it.client.post(path, json=new, headers=it.headers(CLERK) | {"If-Match": read.headers["etag"]})
    assert taken.status_code == 200, taken.text
    await eventually(it.caught_up, True)


async def test_in_a_deployment_of_one_ward_the_city_is_offered_it(it: Submissions) -> None:
    await it.grant(OPERATOR, "officer", "city-officer")
    await eventually(it.caught_up, True)
    address = "/submissions/pages/units/do/register"
    signed_in = {"cookie": "=".join(sealed(Session(issuer.mint(it.keys, it.issuer, "officer"), "csrf")))}
    asked = await it.client.get(address, headers=signed_in)
    [[name, ward]] = re.findall(r'<select id="(dia-phuong)".*?<option value="(\d+)" selected>', asked.text, re.DOTALL)
    unit = {"code": "VP", "name": "Văn phòng", "kind": "office", "valid_from": "01/01/2024", name: ward}
    sent = await it.client.post(address, data={"_csrf": "csrf", "_key": "the-only-ward", **unit}, headers=signed_in)
    assert (ward, sent.status_code) == (QUYET_THANG, 303)
