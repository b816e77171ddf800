"""The menu in a real browser: on a phone it unfolds by groups, without a script; on a wide screen it stands open."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from services.chassis.web.assets import joined
from services.chassis.web.navigation import Group, menu_of
from services.chassis.web.web import HERE, environment
from services.menu import MENU
from tests.support.paged import browsing

IN_VIEW = """() => {
    const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
    return [document.activeElement.textContent.trim(), left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight];
}"""
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
NAME = "one => document.getElementById(one.getAttribute('aria-labelledby'))?.textContent ?? ''"
GROUPS = menu_of(MENU, "clerk")
LABELS = [entry.label for group in GROUPS for entry in group.entries]

pytestmark = pytest.mark.needs("chromium-headless-shell")


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser


def menu(groups: tuple[Group, ...]) -> str:
    """The page's own markup of the menu, in its own style."""
    source = (HERE / "base.html").read_text()
    nav = source[source.index('<nav class="menu"') : source.index("</nav>") + len("</nav>")]
    style = joined()["pages.css"].content.decode()
    shown = environment().from_string(nav).render(menu=groups, here="/")
    return f'<!doctype html><html lang="vi"><title>Menu</title><style>{style}</style>{shown}<main><h1>Trang</h1></main>'


async def opened(browser: Browser, width: int, height: int) -> Page:
    """The clerk's menu on such a screen, with no script of the page's."""
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.set_content(menu(GROUPS))
    return page


async def test_on_a_phone_the_menu_is_folded_and_the_keyboard_unfolds_it_by_groups(browser: Browser) -> None:
    page = await opened(browser, 360, 740)
    links = page.get_by_role("navigation").get_by_role("link")
    assert await links.count() == 0, "one line until it is asked for"
    assert await page.locator(".menu").evaluate("one => one.offsetHeight") <= 60
    assert (await Axe().run(page)).violations_count == 0
    await page.keyboard.press("Tab")
    assert await page.evaluate(IN_VIEW) == ["Menu", True]
    await page.keyboard.press("Enter")
    assert await links.all_inner_texts() == LABELS
    assert not await page.evaluate(SIDEWAYS) and not await page.locator(".menu").evaluate(
        "one => one.scrollWidth > one.clientWidth"
    ), "nothing of it stands beside the screen"
    assert (await Axe().run(page)).violations_count == 0
    lists = page.get_by_role("navigation").get_by_role("list")
    named = [await lists.nth(place).evaluate(NAME) for place in range(await lists.count())]
    assert named == [group.heading for group in GROUPS], "whoever does not see is told the group, too"
    seen = []
    for key, times in (("Tab", len(LABELS)), ("Shift+Tab", len(LABELS) - 1)):
        for _ in range(times):
            await page.keyboard.press(key)
            seen.append(await page.evaluate(IN_VIEW))
    assert seen == [[label, True] for label in [*LABELS, *LABELS[-2::-1]]]


async def test_on_a_wide_screen_every_entry_stands_open_and_nothing_folds(browser: Browser) -> None:
    page = await opened(browser, 1280, 900)
    assert await page.get_by_role("navigation").get_by_role("link").all_inner_texts() == LABELS
    assert not await page.locator(".menu summary").is_visible()
    assert (await Axe().run(page)).violations_count == 0
    await page.keyboard.press("Tab")
    assert await page.evaluate(IN_VIEW) == [LABELS[0], True]
