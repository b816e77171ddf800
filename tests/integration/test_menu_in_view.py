"""The menu of a phone in a real browser: whoever goes along it with the keyboard sees the whole entry they are at."""

from __future__ import annotations

import pytest
from playwright.async_api import async_playwright

from services.chassis.web.assets import joined
from services.chassis.web.navigation import Group, menu_of
from services.chassis.web.web import HERE, environment
from services.menu import MENU

IN_VIEW = """() => {
    const { left, right } = document.activeElement.getBoundingClientRect();
    return [document.activeElement.textContent.trim(), left >= 0 && right <= innerWidth];
}"""

NAME = "one => document.getElementById(one.getAttribute('aria-labelledby'))?.textContent ?? ''"


def menu(groups: tuple[Group, ...]) -> str:
    """The page's own markup of the menu, in its own style."""
    source = (HERE / "base.html").read_text()
    nav = source[source.index('<nav class="menu"') : source.index("</nav>") + len("</nav>")]
    style = joined()["pages.css"].content.decode()
    return f"<!doctype html><style>{style}</style>{environment().from_string(nav).render(menu=groups, here='/')}"


@pytest.mark.needs("chromium")
async def test_the_focused_entry_of_the_menu_is_whole_in_view_on_a_phone() -> None:
    groups = menu_of(MENU, "clerk")
    labels = [entry.label for group in groups for entry in group.entries]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        await page.set_content(menu(groups))
        assert await page.locator(".menu").evaluate("one => one.scrollWidth > one.clientWidth")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "the page itself goes sideways"
        )
        lists = page.get_by_role("navigation").get_by_role("list")
        named = [await lists.nth(place).evaluate(NAME) for place in range(await lists.count())]
        assert named == [group.heading for group in groups], "whoever does not see is told the group, too"
        seen = []
        for key, times in (("Tab", len(labels)), ("Shift+Tab", len(labels) - 1)):
            for _ in range(times):
                await page.keyboard.press(key)
                seen.append(await page.evaluate(IN_VIEW))
        await browser.close()
    assert seen == [[label, True] for label in [*labels, *labels[-2::-1]]]
