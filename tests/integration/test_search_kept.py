"""A search by name stands in no address, and is found again by Back, Forward and a reload; who is called as it was asked comes first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from deploy.local.postgres import Postgres
from tests.support.awards_pages import CLERK, Pages, awards_pages
from tests.support.eventually import eventually
from tests.support.paged import browsing

pytestmark = pytest.mark.needs("chromium-headless-shell")
LIST = "/awards/pages/dossiers"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "search_kept", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


async def found(shown: Page, name: str, other: str) -> None:
    """The list has who was looked for, and nobody else."""
    await shown.locator("main").get_by_text("hồ sơ có").wait_for()
    words = await shown.locator("main").inner_text()
    assert name in words and other not in words
    assert await shown.locator("[name=tim]").input_value() == "vang"
    assert "vang" not in shown.url and "V%C3%A0ng" not in shown.url, "a name stands in no address"


async def test_a_search_is_found_again_by_back_and_reload(it: Pages) -> None:
    unit = await it.unit("T8", "Tổ dân phố số 8")
    for one in ("Lò Thị Mẫu", "Vàng A Mẫu"):
        await it.proposed("T8", unit, await it.person(one, unit))
    async with browsing() as browser:
        context = await browser.new_context(locale="vi-VN")
        shown = await context.new_page()
        shown.set_default_timeout(30_000)
        await context.add_cookies([it.cookie(CLERK)])  # type: ignore[list-item]
        await shown.goto(f"{it.base}{LIST}?after={it.last}")
        await shown.locator("[name=tim]").fill("vang")
        await shown.get_by_role("button", name="Tìm").click()
        await found(shown, "Vàng A Mẫu", "Lò Thị Mẫu")
        await shown.reload()
        await found(shown, "Vàng A Mẫu", "Lò Thị Mẫu")
        await shown.get_by_role("link", name="Vàng A Mẫu").first.click()
        await shown.get_by_role("heading", name="Diễn biến").wait_for()
        await shown.go_back()
        await found(shown, "Vàng A Mẫu", "Lò Thị Mẫu")
        await shown.go_back()
        await shown.get_by_text("Lò Thị Mẫu").first.wait_for()
        assert await shown.locator("[name=tim]").input_value() == ""


async def test_who_is_called_as_it_was_asked_comes_first(it: Pages) -> None:
    unit = await it.unit("T9", "Tổ dân phố số 9")
    for one in ("Tòng Thị Mẫu An Minh", "Tòng Thị Mẫu Mai", "Tòng Thị Mẫu M"):
        await it.person(one, unit)

    async def sought(name: str) -> Any:
        return await it.submissions.client.post(
            "/submissions/people:search", json={"name": name}, headers=it.submissions.headers(CLERK)
        )

    async def first() -> str:
        return str((await sought("mau m")).json()["items"][0]["full_name"])

    await eventually(first, "Tòng Thị Mẫu M")
    for nothing in ("?", "---", "%"):
        answer = await sought(nothing)
        assert answer.status_code == 422 and "Ghi chữ hoặc số cần tìm." in answer.text
