"""Pages in a real browser: Debian's Chromium, people signed in through the local issuer's page, and what waits for them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.async_api import Browser as AsyncBrowser
from playwright.async_api import async_playwright
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright

from deploy.demo import people
from deploy.demo.play import client_of
from deploy.demo.sample import QUYET_THANG
from deploy.local.addresses import Addresses, addresses_of

CHROMIUM: Final = "chromium-headless-shell"
"""Chromium without the browser's own windows: the same pages for a third of the processor time."""
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE: Final = 30_000
"""Milliseconds a page may take on a machine that does other things too."""
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE: Final = (360, 740)
DESK: Final = (1280, 800)
WARD: Final = QUYET_THANG.code


@dataclass(frozen=True, slots=True)
class Opened:
    """What the pages' tests play on: a stack, and the ward's half-year reports of 2025 by unit code."""

    where: Addresses
    browser: Browser
    reports: dict[str, str]

    @property
    def base(self) -> str:
        return self.where.base_url


@dataclass(slots=True)
class Person:
    """Somebody at a browser of their own, who counts presses."""

    opened: Opened
    context: BrowserContext
    page: Page
    presses: int = 0
    refused: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Opens an address."""
        self.page.goto(self.opened.base + path)

    def press(self, role: Any, name: str, *, exact: bool = False) -> None:
        """Presses the first thing of this role and name."""
        self.presses += 1
        if role == "link":
            self._unfold(name)
        self.page.get_by_role(role, name=name, exact=exact).first.click()

    def _unfold(self, name: str) -> None:
        """Opens the menu of a phone, where it has a link of this name: it stands before all others on the page."""
        menu = self.page.locator(".menu details:not([open])")
        if menu.locator("a", has_text=name).count() and menu.locator("summary").is_visible():
            self.presses += 1
            menu.locator("summary").click()

    def type(self, label: str, text: str) -> None:
        """Types into a field."""
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, group: str, name: str) -> None:
        """Ticks a thing of this name in a group, searching for it where there are too many to be listed."""
        field = self.page.get_by_role("group", name=group)
        if (search := field.get_by_label(f"Tìm {group}")).count():
            search.fill(name)
            field.get_by_role("button", name="Tìm").click()
        field.get_by_label(name).first.check()

    def sees(self, text: str) -> None:
        """Waits for these words; where they do not come, says what stands there instead."""
        try:
            self.page.get_by_text(text).first.wait_for()
        except TimeoutError:
            shown = self.page.locator("main").inner_text()
            raise AssertionError(f"{text!r} is not on {self.page.url}, but:\n{shown}") from None


@contextmanager
def person(
    opened: Opened, subject: str | None, size: tuple[int, int] = DESK, *, script: bool = True
) -> Iterator[Person]:
    """Somebody in a fresh browser context, signed in by the issuer's page unless a stranger."""
    context = opened.browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, locale="vi-VN"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    someone = Person(opened, context, page)
    page.on(
        "console", lambda said: someone.refused.append(said.text) if "Content Security Policy" in said.text else None
    )
    try:
        if subject is not None:
            someone.go("/session/sign-in")
            page.locator(f"button[value='{subject}']").click()
            page.wait_for_url(f"{opened.base}/")
        yield someone
        assert someone.refused == [], "nothing on a page is against its own policy"
    finally:
        context.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


@asynccontextmanager
async def browsing() -> AsyncIterator[AsyncBrowser]:
    """The same for tests on an event loop."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=FLAGS)
        try:
            yield chromium
        finally:
            await chromium.close()


@contextmanager
def opened_on(home: Path) -> Iterator[Opened]:
    """A browser, and the stack of this folder, which was played to its end."""
    where = addresses_of(home)
    reports = asyncio.run(reports_of_2025(where))
    with browser() as chromium:
        yield Opened(where, chromium, reports)


async def reports_of_2025(where: Addresses) -> dict[str, str]:
    """The ward's half-year reports of 2025 by unit code, as the play left them."""
    clerk = people.clerk(WARD)
    async with client_of(where) as client:
        [plan] = await client.pages(clerk, "/submissions/plans", ward=WARD, year=2025)
        units = {one["unit_id"]: one["code"] for one in await client.pages(clerk, "/submissions/units", ward=WARD)}
        rows = await client.pages(clerk, "/submissions/reports", plan_id=plan["plan_id"])
    return {units[row["unit_id"]]: row["report_id"] for row in rows if row["period"] == "half-year"}


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA once the page has come to rest, each with the element it means."""
    # colours in the middle of fading in are nobody's
    page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']} {one['nodes'][0].get('failureSummary', '')}" for one in found]
