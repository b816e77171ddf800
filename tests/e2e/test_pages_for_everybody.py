"""Pages for everybody: without mistakes that a machine finds, by keyboard alone, narrow, enlarged, and closed to strangers."""

from __future__ import annotations

import gzip
import importlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from deploy.demo import people
from tests.support.declared import SERVICES
from tests.support.paged import WARD, Opened, Person, person, violations
from tests.support.routed import page_routes

pytestmark = pytest.mark.needs("chromium-headless-shell")
BOARD = "/blocs/pages/board/khoi-xa-phuong-lai-chau/2024"
BOARD_NOW = "/blocs/pages/board/khoi-xa-phuong-lai-chau/2025"
NOWHERE = "/submissions/pages/nowhere"
OF_THE_CLERK = (
    "/",
    "/?show=closed",
    "/submissions/pages/tracking",
    "/submissions/pages/mandates",
    "/submissions/pages/search",
    BOARD,
    f"{BOARD}/why/03387/reports-on-time",
    NOWHERE,
)
GALLERY = "/notifications/pages/gallery"
WIDTHS = (320, 360, 768, 1280)
PHONE = 360
NO_PAGE = {
    "/static/{name}",
    "/session/callback",
    "/session/place",
    "/session/refused",
    "/notifications/pages/elsewhere",
    "/notifications/pages/reminded",
    "/awards/pages/sessions/{session_id}/paper.{kind}",
    "/awards/pages/sessions/{session_id}/minutes/paper.{kind}",
    "/awards/pages/decisions/{decision_id}/paper.{kind}",
    "/awards/pages/decisions/{decision_id}/papers/{place}/paper.{kind}",
    "/awards/pages/law.xlsx",
    "/blocs/pages/board/{bloc_code}/{year}/excel",
    "/submissions/pages/calendar.ics",
    "/submissions/pages/tracking/{plan_id}/{obligation_id}/paper.{kind}",
    "/submissions/pages/document-templates/standard.docx",
    "/submissions/pages/document-templates/{name}/own.docx",
    "/awards/pages/sessions/{session_id}/stream",
    "/blocs/pages/board/{bloc_code}/{year}/stream",
    *(
        f"/{service}/pages/files/{{file_id}}{rest}"
        for service in ("submissions", "awards")
        for rest in ("", "/progress")
    ),
    *(f"/{service}/pages/strip" for service in ("submissions", "awards", "blocs")),
    "/submissions/pages/signing",
    *(f"/{service}/pages/gallery" for service in SERVICES if not GALLERY.startswith(f"/{service}/")),
}
WHOSE = {
    "/submissions/pages/reports": "head",
    "/submissions/pages/reports/{report_id}/send": "head",
    "/submissions/pages/reports/{report_id}/send/check": "head",
    "/awards/pages/sessions/{session_id}/do/{word}": "secretary",
    "/session/sign-in": "stranger",
    "/session/ended": "stranger",
    GALLERY: "operator",
    **{f"/{service}/pages/upkeep": "operator" for service in SERVICES},
}
"""Whose page it is, if it is not the clerk's."""
QUERY = {
    "/notifications/pages/remind": "?report={report_id}",
    "/submissions/pages/reports/{report_id}/send/check": "?phong-trao-tham-gia=72&guong-nguoi-tot-viec-tot=2",
}
BESIDES = (("clerk", "/?show=closed"), ("clerk", NOWHERE), ("stranger", "/"), ("secretary", "/awards/pages/sessions"))
DECLARED = tuple(
    f"/{name}/pages{capability.list.path}"
    for name in SERVICES
    for capability in importlib.import_module(f"services.{name}.app").SERVICE.capabilities
    if capability.list is not None and not capability.list.handwritten
)
"""Lists that a capability declares: they, their records and forms are walked by `test_declared_pages.py`."""


def declared(route: str) -> bool:
    """Whether a page follows from a declaration, its forms too."""
    return (
        "{key}" in route or route.endswith("/do/{name}") or any(f"{route}/".startswith(f"{one}/") for one in DECLARED)
    )


THEMES = ("sang", "toi", "tuong-phan", "theo-may")


def addresses(opened: Opened) -> tuple[str, ...]:
    report = f"/submissions/pages/reports/{opened.reports['quan-su']}"
    return (*OF_THE_CLERK, report, f"{report}/do/paper")


@dataclass(frozen=True, slots=True)
class Look:
    """What was found on a page: by axe, by how many pixels it is wider than each screen, and with text of twice the size.

    `sideways` are the tables that a phone of 360 px scrolls sideways.
    """

    violations: list[str]
    wider: dict[int, int]
    enlarged: int
    sideways: list[str]


