"""A ward's first year through pages alone: from `thidua appoint` on an empty store to a signed decision and a ranked bloc.

`make test` plays the first chapter: places, people, what a unit aims at, a plan, a report that is sent and accepted. `make year` plays all
three. Whoever acts signs in through the issuer's page and goes on from the menu or a task; no request but the browser's is made.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.addresses import addresses_of
from deploy.local.issuer import local_subject
from services.chassis.calendar import local_date
from tests.support import stack
from tests.support.cli import thidua
from tests.support.paged import DESK, PATIENCE, browser

pytestmark = pytest.mark.needs("chromium-headless-shell")
ALL: Final = os.environ.get("YEAR") == "full"
WARD: Final = "03386"
BLOC: Final = "khoi-dau-tien"
OPERATOR: Final = "local:operator:city"
TODAY: Final = local_date(datetime.now(UTC))
"""In Vietnam, whatever the machine's zone: after 17:00 UTC it is the next day there."""
YEAR: Final = TODAY.year
HEAD: Final = local_subject("unit-head", WARD, "tdp-1")
CHAIRMAN: Final = local_subject("chairman", WARD)
SECRETARY: Final = local_subject("council-secretary", WARD)
MEMBERS: Final = [f"local:council-member:{WARD}:{number}" for number in range(1, 6)]


def spoken(day: date) -> str:
    """A day as people type it."""
    return f"{day.day}/{day.month}/{day.year}"


@dataclass(slots=True)
class Somebody:
    """One person at a browser, and the presses of everybody so far."""

    base: str
    page: Page
    presses: list[str]

    def home(self) -> None:
        self.page.goto(self.base)

    def press(self, words: str, kind: str = "link") -> None:
        """Presses what is called so."""
        self.presses.append(words)
        self.page.get_by_role(kind, name=words, exact=True).locator("visible=true").last.click()  # type: ignore[arg-type]

    def leads(self, words: str) -> None:
        """Presses a link of the page, not of its menu, whose name begins so: what follows is read to those who do not see it."""
        self.presses.append(words)
        self.page.locator(f"main a:has-text('{words}')").locator("visible=true").first.click()

    def menu(self, words: str) -> None:
        self.presses.append(words)
        self.page.locator("nav.menu").get_by_role("link", name=words, exact=True).click()

    def fill(self, **fields: str) -> None:
        """Fills fields by their names; of a choice the words that begin so."""
        for name, text in fields.items():
            field = self.page.locator(f"main [name='{name.replace('__', '-')}']:not([type=hidden])").first
            if field.evaluate("field => field.tagName") == "SELECT":
                value = field.locator("option", has_text=text).first.get_attribute("value")
                field.select_option(value)
            else:
                field.fill(text)

    def send(self, words: str) -> None:
        """Presses the button of the form, and waits for the page that says it is done."""
        self.presses.append(words)
        self.page.locator("main button.primary:visible", has_text=words).last.click()
        expect(self.page.locator("#loi-nhan .notice").first).to_be_visible(timeout=PATIENCE)
        assert self.page.locator(".errors").count() == 0, self.page.locator(".errors").inner_text()


@dataclass(slots=True)
class City:
    """An empty deployment, and everybody's presses."""

    base: str
    browser: Browser
    presses: list[str]

    @contextmanager
    def seen_by(self, subject: str) -> Iterator[Somebody]:
        """Somebody who signs in by the issuer's page and is at home."""
        context = self.browser.new_context(viewport={"width": DESK[0], "height": DESK[1]}, locale="vi-VN")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        try:
            page.goto(f"{self.base}/session/sign-in")
            page.fill("#other", subject)
            page.get_by_role("button", name="Đăng nhập bằng mã này").click()
            page.wait_for_url(f"{self.base}/")
            yield Somebody(self.base, page, self.presses)
        finally:
            context.close()


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """A stack that nobody has used, with its first operator."""
    with stack.session_home() as home, browser() as chromium:
        up = thidua(home, "up", "--detach")
        assert up.returncode == 0, up.stdout + up.stderr
        try:
            appointed = thidua(home, "appoint", OPERATOR, "--who", "the test")
            assert appointed.returncode == 0, appointed.stdout + appointed.stderr
            yield City(addresses_of(home).base_url, chromium, [])
        finally:
            thidua(home, "down")


