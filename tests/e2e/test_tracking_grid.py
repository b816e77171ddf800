"""The tracking grid and what is printed: one stop for the keyboard, narrowed by name as one types, whole on paper."""

from __future__ import annotations

import re

import pytest

from tests.support.paged import Person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")
TRACKING = "/submissions/pages/tracking"
FOCUSED = "document.activeElement.id || document.activeElement.tagName"
OPEN = "all => all.every(one => [...one.children].every(part => part.checkVisibility()))"
PRINTED = "Bản in lúc"


def paper(clerk: Person) -> tuple[set[tuple[int, int]], int]:
    """The sizes of the sheets in points, and how many there are."""
    made = clerk.page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made)
    return {(round(float(width)), round(float(height))) for width, height in boxes}, len(boxes)


def test_arrows_home_and_end_move_in_the_grid_and_enter_opens_a_report(clerk: Person) -> None:
    clerk.go(TRACKING)
    page, grid = clerk.page, clerk.page.get_by_role("grid", name="Đơn vị và kỳ báo cáo")
    stop = grid.locator("[tabindex='0']")
    cells = grid.evaluate(
        "one => [...one.tBodies[0].rows].map(row => [...row.cells].map(c => c.querySelector('a')?.id))"
    )
    stop.focus()
    for key, expected in (
        ("ArrowDown", cells[1][1]),
        ("End", cells[1][-1]),
        ("ArrowRight", cells[1][-1]),
        ("Home", "TH"),
        ("ArrowRight", cells[1][1]),
        ("Control+End", cells[-1][-1]),
        ("ArrowUp", cells[-2][-1]),
    ):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == expected, key
        assert stop.count() == 1 and stop.evaluate("one => one === document.activeElement")
    assert grid.locator("xpath=ancestor::*[@tabindex='0']").count() == 0, "and the region around it is no other stop"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/reports/{cells[-2][-1].removeprefix('o-')}")


def test_the_head_row_and_the_first_column_stay_in_sight(clerk: Person) -> None:
    clerk.go(TRACKING)
    clerk.page.set_viewport_size({"width": 700, "height": 600})
    region = clerk.page.locator(".scroll:has(#bang-theo-doi)")
    region.evaluate("one => one.scrollTo(one.scrollWidth, one.scrollHeight)")
    whole, corner = region.bounding_box(), region.locator("thead th").first.bounding_box()
    clerk.page.set_viewport_size({"width": 1280, "height": 800})
    assert whole is not None and corner is not None
    assert abs(corner["x"] - whole["x"]) < 2 and abs(corner["y"] - whole["y"]) < 2


def test_the_units_of_a_ward_fit_about_one_screen_and_one_sheet(clerk: Person) -> None:
    clerk.go(TRACKING)
    rows = clerk.page.locator("#bang-theo-doi tbody tr")
    heights = rows.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert len(heights) == 24 and max(heights) <= 26
    region = clerk.page.locator(".scroll:has(#bang-theo-doi)")
    assert region.evaluate("one => one.scrollHeight <= one.clientHeight"), "none is scrolled to inside the grid"
    assert paper(clerk) == ({(842, 595)}, 1)


def test_typing_a_name_narrows_the_grid_and_says_so(clerk: Person) -> None:
    clerk.go(TRACKING)
    named = clerk.page.get_by_label("Tên đơn vị")
    named.press_sequentially("to dan pho")
    clerk.sees("tên có “to dan pho”")
    shown = clerk.page.locator("#bang-theo-doi tbody th").all_inner_texts()
    assert shown and all(unit.startswith("Tổ dân phố") for unit in shown)
    assert clerk.page.locator("#dang-hien").inner_text().startswith(f"Hiện {len(shown)}/")
    assert named.input_value() == "to dan pho" and named.evaluate("one => one === document.activeElement")
    assert clerk.page.locator("#bang-theo-doi[role=grid] [tabindex='0']").count() == 1
    assert violations(clerk.page) == []
    clerk.page.reload()
    assert clerk.page.locator("#bang-theo-doi tbody th").all_inner_texts() == shown, "the address keeps the filter"


def test_on_paper_the_grid_lies_on_its_side_under_its_filter_and_time(clerk: Person) -> None:
    clerk.go(f"{TRACKING}?kind=residential-group")
    assert not clerk.page.get_by_text(PRINTED).is_visible()
    clerk.page.emulate_media(media="print")
    assert clerk.page.get_by_text(PRINTED).is_visible()
    assert clerk.page.get_by_text("loại đơn vị: Tổ dân phố").is_visible()
    assert not clerk.page.locator(".filters button").first.is_visible()
    assert clerk.page.locator("thead").evaluate("one => getComputedStyle(one).display") == "table-header-group"
    assert paper(clerk)[0] == {(842, 595)}
    clerk.page.emulate_media(media="screen")


def test_on_paper_what_is_folded_is_read(clerk: Person) -> None:
    clerk.go("/awards/pages/dossiers")
    clerk.page.get_by_role("link", name="Vì sao?").first.click()
    folded = clerk.page.locator("main details:not([open])")
    assert folded.count() >= 3 and not folded.evaluate_all(OPEN)
    clerk.page.emulate_media(media="print")
    assert folded.evaluate_all(OPEN), "votes and conditions too"
    assert clerk.page.get_by_text(PRINTED).is_visible()
    assert paper(clerk)[0] == {(595, 842)}
    clerk.page.emulate_media(media="screen")
