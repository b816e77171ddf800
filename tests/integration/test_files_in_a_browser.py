"""Evidence in a real browser: a photo made smaller, a line that breaks, a file taken out, sent with the report; and no script at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.web.session import Session
from tests.support.eventually import eventually
from tests.support.files import pdf, png
from tests.support.paged import DESK, PATIENCE, PHONE, RULES, browsing
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import CONTENT, QUYET_THANG, Submissions, submissions

pytestmark = pytest.mark.needs("chromium-headless-shell")
HEAD, CLERK = f"head-{QUYET_THANG}-01", f"clerk-{QUYET_THANG}"
CAP = 1024 * 1024
PICTURES = os.environ.get("PICTURES", "")


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward whose unit owes two reports."""
    folder, store = tmp_path_factory.mktemp("issuer"), tmp_path_factory.mktemp("files")
    async with submissions(
        postgres, "files_browser", folder, session_key=KEY, files_url=store.as_uri(), files_most=CAP
    ) as service:
        await service.ward()
        signer = await service.person("Trần Văn Mẫu", await service.unit("01"))
        names = ("Báo cáo tháng một", "Báo cáo tháng hai")
        await service.plan(signer, [service.obligation(name, 30, 60) for name in names], number=1)
        await eventually(service.caught_up, True)
        yield service


@pytest_asyncio.fixture(scope="module")
async def chromium() -> AsyncIterator[Any]:
    """Debian's Chromium."""
    async with browsing() as found:
        yield found


async def signed_in(
    it: Submissions, chromium: Any, who: str, size: tuple[int, int], *, script: bool = True
) -> BrowserContext:
    context: BrowserContext = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, locale="vi-VN"
    )
    context.set_default_timeout(PATIENCE)
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}"))
    await context.add_cookies([{"name": name, "value": value, "url": str(it.client.base_url)}])
    return context