def grant(me: Somebody, who: str, role: str, *, place: str = "", unit: str = "") -> None:
    """Gives a role on the page of mandates."""
    me.menu("Giao quyền")
    fields = {"vai-tro": role, "nguoi": who, "tu-ngay": spoken(TODAY)}
    fields |= {"noi": place} if place else {}
    fields |= {"don-vi": unit} if unit else {}
    me.fill(**fields)
    me.send("Giao quyền")


def places_people_aims_a_plan_and_a_report(city: City) -> None:
    """The operator and the clerk set the ward up; what a unit aims at and its year report are sent and accepted."""
    with city.seen_by(OPERATOR) as me:
        me.menu("Phường, xã")
        me.leads("Đăng ký")
        me.fill(code=WARD, name="Phường Quyết Thắng", kind="Phường", valid_from="1/1/2020")
        me.send("Đăng ký")
        grant(me, local_subject("clerk", WARD), "Văn phòng", place="Phường Quyết Thắng")
        grant(me, CHAIRMAN, "Chủ tịch UBND", place="Phường Quyết Thắng")
        grant(me, local_subject("city-officer", "city"), "Cán bộ thi đua", place="Toàn thành phố")
    with city.seen_by(local_subject("clerk", WARD)) as me:
        me.menu("Đơn vị")
        me.leads("Đăng ký")
        me.fill(code="TDP01", name="Tổ dân phố số 1", kind="Tổ dân phố", valid_from="1/1/2020")
        me.send("Đăng ký")
        me.menu("Cá nhân, hộ")
        me.leads("Đăng ký")
        me.fill(full_name="Lò Thị Mẫu", unit_id="Tổ dân phố số 1", member_from="1/1/2020")
        me.page.locator("[name=direct_worker]").check()
        me.send("Đăng ký")
        grant(me, HEAD, "Đại diện đơn vị", unit="Tổ dân phố số 1")
        me.menu("Đợt đăng ký thi đua")
        me.leads("Mở đợt đăng ký")
        me.fill(year=str(YEAR), due_on=spoken(min(TODAY + timedelta(days=20), date(YEAR, 12, 31))))
        me.send("Mở đợt đăng ký")
        me.menu("Kế hoạch")
        me.leads("Lập dự thảo kế hoạch")
        due = TODAY + timedelta(days=20)
        me.fill(
            year=str(YEAR),
            title=f"Kế hoạch công tác thi đua, khen thưởng năm {YEAR}",
            obligations__0__name="Báo cáo năm",
            obligations__0__period="Báo cáo tổng kết",
            obligations__0__due__day=spoken(due),
            obligations__0__locks__day=spoken(due + timedelta(days=10)),
        )
        me.send("Lập dự thảo")
        me.leads("Kiểm tra xong")
        me.send("Xác nhận đã kiểm tra")
    with city.seen_by(CHAIRMAN) as me:
        me.leads("Ký kế hoạch")  # the task
        me.leads("Ký kế hoạch")  # the act
        me.fill(signer_id="Lò Thị Mẫu")
        me.send("Ký kế hoạch")
    with city.seen_by(local_subject("clerk", WARD)) as me:
        me.leads("Cấp số và ngày")  # the task
        me.leads("Cấp số và ngày")  # the act
        assert me.page.locator("[name=number]").input_value() == "1", "the first of the ward's register this year"
        me.fill(number="15")
        me.send("Cấp số")
        me.leads("Ban hành kế hoạch")
        assert "1 đơn vị phải nộp tất cả 1 báo cáo" in me.page.locator(".confirm").inner_text()
        me.send("Ban hành kế hoạch")
        me.leads("Phát động phong trào")
        me.fill(code="NTM", name="Chung sức xây dựng nông thôn mới", kind="Thường xuyên", starts_on=spoken(TODAY))
        me.fill(goals="Đường bê tông đến mọi ngõ", criteria="Mỗi hộ hiến đất, góp công")
        me.page.get_by_role("checkbox", name="Cơ quan, đơn vị, đoàn thể").check()
        me.send("Phát động phong trào")
    with city.seen_by(HEAD) as me:
        me.leads("Đăng ký")
        me.press("Đăng ký")
        me.page.get_by_role("checkbox", name="Thôn, tổ dân phố văn hóa").check()
        me.fill(targets__0__indicator="Tỷ lệ hộ đạt Gia đình văn hóa", targets__0__value="90")
        me.send("Gửi đăng ký")
        me.menu("Phong trào")
        me.press("Chung sức xây dựng nông thôn mới")
        me.leads("Đăng ký tham gia")
        me.send("Đăng ký tham gia")
        me.home()
        me.leads("Lập báo cáo")
        if me.page.locator("#phong-trao-tham-gia").count() == 0:
            me.leads("Lập báo cáo")
        me.fill(**{"phong-trao-tham-gia": "1", "guong-nguoi-tot-viec-tot": "2"})
        me.press("Xem lại trước khi gửi", "button")
        me.send("Gửi báo cáo")
    with city.seen_by(local_subject("clerk", WARD)) as me:
        me.leads("Xem xét đăng ký")
        me.press("Chấp nhận")
        me.send("Chấp nhận đăng ký")
        me.home()
        me.leads("Xem xét báo cáo")
        me.send("Tiếp nhận")
        me.home()  # once: it asks for itself again until what was done has come there
        expect(me.page.get_by_text("Không còn việc nào").first).to_be_visible(timeout=PATIENCE)