def looked_at(someone: Person) -> Look:
    """The page that is open, narrowed and enlarged without being asked for again."""
    page, wider = someone.page, "document.documentElement.scrollWidth - innerWidth"
    found, more, sideways = violations(page), {}, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        more[width] = page.evaluate(wider)
        if width == PHONE:
            sideways = page.locator(".scroll").evaluate_all(
                "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.querySelector('table').id)"
            )
    page.set_viewport_size({"width": 640, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    enlarged = page.evaluate(wider)
    page.set_viewport_size({"width": 1280, "height": 800})
    return Look(found, more, enlarged, sideways)


def linked(clerk: Person, address: str, prefix: str) -> str:
    """The id in the first link of a list."""
    clerk.go(address)
    found = clerk.page.locator(f"main a[href^='{prefix}']:not([href*='/do/'])").first.get_attribute("href")
    assert found is not None
    return found.removeprefix(prefix).partition("/")[0]


@pytest.fixture(scope="module")
def looks(opened: Opened, clerk: Person) -> dict[str, Look]:
    """Every page that a service has, as its route table says, looked at by somebody whose page it is."""
    awards, mandates = "/awards/pages", "/submissions/pages/mandates"
    known = {
        "report_id": opened.reports["quan-su"],
        "bloc_code": BOARD.split("/")[-2],
        "year": BOARD.split("/")[-1],
        "ward_code": "03387",
        "measure": "reports-on-time",
        "role": "unit-head",
        "mandate_id": linked(clerk, mandates, f"{mandates}/"),
        **{f"{one}_id": linked(clerk, f"{awards}/{one}s", f"{awards}/{one}s/") for one in ("session", "decision")},
        "nomination_id": linked(clerk, f"{awards}/dossiers", f"{awards}/dossiers/"),
    }
    found = {}
    with (
        person(opened, people.head(WARD, "quan-su")) as head,
        person(opened, people.council_secretary(WARD)) as secretary,
        person(opened, people.OPERATOR) as operator,
        person(opened, None) as stranger,
    ):
        at = {"clerk": clerk, "head": head, "secretary": secretary, "operator": operator, "stranger": stranger}
        routes = [route.removeprefix("GET ") for route in page_routes() if route.startswith("GET ")]
        for who, pattern in [
            *((WHOSE.get(one, "clerk"), one) for one in routes if one not in NO_PAGE and not declared(one)),
            *BESIDES,
        ]:
            words = known | {"word": "close" if pattern.startswith(awards) else "paper"}
            address = (pattern + QUERY.get(pattern, "")).format(**words)
            answer = at[who].page.goto(opened.base + address)
            assert answer is not None and (answer.status == 200 or address == NOWHERE), f"{who}: {address}"
            found[f"{who}: {address}"] = looked_at(at[who])
        head.go(f"/submissions/pages/reports/{known['report_id']}/send")
        head.type("Số phong trào đã tham gia", "4")
        head.type("Số gương người tốt, việc tốt", "2")
        head.press("button", "Xem lại trước khi gửi")
        head.sees("Gửi báo cáo")
        found["head: what is about to be sent"] = looked_at(head)
    return found


def test_axe_finds_nothing(looks: dict[str, Look]) -> None:
    assert {page: look.violations for page, look in looks.items() if look.violations} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_any_colour_set(opened: Opened, theme: str) -> None:
    with person(opened, people.OPERATOR) as operator:
        operator.context.add_cookies([{"name": "giao-dien", "value": theme, "url": opened.base}])
        operator.page.emulate_media(color_scheme="dark")
        operator.go(GALLERY)
        assert operator.page.locator("html").get_attribute("class") == theme
        assert violations(operator.page) == []
        assert (black_states(operator) == BLACK) is (theme == "tuong-phan")
        operator.page.emulate_media(media="print")
        assert black_states(operator) == BLACK


BLACK = {"rgb(0, 0, 0) on rgba(0, 0, 0, 0), solid"}
"""A state as paper and high contrast show it: a word in a frame, without a tint."""


def black_states(someone: Person) -> set[str]:
    """How the states of a page are drawn."""
    found: list[str] = someone.page.locator(".state").evaluate_all(
        """all => all.map(e => { const s = getComputedStyle(e);
                                 return `${s.color} on ${s.backgroundColor}, ${s.borderTopStyle}` })"""
    )
    return set(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_and_only_tables_scroll(looks: dict[str, Look], width: int) -> None:
    assert {page: look.wider[width] for page, look in looks.items() if look.wider[width] > 0} == {}


def test_nobody_scrolls_a_table_in_two_directions_on_a_phone(looks: dict[str, Look]) -> None:
    assert {page: look.sideways for page, look in looks.items() if look.sideways} == {}


def test_text_of_twice_the_size_still_fits(looks: dict[str, Look]) -> None:
    assert {page: look.enlarged for page, look in looks.items() if look.enlarged > 0} == {}


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
        assert other.context.request.post(f"{report}/do/accept", form={"_key": "a" * 12, "_csrf": "x"}).status == 404
    with person(opened, people.clerk(WARD)) as own:
        own.go("/")
        csrf = own.page.locator("input[name=_csrf]").first.input_value()
        form: dict[str, str | float | bool] = {"_key": "b" * 12, "_csrf": csrf}
        request = own.context.request
        assert request.post(f"{report}/do/accept", form=form, headers={"Origin": "https://mau.example"}).status == 403
        assert request.post(f"{report}/do/accept", form=form, headers={"Origin": opened.base}).status == 409


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
    assert len({url for url, _ in seen}) <= 8, "what is asked for again comes from the browser's cache"


ROOM: Final = "every => every.map(one => one.getBoundingClientRect().width)"
STARTS: Final = "every => every.map(one => one.getBoundingClientRect().left)"


def photograph(somebody: Person, address: str, folder: Path, name: str) -> None:
    page = somebody.page
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        somebody.go(address)
        tall = min(3000, page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": width, "height": tall})  # a sticky bar stands at the end, not inside
        titles = page.locator(".tasks>li>.what:visible").evaluate_all(ROOM)
        assert min(titles, default=width) >= 180, (
            f"the words of a row stand in a column of {min(titles)} px at {width} px"
        )
        words = page.locator("figure.chart text:visible").evaluate_all(STARTS)
        assert min(words, default=0) >= 0, f"words of a chart begin left of the page at {width} px"
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
