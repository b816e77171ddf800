"""Pages for everybody: without mistakes that a machine finds, by keyboard alone, narrow, enlarged, and closed to strangers."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo import people
from tests.e2e.conftest import Year
from tests.support.paged import WARD, Opened, Person, opened_on, person, violations

pytestmark = pytest.mark.needs("chromium")
BOARD = "/blocs/pages/board/khoi-xa-phuong-lai-chau/2024"
BOARD_NOW = "/blocs/pages/board/khoi-xa-phuong-lai-chau/2025"
OF_THE_CLERK = (
    "/",
    "/?show=closed",
    "/submissions/pages/tracking",
    "/submissions/pages/mandates",
    "/submissions/pages/search",
    BOARD,
    f"{BOARD}/why/03387/reports-on-time",
    "/submissions/pages/nowhere",
)
GALLERY = "/notifications/pages/gallery"
THEMES = ("sang", "toi", "tuong-phan", "theo-may")


@pytest.fixture(scope="module")
def opened(year: Year) -> Iterator[Opened]:
    with opened_on(year.home) as found:
        yield found


@pytest.fixture(scope="module")
def clerk(opened: Opened) -> Iterator[Person]:
    with person(opened, people.clerk(WARD)) as found:
        yield found


def addresses(opened: Opened) -> tuple[str, ...]:
    report = f"/submissions/pages/reports/{opened.reports['quan-su']}"
    return (*OF_THE_CLERK, GALLERY, report, f"{report}/do/paper")


def test_axe_finds_nothing(opened: Opened, clerk: Person) -> None:
    found = {}
    for address in addresses(opened):
        clerk.go(address)
        found[address] = violations(clerk.page)
    assert {address: said for address, said in found.items() if said} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_any_colour_set(opened: Opened, theme: str) -> None:
    with person(opened, None) as stranger:
        stranger.context.add_cookies([{"name": "giao-dien", "value": theme, "url": opened.base}])
        stranger.page.emulate_media(color_scheme="dark")
        stranger.go(GALLERY)
        assert stranger.page.locator("html").get_attribute("class") == theme
        assert violations(stranger.page) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_screen_and_only_tables_scroll(opened: Opened, clerk: Person, width: int) -> None:
    clerk.page.set_viewport_size({"width": width, "height": 740})
    wide = {}
    for address in addresses(opened):
        clerk.go(address)
        wide[address] = clerk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    clerk.page.set_viewport_size({"width": 1280, "height": 800})
    assert {address: more for address, more in wide.items() if more > 0} == {}


def test_text_of_twice_the_size_still_fits(opened: Opened, clerk: Person) -> None:
    clerk.page.set_viewport_size({"width": 640, "height": 740})
    for address in addresses(opened):
        clerk.go(address)
        clerk.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert clerk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    clerk.page.set_viewport_size({"width": 1280, "height": 800})


def test_the_keyboard_alone_reaches_the_content_and_opens_a_report(opened: Opened, clerk: Person) -> None:
    page = clerk.page
    page.set_viewport_size({"width": 1280, "height": 800})
    clerk.go("/submissions/pages/tracking")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    for _ in range(40):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
                       return [s.outlineStyle, b.bottom > 0 && b.top < innerHeight, e.id] }"""
        )
        assert ring[0] != "none" and ring[1], "the focus is seen"
        if ring[2].startswith("o-"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/pages/reports/**")
    assert page.locator("h1").inner_text().startswith("Báo cáo")


def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_the_page(opened: Opened) -> None:
    with person(opened, None) as stranger:
        stranger.go("/submissions/pages/tracking")
        stranger.page.locator(f"button[value='{people.clerk(WARD)}']").click()
        stranger.page.wait_for_url("**/submissions/pages/tracking")
        stranger.page.locator(".account summary").click()
        stranger.press("button", "Đăng xuất")
        stranger.sees("Đã đăng xuất")
        stranger.go("/submissions/pages/tracking")
        assert "/issuer/authorize" in stranger.page.url


def test_another_wards_report_and_a_form_of_another_site_are_refused(opened: Opened) -> None:
    report = f"{opened.base}/submissions/pages/reports/{opened.reports['quan-su']}"
    with person(opened, people.clerk("03387")) as other:
        answer = other.page.goto(report)
        assert answer is not None and answer.status == 404
        other.sees("Không có trang này")
        assert other.context.request.post(f"{report}/accept", form={"_key": "a" * 12, "_csrf": "x"}).status == 403
    with person(opened, people.clerk(WARD)) as own:
        own.go("/")
        csrf = own.page.locator("input[name=_csrf]").first.input_value()
        form: dict[str, str | float | bool] = {"_key": "b" * 12, "_csrf": csrf}
        request = own.context.request
        assert request.post(f"{report}/accept", form=form, headers={"Origin": "https://mau.example"}).status == 403
        assert request.post(f"{report}/accept", form=form, headers={"Origin": opened.base}).status == 409


def test_pages_and_assets_keep_to_their_budgets(opened: Opened, clerk: Person) -> None:
    for address in ("/", "/submissions/pages/tracking", BOARD):
        answer = clerk.page.goto(opened.base + address)
        assert answer is not None and len(gzip.compress(answer.body())) <= 15_000, address
        assert "'unsafe" not in answer.headers["content-security-policy"]
    with person(opened, None) as fresh:
        seen: list[tuple[str, bytes]] = []
        fresh.page.on("response", lambda answer: seen.append((answer.url, answer.body())))
        fresh.go("/")
        fresh.page.wait_for_load_state("networkidle")
        packed = {url.rsplit(".", 1)[-1]: len(gzip.compress(body)) for url, body in seen if "/static/" in url}
        fonts = sum(len(body) for url, body in seen if url.endswith(".woff2"))
    assert packed["css"] <= 14_000 and packed["js"] <= 22_000 and packed["svg"] <= 6_000 and fonts <= 65_000
    assert len(seen) <= 8


def photograph(somebody: Person, address: str, folder: Path, name: str) -> None:
    page = somebody.page
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        somebody.go(address)
        tall = min(3000, page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": width, "height": tall})  # a sticky bar stands at the end, not inside
        path = folder / f"{name}-{width}.png"
        page.screenshot(path=path)
        assert path.stat().st_size > 5_000


def test_pictures_are_made_at_three_widths(opened: Opened, clerk: Person, tmp_path: Path) -> None:
    # PICTURES=folder keeps them, for looking at and for the README
    folder = Path(os.environ.get("PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    for address in addresses(opened):
        name = address.removeprefix("/").replace("/pages/", "/").replace("/", "-").replace("?show=", "home-") or "home"
        photograph(clerk, address, folder, name.replace(opened.reports["quan-su"], "one"))
    clerk.page.set_viewport_size({"width": 1280, "height": 800})
    with person(opened, people.bloc_secretary()) as secretary:
        photograph(secretary, BOARD_NOW, folder, "board")
