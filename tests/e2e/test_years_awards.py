"""A nomination from its form to the decision, through pages: proposed by the unit, put through by the council, signed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Route, expect

from deploy.demo import people
from deploy.demo.honours import SEATS, principal
from deploy.demo.play import client_of
from deploy.local.addresses import Addresses
from tests.e2e.conftest import Year
from tests.support.paged import PATIENCE, PHONE, WARD, Opened, opened_on, person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")
TITLE = "LDTT"
T = TypeVar("T")


@pytest.fixture(scope="module")
def opened(year: Year) -> Iterator[Opened]:
    with opened_on(year.home) as found:
        yield found


def beside(work: Coroutine[Any, Any, T]) -> T:
    """Calls the API while a browser is open, whose own loop runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def withdrawn(where: Addresses) -> tuple[str, str]:
    """A unit of the ward that took its nomination back, by its code, and whom it was about."""
    clerk = people.clerk(WARD)
    async with client_of(where) as client:
        nominations = await client.pages(clerk, "/awards/nominations", ward=WARD, year=2024)
        one, *_ = [each for each in nominations if each["state"] == "withdrawn"]
        [unit] = [
            each
            for each in await client.pages(clerk, "/submissions/units", ward=WARD)
            if each["unit_id"] == one["unit_id"]
        ]
        [subject] = [
            each
            for each in await client.pages(clerk, "/submissions/people", ward=WARD)
            if each["person_id"] == one["subject_id"]
        ]
    return str(unit["code"]), str(subject["full_name"])


async def put_through(where: Addresses, nomination: str, today: str) -> None:
    """The whole council says yes; how a session goes on its pages is another test's."""
    secretary = people.council_secretary(WARD)
    async with client_of(where) as client:
        called = await client.write(
            secretary, "/awards/sessions", {"year": 2024, "held_on": today}, key=f"call/{today}"
        )
        session, item = f"/awards/sessions/{called['id']}", {"nomination_id": nomination}
        present = {"present": [principal(seat) for seat in SEATS]}
        await client.write(secretary, f"{session}:open", present, key=f"open/{today}")
        await client.write(secretary, f"{session}:open-vote", item, key=f"vote/{nomination}")
        for seat in SEATS:
            vote = item | {"choice": "yes"}
            await client.write(principal(seat), f"{session}:vote", vote, key=f"ballot/{nomination}/{seat}")
        await client.write(secretary, f"{session}:close-vote", item, key=f"count/{nomination}")


def test_a_nomination_goes_from_the_units_form_to_the_chairmans_signature(opened: Opened) -> None:
    unit, name = beside(withdrawn(opened.where))
    with person(opened, people.head(WARD, unit), PHONE) as head:
        head.press("link", "Hồ sơ", exact=True)
        head.press("link", "Đề nghị khen thưởng")
        assert violations(head.page) == []
        head.page.get_by_label("Danh hiệu").select_option(TITLE)
        head.type("Năm", "2024")
        head.press("button", "Tiếp tục")
        head.page.locator("[name=subject_id]").select_option(label=name)
        head.page.get_by_label("Đang bị xem xét").select_option("no")
        head.page.get_by_label("Tham gia phong trào").select_option("yes")
        head.page.get_by_label("Xếp loại năm").select_option("good")
        head.type("Số tháng công tác", "12")
        assert head.page.get_by_label("Số thành viên").count() == 0, "a person is not asked what a team is"
        head.press("button", "Gửi hồ sơ đề nghị")
        head.sees("Đã gửi hồ sơ đề nghị.")
        assert violations(head.page) == []
        nomination = head.page.url.partition("?")[0].rpartition("/")[2]
        received = head.page.get_by_text("nhận ngày").first.inner_text().partition("nhận ngày ")[2][:10]
    day, month, year = received.split("/")
    beside(put_through(opened.where, nomination, f"{year}-{month}-{day}"))
    with person(opened, people.chairman(WARD)) as chairman:
        chairman.press("link", "Quyết định khen thưởng")
        chairman.press("link", "Ký quyết định")
        chairman.page.locator(f"[value='{nomination}']").check()
        chairman.press("button", "Tiếp tục")
        chairman.sees("Tặng danh hiệu cho 1 hồ sơ (1 cá nhân): Lao động tiên tiến 1.")
        chairman.sees("Tiền thưởng tổng cộng")
        assert violations(chairman.page) == []
        chairman.type("Số", "311")
        chairman.type("Ký hiệu", "QĐ-UBND")
        chairman.type("Ngày ký", received)
        chairman.press("button", "Ký quyết định khen thưởng")
        chairman.sees("Đã ký quyết định khen thưởng.")
        chairman.sees(name)
        assert chairman.presses <= 5


def test_what_is_typed_and_ticked_while_a_search_is_on_its_way_stands_in_its_answer(opened: Opened) -> None:
    _, name = beside(withdrawn(opened.where))
    number, authors = "Số quyết định công nhận", "Tác giả"
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.go("/awards/pages/initiatives/do/recognise")
        clerk.choose(authors, name)
        on_the_way: list[Route] = []
        clerk.page.route("**/initiatives/do/recognise", lambda route: on_the_way.append(route))
        chosen = clerk.page.get_by_role("group", name=authors)
        chosen.get_by_role("button", name="Tìm").click()
        clerk.type(number, "96/QĐ-UBND")
        chosen.get_by_label(name).uncheck()
        [search] = on_the_way
        search.continue_()
        expect(clerk.page.get_by_role("button", name="Tìm thêm")).to_be_enabled(timeout=PATIENCE)
        assert not chosen.get_by_label(name).is_checked()
        assert clerk.page.get_by_label(number).input_value() == "96/QĐ-UBND"
        clerk.page.unroute("**/initiatives/do/recognise")
        clerk.page.reload()
        clerk.press("button", "Bỏ bản nháp")