def a_nomination_a_council_and_a_decision(city: City) -> None:
    """The unit proposes, the chairman forms the council, which sits and votes, and the chairman signs."""
    with city.seen_by(CHAIRMAN) as me:
        for who in MEMBERS:
            grant(me, who, "Thành viên Hội đồng")
        grant(me, SECRETARY, "Thư ký Hội đồng")
        me.menu("Hội đồng")
        me.leads("Thành viên Hội đồng")
        me.leads("Thành lập Hội đồng")
        seats = [
            (CHAIRMAN, "Chủ tịch Hội đồng"),
            (SECRETARY, "Thư ký Hội đồng"),
            *((who, "Ủy viên") for who in MEMBERS),
        ]
        me.fill(document_number="3/QĐ-UBND", signed_on=spoken(TODAY))
        for number, (who, seat) in enumerate(seats):
            if me.page.locator(f"[name='seats-{number}-member_id']").count() == 0:
                me.press("Thêm thành viên", "button")
                me.page.locator(f"[name='seats-{number}-member_id']").wait_for()
            me.fill(**{f"seats-{number}-member_id": who, f"seats-{number}-seat": seat})
        me.send("Thành lập Hội đồng")
    with city.seen_by(HEAD) as me:
        me.leads("Đề nghị khen thưởng")
        me.fill(title="Lao động tiên tiến", year=str(YEAR))
        me.press("Tiếp tục", "button")
        me.page.locator("[name=subject_id]").first.wait_for()
        me.fill(subject_id="Lò Thị Mẫu")
        me.page.locator("main [name^='merits-']").first.wait_for()
        for question in me.page.locator("main select[name^='merits-']").all():
            question.select_option(index=2 if question.get_attribute("name") == "merits-on_hold" else 1)
        for figure in me.page.locator("main input[name^='merits-']").all():
            figure.fill("12")
        me.send("Gửi hồ sơ đề nghị")
    with city.seen_by(SECRETARY) as me:
        me.menu("Hội đồng")
        me.fill(**{"ngay-hop": spoken(TODAY), "nam": str(YEAR)})
        me.send("Triệu tập phiên họp")
        if me.page.locator("#khai-mac").count() == 0:
            me.leads("Xem")
        me.press("Khai mạc phiên họp")
        for box in me.page.locator("[name='co-mat']").all():
            box.check()
        me.send("Khai mạc")
        me.leads("Mở biểu quyết")
        me.send("Mở biểu quyết")
    for who in (CHAIRMAN, SECRETARY, *MEMBERS):
        with city.seen_by(who) as me:
            me.leads("Vào phiên họp")
            me.leads("Đồng ý")
            me.send("Gửi phiếu")
    with city.seen_by(SECRETARY) as me:
        me.leads("Vào phiên họp")
        me.leads("Đóng biểu quyết")
        me.send("Đóng biểu quyết")
    with city.seen_by(CHAIRMAN) as me:
        me.menu("Quyết định khen thưởng")
        me.leads("Ký quyết định")
        me.page.locator("[name=nominations]").first.check()
        me.press("Tiếp tục", "button")
        me.page.locator("[name=number]").wait_for()
        me.fill(number="105", signed_on=spoken(TODAY))
        me.send("Ký quyết định khen thưởng")
        me.menu("Quyết định khen thưởng")
        expect(me.page.get_by_text("105/QĐ-UBND").first).to_be_visible(timeout=PATIENCE)


