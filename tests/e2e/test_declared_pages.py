"""One walk over every declared page: its list, its record and its forms, for a role whose work it is.

`make test` looks at one list, one record and one form of each service with axe, and opens all; `make walk` looks at every one in two
widths, by keyboard and without script.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from deploy.demo import people
from services.chassis.kit.capability import Capability
from services.chassis.kit.listing import ListPage
from services.chassis.service import Service
from tests.support.declared import SERVICES
from tests.support.paged import DESK, PHONE, WARD, Opened, Person, person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")
EVERYTHING: Final = os.environ.get("WALK") == "full"
PEOPLE: Final = {
    "clerk": people.clerk(WARD),
    "chairman": people.chairman(WARD),
    "city-officer": people.CITY_OFFICER,
    "bloc-secretary": people.bloc_secretary(),
    "council-secretary": people.council_secretary(WARD),
    "unit-head": people.head(WARD, "quan-su"),
    "operator": people.OPERATOR,
}
"""Who walks, the first that a list is for."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A declared list, and who walks through it."""

    service: str
    capability: Capability
    listed: ListPage
    role: str

    def __str__(self) -> str:
        return f"{self.service}-{self.capability.name}"


def walks() -> Iterator[Walk]:
    for name in SERVICES:
        service: Service = importlib.import_module(f"services.{name}.app").SERVICE
        for capability in service.capabilities:
            if capability.list is not None and not capability.list.handwritten:
                yield Walk(
                    name, capability, capability.list, next(role for role in PEOPLE if role in capability.list.roles)
                )


COVERED: Final = (
    """every => every.some(bar => getComputedStyle(bar).position === "sticky" && bar.offsetHeight > innerHeight / 3)"""
)


STRETCHED: Final = "all => all.filter(one => one.offsetWidth > 44).map(one => one.name)"
"""Of boxes and circles to tick those that push their words aside."""


def looked_at(page: Page, seen: set[str], kind: str) -> None:
    """No page is wider than its screen or covered by its buttons; axe looks at the first of each kind, or at every one."""
    assert not page.locator(".actions").evaluate_all(COVERED), f"{page.url}: a bar of buttons covers what is read"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than its screen"
    assert page.locator("h1").count() == 1, page.url
    assert page.locator("input:is([type=checkbox], [type=radio])").evaluate_all(STRETCHED) == [], page.url
    if EVERYTHING or kind not in seen:
        seen.add(kind)
        assert violations(page) == [], page.url


SEEN: Final[set[str]] = set()
Walker = Callable[[str, tuple[int, int], bool], Person]


@pytest.fixture(scope="module")
def walker(opened: Opened) -> Iterator[Walker]:
    """Who walks in a role, at a width, with script or without: signed in once for all lists."""
    with ExitStack() as people_at_work:

        @cache
        def of(role: str, size: tuple[int, int], script: bool) -> Person:
            return people_at_work.enter_context(person(opened, PEOPLE[role], size, script=script))

        yield of


@pytest.mark.parametrize("walk", list(walks()), ids=str)
@pytest.mark.parametrize(
    ("size", "script"), [(DESK, True), (PHONE, True), (PHONE, False)] if EVERYTHING else [(PHONE, True)]
)
def test_every_declared_page_opens_and_fits(walk: Walk, size: tuple[int, int], script: bool, walker: Walker) -> None:
    here = f"/{walk.service}/pages{walk.listed.path}"
    someone = walker(walk.role, size, script)
    page = someone.page
    someone.go("/")
    assert page.locator(f"a[href='{here}']").count() or not walk.listed.menu, f"{here} is not found from the home page"
    someone.go(here)
    looked_at(page, SEEN, f"{walk.service} list")
    forms = [link.get_attribute("href") for link in page.locator("a[href*='/do/']").all()]
    first = page.locator("#danh-sach tbody th a").first
    if first.count():
        first.click()
        # a row without a page of its own leads to another's
        if walk.listed.way is None:
            page.wait_for_url(lambda url: urlsplit(url).path.startswith(f"{here}/"))
        else:
            page.wait_for_url(lambda url: urlsplit(url).path != here)
        looked_at(page, SEEN, f"{walk.service} record")
        forms += [link.get_attribute("href") for link in page.locator("main a[href*='/do/']").all()]
    for address in dict.fromkeys(forms):
        assert address is not None
        someone.go(address)
        looked_at(page, SEEN, f"{walk.service} form")
        # a form that has nothing to choose says so instead
        assert page.locator("form#bieu-mau button.primary, main > p.empty").count() == 1, address
        search = page.locator("fieldset.search").first
        if search.count() and (EVERYTHING or f"{walk.service} found" not in SEEN):
            search.locator("input[type=search]").fill("t")
            search.get_by_role("button", name="Tìm").first.click()
            page.wait_for_load_state()
            if page.locator("fieldset.search input:is([type=checkbox], [type=radio])").count():
                looked_at(page, SEEN, f"{walk.service} found")
        if EVERYTHING and script:
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement !== document.body"), address
