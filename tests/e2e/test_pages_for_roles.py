"""Pages for each role: where somebody's work begins, and one act of it: the council's secretary, a member, the bloc, the city."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from deploy.demo import people
from deploy.demo.client import Client
from deploy.demo.honours import GOOD, TOO_SHORT
from deploy.demo.sample import BLOC
from deploy.demo.scenes.nominations import body_of
from deploy.demo.stage import Made
from deploy.local import issuer
from deploy.local.addresses import Addresses, addresses_of
from tests.e2e.conftest import Year
from tests.support.paged import PHONE, WARD, Opened, opened_on, person

pytestmark = pytest.mark.needs("chromium-headless-shell")
PRINCIPAL = f"local:council-member:{WARD}:khach-moi"


@pytest.fixture(scope="module")
def opened(year: Year) -> Iterator[Opened]:
    asyncio.run(put_forward(addresses_of(year.home)))
    with opened_on(year.home) as found:
        yield found


async def put_forward(where: Addresses) -> None:
    """A dossier that the demo's rules had refused for its few months comes again with the whole year."""
    async with httpx.AsyncClient(base_url=where.base_url, timeout=30) as http:
        client = Client(http, lambda who: issuer.mint(issuer.key_folder(where.home), where.issuer, who))
        clerk, made = people.clerk(WARD), Made()
        for unit in await client.pages(clerk, "/submissions/units", ward=WARD):
            made.units[WARD, unit["code"]] = unit["unit_id"]
        for one in await client.pages(clerk, "/submissions/people", ward=WARD):
            made.people[WARD, one["full_name"]] = one["person_id"]
        body = body_of(replace(TOO_SHORT, merits=GOOD), made)
        await client.write(people.head(WARD, TOO_SHORT.unit), "/awards/nominations", body, key="pages/nomination")


def test_the_secretary_calls_a_session_opens_it_and_a_vote_and_a_member_votes_on_a_phone(opened: Opened) -> None:
    member = people.council_member(WARD, "ccb")
    with person(opened, people.council_secretary(WARD)) as secretary, person(opened, member, PHONE) as voter:
        secretary.press("link", "Hội đồng")
        secretary.type("Ngày họp", "27/05/2025")
        secretary.type("Xét hồ sơ của năm", "2024")
        secretary.press("button", "Triệu tập phiên họp")
        secretary.sees("Đã triệu tập phiên họp.")
        secretary.press("link", "Khai mạc")
        secretary.sees("Thành viên có mặt")
        for box in secretary.page.get_by_role("checkbox").all():
            box.check()
        secretary.press("button", "Khai mạc")
        secretary.sees("Đã khai mạc phiên họp.")
        secretary.sees(str(TOO_SHORT.subject))
        secretary.press("link", "Mở biểu quyết")
        secretary.page.wait_for_url("**/do/open-vote*")
        secretary.press("button", "Mở biểu quyết")
        secretary.sees("Đã nhận 0/9 phiếu")
        voter.press("link", "Hội đồng")
        voter.press("link", "Phiên họp Thứ Ba, 27/05/2025")
        voter.press("link", "Đồng ý")
        voter.press("button", "Gửi phiếu: Đồng ý")
        voter.sees("Phiếu của đồng chí: Đồng ý")
        assert voter.presses <= 5, "one of them opens the folded menu"
        secretary.sees("Đã nhận 1/9 phiếu")


def test_the_clerk_sees_what_every_unit_registered_in_the_year_and_how_far_one_is(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Đợt đăng ký thi đua")
        clerk.page.get_by_role("link", name="2024").first.click()
        clerk.sees("24/24 đã đăng ký: 24 đã chấp nhận.")
        clerk.sees("tổng 48 gương")
        clerk.page.get_by_role("link", name="Tổ dân phố số 1").first.click()
        clerk.sees("Quý III: 2 gương, đạt 100%")


def test_the_secretary_of_the_bloc_walks_from_the_board_to_what_a_figure_rests_on(opened: Opened) -> None:
    with person(opened, people.bloc_secretary()) as secretary:
        assert secretary.page.get_by_role("link", name="Theo dõi báo cáo").count() == 0, "no work of a ward"
        secretary.press("link", "Khối thi đua")
        secretary.sees("Bảng điểm năm")
        secretary.go(f"/blocs/pages/board/{BLOC[0]}/2024")
        figure = secretary.page.locator("#on-time-03387")
        shown = figure.inner_text().partition("/")[0]
        figure.click()
        secretary.sees("Vì sao?")
        assert secretary.page.locator("h1 .so").inner_text() == shown
        assert secretary.page.locator("#can-cu tbody tr").count() >= int(shown) > 0


def test_the_city_reads_any_ward_and_ends_what_a_chairman_gave(opened: Opened) -> None:
    with person(opened, people.chairman(WARD)) as chairman, person(opened, people.CITY_OFFICER) as city:
        chairman.press("link", "Giao quyền")
        chairman.page.get_by_label("Vai trò").select_option("council-member")
        chairman.type("Mã người dùng", PRINCIPAL)
        chairman.press("button", "Giao quyền")
        chairman.sees("Đã giao quyền.")
        city.press("link", "Theo dõi báo cáo")
        city.page.get_by_label("Xã, phường").select_option(WARD)
        city.press("button", "Xem")
        city.page.locator(f"#o-{opened.reports['quan-su']}").wait_for()
        assert city.page.get_by_role("link", name="đơn vị chưa nộp").count() == 0, "reminding is the clerk's"
        city.press("link", "Giao quyền")
        given = city.page.get_by_role("row", name=PRINCIPAL)
        given.get_by_role("link", name="Thôi giao").click()
        city.press("button", "Thôi giao")
        city.sees("Đã thôi giao")
        assert "Thôi giao" in given.inner_text()