def test_the_clerk_records_an_initiative_with_its_author(opened: Opened) -> None:
    _, name = beside(withdrawn(opened.where))
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Sáng kiến")
        clerk.press("link", "Ghi nhận sáng kiến")
        clerk.type("Tên sáng kiến", "Sổ tay điện tử của tổ dân phố")
        clerk.choose("Tác giả", name)
        clerk.type("Số quyết định công nhận", "97/QĐ-UBND")
        clerk.type("Ngày công nhận", "02/12/2024")
        clerk.press("button", "Ghi nhận sáng kiến")
        clerk.sees("Đã ghi nhận sáng kiến.")
        clerk.sees(name)
        assert violations(clerk.page) == []
        clerk.press("link", "Sáng kiến")
        assert "Chưa dùng" in clerk.page.get_by_role("row", name="Sổ tay điện tử").first.inner_text()


def test_the_accountant_pays_what_was_signed_and_gets_back_what_an_annulled_line_had_brought(opened: Opened) -> None:
    """From "Việc của tôi", where it is late by now: one line, all others in one press, one taken back; then the chairman annuls."""
    accountant_is = people.watcher(WARD, "finance-officer")
    with person(opened, accountant_is, PHONE) as accountant:
        accountant.sees("tiền thưởng theo Quyết định số")
        accountant.press("link", "Ghi chi tiền thưởng")
        accountant.sees("Trễ hạn chi")
        assert violations(accountant.page) == []
        decision = accountant.page.url.partition("?")[0].rpartition("/")[2]
        number = accountant.page.get_by_role("heading", level=1).inner_text().partition(" số ")[2]
        signed_on = accountant.page.locator("dl.facts dd").first.inner_text()
        lines = accountant.page.locator("#tien-thuong tbody tr")
        first, count = lines.first.locator("th").inner_text().partition("\n")[0], lines.count()
        assert count > 1
        for all_of_them in (False, True):
            accountant.press("link", "Ghi chi tiền thưởng")
            if all_of_them:
                accountant.press("button", "Chọn tất cả")
            else:
                accountant.page.get_by_label(first).first.check()
                accountant.press("button", "Tiếp tục")
            accountant.type("Ngày chi", signed_on)
            accountant.type("Số chứng từ", f"PC-0{12 + all_of_them}/2024")
            accountant.page.get_by_label("Cách chi").select_option("transfer")
            accountant.sees(f"tiền thưởng của {count - 1 if all_of_them else 1} dòng.")
            accountant.press("button", "Ghi đã chi")
            accountant.sees("Đã ghi chi tiền thưởng.")
        accountant.press("link", "Rút ghi nhận chi")
        accountant.page.get_by_label(first).first.check()
        accountant.page.get_by_label("Lý do rút").select_option("wrong-voucher")
        accountant.press("button", "Rút ghi nhận chi")
        accountant.sees("Đã rút ghi nhận chi.")
        accountant.press("link", "Ghi chi tiền thưởng")
        accountant.page.get_by_label(first).first.check()
        accountant.press("button", "Tiếp tục")
        accountant.type("Ngày chi", signed_on)
        accountant.type("Số chứng từ", "PC-014/2024")
        accountant.page.get_by_label("Cách chi").select_option("cash")
        accountant.press("button", "Ghi đã chi")
        accountant.sees("Đã ghi chi tiền thưởng.")
        accountant.sees("Đã xong")
    with person(opened, people.chairman(WARD)) as chairman:
        chairman.go(f"/awards/pages/decisions/{decision}/do/annul")
        chairman.page.get_by_label(first).first.check()
        chairman.press("button", "Tiếp tục")
        chairman.sees("tiền thưởng đã chi")
        chairman.page.locator("[name=reason_code]").select_option("false-merit")
        chairman.page.locator("[name=reason]").fill("Kê khai sai số tháng công tác")
        chairman.page.locator("[name=document_number]").fill("399/QĐ-UBND")
        chairman.page.locator("[name=signed_on]").fill(signed_on)
        chairman.press("button", "Ký quyết định hủy bỏ")
        chairman.sees("Đã hủy bỏ danh hiệu.")
    with person(opened, accountant_is) as accountant:
        accountant.sees(f"tiền thưởng đã chi theo Quyết định số {number}")
        accountant.press("link", "Ghi thu hồi tiền thưởng")
        accountant.press("link", "Ghi thu hồi tiền thưởng")
        accountant.page.get_by_label(first).first.check()
        accountant.press("button", "Tiếp tục")
        accountant.type("Ngày thu hồi", signed_on)
        accountant.type("Số chứng từ", "PT-003/2024")
        accountant.page.get_by_label("Cách thu").select_option("cash")
        accountant.press("button", "Ghi đã thu hồi")
        accountant.sees("Đã ghi thu hồi tiền thưởng.")
        assert violations(accountant.page) == []
        accountant.go("/awards/pages/money-years")
        accountant.sees("Phần đã chi")
