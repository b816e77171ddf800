"""Reports in a browser: history entries of the form, figures far from last year's, who is signed in, what is searched for."""

from __future__ import annotations

import re

import pytest

from deploy.demo import people
from tests.support.paged import PHONE, WARD, Opened, Person, person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")
REPORTS = "/submissions/pages/reports"
TRACKING = "/submissions/pages/tracking"
LONG = "0" * 60 + "/BC-TDP"
WIDTH = "document.documentElement.scrollWidth"
FIRST, SECOND = "Số phong trào đã tham gia", "Số gương người tốt, việc tốt"


def heading(of: Person) -> str:
    return of.page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize(("unit", "script"), [("ban-3", True), ("ban-4", False)])
def test_back_and_forward_pass_the_form_as_it_was_filled_in_and_what_was_sent_has_no_form(
    opened: Opened, unit: str, script: bool
) -> None:
    with person(opened, people.head(WARD, unit), PHONE, script=script) as head:
        head.go(f"{REPORTS}/{opened.reports[unit]}")
        head.press("link", "Lập báo cáo")
        head.type(FIRST, "4")
        head.type(SECOND, "2")
        head.type("Số văn bản của đơn vị", LONG)
        head.press("button", "Xem lại trước khi gửi")
        head.page.wait_for_url("**/send/check?*")
        assert head.page.evaluate(WIDTH) <= PHONE[0], "a long number breaks"
        head.page.go_back()
        assert head.page.get_by_label(FIRST).input_value() == "4"
        assert head.page.get_by_label("Số văn bản của đơn vị").input_value() == LONG
        head.page.go_forward()
        assert heading(head) == "Xem lại trước khi gửi"
        head.press("button", "Gửi báo cáo")
        head.sees("Đã gửi báo cáo.")
        assert head.page.evaluate(WIDTH) <= PHONE[0]
        for _ in range(2):
            head.page.go_back()
            head.sees("đã gửi báo cáo này lúc")
            assert head.page.get_by_role("textbox").count() == 0
        if script:
            assert violations(head.page) == []


def test_a_figure_far_from_last_years_is_asked_about_before_it_is_sent(opened: Opened) -> None:
    with person(opened, people.head(WARD, "quan-su"), PHONE) as head:
        head.go(f"{REPORTS}/{opened.reports['quan-su']}/send")
        head.sees("Cùng kỳ năm trước")
        head.type(FIRST, "720")
        head.type(SECOND, "2")
        head.press("button", "Xem lại trước khi gửi")
        head.sees("cùng kỳ năm trước (")
        assert violations(head.page) == []
        head.press("button", "Gửi báo cáo")
        head.sees("Có số khác hẳn cùng kỳ năm trước.")
        head.page.get_by_label("Đã xem lại, số này đúng").check()


def test_a_page_of_another_role_says_who_is_signed_in_and_offers_no_sign_in(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.go(REPORTS)
        clerk.sees("Đang đăng nhập: Văn phòng – Thống kê")
        assert clerk.page.get_by_role("link", name="Đăng nhập").count() == 0
        assert clerk.page.get_by_role("link", name="Theo dõi báo cáo").count() == 1
        clerk.press("link", "Chọn vai trò khác")
        assert heading(clerk) == "Làm việc với vai trò nào?"


def test_enter_in_the_field_of_the_sign_in_takes_who_was_typed(opened: Opened) -> None:
    with person(opened, None) as somebody:
        somebody.go("/session/sign-in")
        somebody.page.get_by_label("Mã người dùng").fill(people.clerk(WARD))
        somebody.page.keyboard.press("Enter")
        somebody.page.wait_for_url(f"{opened.base}/")
        somebody.sees("Văn phòng – Thống kê")


def test_a_decision_is_found_by_its_number(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.go("/submissions/pages/search")
        clerk.type("Tên, số văn bản hoặc đơn vị", "105/QĐ-UBND")
        clerk.page.get_by_role("link", name="Quyết định số 105/QĐ-UBND").wait_for()
        assert violations(clerk.page) == []


def test_the_city_is_told_of_which_ward_a_unit_is(opened: Opened) -> None:
    with person(opened, people.CITY_OFFICER) as officer:
        officer.go("/submissions/pages/search")
        officer.type("Tên, số văn bản hoặc đơn vị", "to dan pho so 1")
        officer.sees("Tổ dân phố số 1, Phường Quyết Thắng")


def test_the_figures_of_the_grid_add_up_and_say_what_they_count(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.go(TRACKING)
        sent, owed = re.findall(r"đã nộp (\d+)/(\d+)", clerk.page.locator("#bang-theo-doi thead").inner_text())[0]
        link = clerk.page.get_by_role("link", name="đơn vị chưa nộp").inner_text()
        assert int(sent) + int(re.sub(r"\D", "", link)) == int(owed)
        told = clerk.page.locator("#bang-theo-doi thead svg title").first.text_content() or ""
        parts = [
            int(count) for count in re.findall(r"(\d+) (?!không phải)", told.split(": ")[1].replace(f"/{owed}", ""))
        ]
        assert sum(parts) == int(owed)


def test_nothing_that_sticks_covers_a_screen_of_400_percent(opened: Opened) -> None:
    with person(opened, people.clerk(WARD), (320, 200)) as clerk:
        clerk.go(TRACKING)
        stuck = "one => getComputedStyle(one).position"
        assert clerk.page.locator(".actions").evaluate(stuck) == "static"
        clerk.page.set_viewport_size({"width": 1280, "height": 800})
        assert clerk.page.locator(".actions").evaluate(stuck) == "sticky"
