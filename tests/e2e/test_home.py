"""The home page of each role: what its service draws under the tasks, without script, when a part fails, in several roles."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Route

from deploy.demo import people
from deploy.demo.client import Client
from deploy.local import issuer
from deploy.local.addresses import Addresses, addresses_of
from tests.e2e.conftest import Year
from tests.support.paged import PHONE, WARD, Opened, opened_on, person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")
TWO_ROLES = people.council_member(WARD, "phu-nu")
"""A member of the council whom these tests make a clerk too."""
SEEN = {
    people.clerk(WARD): "đã tiếp nhận",
    people.head(WARD, "thcs"): "Hạn gần nhất",
    people.council_member(WARD, "mttq"): "đã gửi",
    people.council_secretary(WARD): "đã nhận",
    people.chairman(WARD): "Từ hôm qua",
    people.bloc_secretary(): "Thứ hạng tạm tính năm 2025",
    people.CITY_OFFICER: "chưa nộp, đã trễ",
    people.OPERATOR: "Không có gì đứng lại",
    None: "Quyết Thắng",
}
"""Words of each role's picture."""


@pytest.fixture(scope="module")
def opened(year: Year) -> Iterator[Opened]:
    asyncio.run(grant(addresses_of(year.home)))
    with opened_on(year.home) as found:
        yield found


async def grant(where: Addresses) -> None:
    async with httpx.AsyncClient(base_url=where.base_url, timeout=30) as http:
        client = Client(http, lambda who: issuer.mint(issuer.key_folder(where.home), where.issuer, who))
        body = {"principal": TWO_ROLES, "role": "clerk", "valid_from": "2025-01-01"}
        await client.write(people.chairman(WARD), "/submissions/mandates", body, key="home/clerk")


@pytest.mark.parametrize("subject", SEEN, ids=str)
def test_every_role_has_a_picture_with_its_own_freshness_and_axe_finds_nothing(
    opened: Opened, subject: str | None
) -> None:
    with person(opened, subject, PHONE) as somebody:
        somebody.go("/")
        somebody.sees(SEEN[subject])
        somebody.page.wait_for_load_state("networkidle")
        strips = somebody.page.locator(".strip")
        assert strips.locator("svg").count() >= strips.count() == strips.locator(".fresh").count() > 0
        assert somebody.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert violations(somebody.page) == []


def test_without_script_a_strip_is_a_link_to_the_page_behind_it(opened: Opened) -> None:
    with person(opened, people.clerk(WARD), script=False) as clerk:
        clerk.go("/")
        clerk.press("link", "Mở bảng theo dõi báo cáo")
        clerk.sees("Theo dõi báo cáo năm")


def test_a_part_that_fails_says_which_and_the_rest_works(opened: Opened) -> None:
    with person(opened, people.chairman(WARD)) as chairman:

        def fail(route: Route) -> None:
            route.fulfill(status=503)

        chairman.page.route("**/awards/pages/strip", fail)
        chairman.go("/")
        chairman.sees("Phần “Chờ ký” chưa tải được")
        chairman.sees("đã tiếp nhận")
        assert chairman.page.locator("#phan-ho-so").get_by_role("link", name="Mở trang ký quyết định").count() == 1
        assert chairman.page.locator("#phan-bao-cao .late-part").count() == 0


def test_whoever_was_reminded_sees_when(opened: Opened) -> None:
    report = opened.reports["tieu-hoc"]
    with person(opened, people.clerk(WARD)) as clerk, person(opened, people.head(WARD, "tieu-hoc"), PHONE) as head:
        clerk.go(f"/notifications/pages/remind?report={report}")
        if clerk.page.get_by_role("button", name="Gửi nhắc việc").count():
            clerk.press("button", "Gửi nhắc việc")
            clerk.sees("Đã gửi nhắc việc cho 1 đơn vị.")
        head.go("/")
        head.sees("Văn phòng – Thống kê đã nhắc ngày 27/05/2025")


def test_whoever_has_two_roles_sees_what_waits_in_the_other_and_goes_there(opened: Opened) -> None:
    with person(opened, None) as somebody:
        somebody.go("/session/sign-in")
        somebody.page.locator(f"button[value='{TWO_ROLES}']").click()
        somebody.press("button", "Thành viên Hội đồng")
        somebody.sees("Ở vai trò khác, Văn phòng – Thống kê (Phường Quyết Thắng)")
        somebody.sees("việc đang chờ")
        assert violations(somebody.page) == []
        somebody.press("button", "Chuyển sang vai trò Văn phòng – Thống kê")
        somebody.sees("Ở vai trò khác, Thành viên Hội đồng")
        assert somebody.page.locator("#dai-bao-cao").count() == 1


def test_the_guide_is_open_to_strangers_and_opens_at_the_own_role(opened: Opened) -> None:
    with person(opened, None, PHONE) as stranger, person(opened, people.chairman(WARD)) as chairman:
        stranger.go("/")
        stranger.press("link", "Hướng dẫn", exact=True)
        stranger.sees("Mười trạng thái")
        stranger.press("link", "Văn phòng – Thống kê")
        stranger.sees("Hướng dẫn: Văn phòng – Thống kê")
        chairman.press("link", "Hướng dẫn", exact=True)
        chairman.sees("Hướng dẫn: Chủ tịch UBND")
