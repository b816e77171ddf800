"""Nothing typed is lost: Back and Forward, a dead line, another device, an ended session without script; what was sent is gone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from deploy.demo import people
from tests.support.paged import DESK, PATIENCE, PHONE, WARD, Opened, Person, person

pytestmark = pytest.mark.needs("chromium-headless-shell")
JOINED, EXAMPLES, NUMBER = "Số phong trào đã tham gia", "Số gương người tốt, việc tốt", "Số văn bản của đơn vị"
CHECK = "Xem lại trước khi gửi"
SAVED = re.compile(r"Đã lưu \d\d:\d\d:\d\d\.")


def form(opened: Opened, unit: str) -> str:
    return f"/submissions/pages/reports/{opened.reports[unit]}/send"


def holds(somebody: Person, label: str, text: str) -> None:
    """Waits until a field holds this text."""
    expect(somebody.page.get_by_label(label)).to_have_value(text, timeout=PATIENCE)


def saved(somebody: Person, text: re.Pattern[str] = SAVED) -> None:
    """Waits until the form says so."""
    expect(somebody.page.locator(".draft span")).to_have_text(text, timeout=PATIENCE)


@pytest.mark.parametrize("script", [True, False])
def test_back_from_the_check_page_finds_what_was_typed_and_forward_too(opened: Opened, script: bool) -> None:
    with person(opened, people.head(WARD, "ban-3"), PHONE, script=script) as head:
        head.go(form(opened, "ban-3"))
        head.type(JOINED, "4")
        head.type(EXAMPLES, "2")
        head.press("button", CHECK)
        head.sees("Gửi báo cáo")
        head.page.go_back()
        holds(head, JOINED, "4")
        if script:
            head.page.go_forward()
            head.sees("Gửi báo cáo")
            head.page.go_back()
            head.type(NUMBER, "05/BC-B3")
            saved(head)
            head.page.reload()
            holds(head, NUMBER, "05/BC-B3")
        head.go("/")
        head.page.go_back()
        holds(head, JOINED, "4")
        holds(head, EXAMPLES, "2")


def test_a_second_device_goes_on_and_the_newest_text_of_a_field_wins(opened: Opened) -> None:
    owner = people.head(WARD, "ban-2")
    with person(opened, owner, PHONE) as phone, person(opened, owner, DESK) as desk:
        phone.go(form(opened, "ban-2"))
        phone.type(JOINED, "7")
        saved(phone)
        desk.go(form(opened, "ban-2"))
        holds(desk, JOINED, "7")
        desk.sees("trên thiết bị khác.")
        desk.type(JOINED, "8")
        saved(desk)
        phone.type(NUMBER, "05/BC-B2")
        saved(phone, re.compile("Đã lấy chữ lưu lúc .* trên thiết bị khác"))
        holds(phone, JOINED, "8")
        desk.type(NUMBER, "06/BC-B2")
        saved(desk, re.compile("Thay chữ lưu lúc .* trên thiết bị khác"))
        desk.press("button", "Bỏ bản nháp")
        holds(desk, JOINED, "")
        desk.page.reload()
        holds(desk, NUMBER, "")


def test_what_is_typed_on_a_dead_line_is_saved_when_it_is_back(opened: Opened) -> None:
    with person(opened, people.head(WARD, "ban-2"), PHONE) as head:
        head.go(form(opened, "ban-2"))
        head.context.set_offline(True)
        head.type(JOINED, "9")
        saved(head, re.compile("Chưa lưu được bản nháp"))
        head.context.set_offline(False)
        saved(head)
        head.page.reload()
        holds(head, JOINED, "9")


def test_a_session_that_ends_without_script_leads_to_sign_in_and_back_to_what_was_typed(opened: Opened) -> None:
    owner = people.head(WARD, "tram-yt")
    with person(opened, owner, script=False) as head:
        head.go(form(opened, "tram-yt"))
        head.type(JOINED, "6")
        head.type(NUMBER, "06/BC-TYT")
        head.context.clear_cookies()
        head.press("button", CHECK)
        head.page.locator(f"button[value='{owner}']").click()
        head.page.wait_for_url(f"**{form(opened, 'tram-yt')}")
        holds(head, JOINED, "6")
        holds(head, NUMBER, "06/BC-TYT")
        head.press("button", "Bỏ bản nháp")
        holds(head, NUMBER, "01/BC-tram-yt (mẫu)")  # what the report that was returned says


def test_a_form_that_was_sent_has_no_draft_and_nobody_else_ever_saw_it(opened: Opened) -> None:
    address = form(opened, "ban-2")
    with person(opened, people.head(WARD, "ban-2")) as head, person(opened, people.head(WARD, "ban-4")) as other:
        head.go(address)
        head.type(JOINED, "4")
        head.type(EXAMPLES, "2")
        head.type(NUMBER, "07/BC-B3")
        saved(head)
        other.go(address)
        assert "07/BC-B3" not in other.page.content()
        head.press("button", CHECK)
        head.press("button", "Gửi báo cáo")
        head.sees("Đã gửi báo cáo.")
        head.go(address)
        expect(head.page.locator("main form")).to_have_count(0, timeout=PATIENCE)  # what was sent has no form any more