async def looked_at(page: Page, name: str) -> None:
    """Axe finds nothing, nothing is wider than the screen; a picture is kept where somebody wants to look."""
    await page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")
    found = (await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if PICTURES:
        width = await page.evaluate("innerWidth")
        await asyncio.to_thread(Path(PICTURES).mkdir, parents=True, exist_ok=True)
        await page.screenshot(path=f"{PICTURES}/files-{name}-{width}.png", full_page=True)


async def filled(page: Page) -> None:
    for figure in CONTENT["figures"]:
        await page.locator(f"input[name='{figure['indicator']}']").fill(figure["value"])


async def report(it: Submissions, who: str = HEAD) -> str:
    await eventually(it.caught_up, True)
    return str(next(one["report_id"] for one in await it.reports(who, state="due")))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_evidence_of_a_report(it: Submissions, chromium: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    base, which = str(it.client.base_url), await report(it)
    photo, minutes, program = tmp_path / "anh hop.png", tmp_path / "Biên bản.pdf", tmp_path / "xau.pdf"
    photo.write_bytes(png(1100))
    minutes.write_bytes(pdf(b"(" + os.urandom(250_000).hex().encode() + b")"))
    program.write_bytes(b"MZ" + bytes(500))
    assert photo.stat().st_size > CAP
    context = await signed_in(it, chromium, HEAD, size)
    page = await context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    cut, parts = [True, True], list[str]()

    async def breaks(route: Any) -> None:
        """The line breaks once before the part arrives, once after it has."""
        parts.append(route.request.url.rpartition("/")[2])
        if len(parts) == 2 and cut:
            cut.pop()
            await route.abort()
        elif len(parts) == 3 and cut:
            cut.pop()
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.goto(f"{base}/submissions/pages/reports/{which}/send")
    await filled(page)
    assert not await page.get_by_role("button", name="Tải tệp lên").is_visible(), "only without script"
    chooser = page.get_by_label("Chọn tệp, hoặc chụp ảnh")
    await chooser.set_input_files([photo])
    kept = page.get_by_role("checkbox", name="anh hop.jpg")
    await kept.wait_for()
    assert await kept.is_checked(), "made smaller: it weighs more than a file may"
    await page.route("**/parts/*", breaks)
    await chooser.set_input_files([minutes, program])
    await page.get_by_role("checkbox", name="Biên bản.pdf").wait_for(timeout=60_000)
    assert cut == [] and parts[0] == "0", "sent again from where it was"
    await page.get_by_text("xau.pdf: Tệp này thật ra là chương trình (.exe)").wait_for()
    await chooser.set_input_files([minutes])
    await page.get_by_text("Biên bản.pdf: tệp này đã có ở trên.").wait_for()
    assert await page.get_by_role("checkbox", name="Biên bản.pdf").count() == 1, "one file, however often it is picked"
    assert not await page.get_by_text("xau.pdf:").count(), "what was told of an earlier choice does not pile up"
    await page.get_by_role("button", name="Ẩn lời báo về Biên bản.pdf").click()
    assert not await page.locator(".untaken").count()
    await chooser.set_input_files([program])
    await page.get_by_text("xau.pdf: Tệp này thật ra là chương trình (.exe)").wait_for()
    await looked_at(page, "compose")
    photo_id = await kept.get_attribute("value") or ""

    def without_it(answer: Any) -> bool:
        """A draft that was saved without the photo; one with it may still have been on its way."""
        return answer.url.endswith("/pages/drafts") and photo_id not in answer.request.post_data

    async with page.expect_response(without_it):
        await kept.uncheck()
    await page.reload()
    assert not await page.get_by_role("checkbox", name="anh hop.jpg").count(), "taken out, and its draft knows"
    assert await page.get_by_role("checkbox", name="Biên bản.pdf").is_checked()
    await page.get_by_role("button", name="Xem lại trước khi gửi").click()
    await page.get_by_role("heading", name="Xem lại trước khi gửi").wait_for()
    await page.get_by_text("Biên bản.pdf").wait_for()
    await looked_at(page, "check")
    await page.get_by_role("button", name="Gửi báo cáo").click()
    await page.get_by_text("Đã gửi báo cáo.").wait_for()
    await looked_at(page, "sent")
    await context.close()
    clerk = await signed_in(it, chromium, CLERK, size)
    page = await clerk.new_page()
    await page.goto(f"{base}/submissions/pages/reports/{which}")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Biên bản.pdf").click()
    assert (await download.value).suggested_filename == "Biên bản.pdf"
    await looked_at(page, "review")
    await clerk.close()
    assert refused == []


async def test_without_script_the_form_brings_a_file_and_keeps_the_rest(
    it: Submissions, chromium: Any, tmp_path: Path
) -> None:
    [plan] = [str(one["plan_id"]) for one in (await it.read(CLERK, "/plans"))["items"]]
    scan = tmp_path / "phieu.png"
    scan.write_bytes(png(60))
    context = await signed_in(it, chromium, CLERK, PHONE, script=False)
    page = await context.new_page()
    await page.goto(f"{it.client.base_url}/submissions/pages/plans/{plan}/do/receive")
    await page.get_by_label("Ngày nhận").fill(f"{it.today():%d/%m/%Y}")
    await page.get_by_label("Chọn tệp, hoặc chụp ảnh").set_input_files([scan])
    await page.get_by_role("button", name="Tải tệp lên").click()
    assert await page.get_by_role("checkbox", name="phieu.png").is_checked()
    assert await page.get_by_label("Ngày nhận").input_value() == f"{it.today():%d/%m/%Y}"
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/files-plain-360.png", full_page=True)
    await page.get_by_label("Nơi nhận").select_option("UBND thành phố")
    await page.locator("button.primary").click()
    await page.get_by_text("Đã ghi nơi nhận đã nhận kế hoạch.").wait_for()
    assert await page.get_by_role("link", name="phieu.png").count() == 1
    await context.close()