def a_bloc_and_its_ranking(city: City) -> None:
    """The city establishes a bloc of the ward, its secretary issues the criteria, and the board ranks by them."""
    with city.seen_by(local_subject("city-officer", "city")) as me:
        me.menu("Thành viên khối")
        me.leads("Thành lập khối thi đua")
        paper = {"document-number": "9/QĐ-UBND", "document-signed_on": spoken(TODAY)}
        me.fill(code=BLOC, name="Khối thi đua số 1", first_year=str(YEAR), **paper)
        me.send("Thành lập khối")
        me.press("Khối thi đua số 1")
        me.leads("Tiếp nhận thành viên")
        me.fill(ward_code="Phường Quyết Thắng", from_day=f"1/1/{YEAR}", **paper)
        me.send("Tiếp nhận thành viên")
        me.leads("Cử Khối trưởng")
        me.fill(year=str(YEAR), head_ward="Phường Quyết Thắng", from_day=f"1/1/{YEAR}", **paper)
        me.send("Cử Khối trưởng")
        grant(me, "local:bloc-secretary:first", "Thư ký khối thi đua", place="Khối thi đua số 1")
    with city.seen_by("local:bloc-secretary:first") as me:
        me.menu("Thành viên khối")
        me.press("Khối thi đua số 1")
        me.press(f"Năm {YEAR}")
        me.leads("Ban hành bảng tiêu chí")
        me.fill(
            source="Quy chế chấm điểm của khối",
            criteria__0__code="C1",
            criteria__0__name="Nộp báo cáo đúng hạn",
            criteria__0__points="20",
            criteria__0__kind="Theo tỷ lệ",
            criteria__0__of="Báo cáo đúng hạn",
            criteria__0__per="Báo cáo phải nộp",
            criteria__0__scale="1",
            **paper,
        )
        me.send("Ban hành bảng tiêu chí")
        me.menu("Khối thi đua")
        ward = me.page.locator(f"#xa-{WARD}")  # the board moves by itself until everything has arrived
        expect(ward.get_by_role("rowheader")).to_contain_text("Phường Quyết Thắng", timeout=PATIENCE)
        expect(ward.get_by_role("cell").nth(0)).to_have_text("1", timeout=PATIENCE)
        expect(ward.get_by_role("cell").nth(1)).to_have_text("20,00", timeout=PATIENCE)
        expect(ward.get_by_role("link", name="báo cáo đúng hạn của Phường Quyết Thắng")).to_contain_text("1/1")


CHAPTERS: Final = (
    places_people_aims_a_plan_and_a_report,
    a_nomination_a_council_and_a_decision,
    a_bloc_and_its_ranking,
)


def test_a_first_year_through_pages_alone(city: City) -> None:
    for chapter in CHAPTERS if ALL else CHAPTERS[:1]:
        before = len(city.presses)
        chapter(city)
        print(f"{chapter.__name__}: {len(city.presses) - before} presses")  # for whoever runs it with -s
