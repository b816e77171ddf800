"""Pages at work, in a browser: the tasks of people in a ward, each on the shortest path and no longer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from deploy.demo import people
from tests.support.paged import PHONE, WARD, Opened, person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")
REPORTS = "/submissions/pages/reports"
BOARD = "/blocs/pages/board/khoi-xa-phuong-lai-chau/2025"


def send(opened: Opened, unit: str, *, script: bool = True) -> int:
    """A unit's head sends the report from the list of work; the presses that took."""
    with person(opened, people.head(WARD, unit), PHONE, script=script) as head:
        head.page.locator(f"a[href='{REPORTS}/{opened.reports[unit]}']").first.click()
        head.presses += 1
        head.press("link", "Lập báo cáo")
        head.type("Số phong trào đã tham gia", "4")
        head.type("Số gương người tốt, việc tốt", "2")
        head.press("button", "Xem lại trước khi gửi")
        head.press("button", "Gửi báo cáo")
        head.sees("Đã gửi báo cáo.")
        return head.presses


@pytest.mark.parametrize(("unit", "script"), [("thcs", True), ("mam-non", False)])
def test_a_unit_head_sends_a_report_on_a_phone_with_and_without_script(opened: Opened, unit: str, script: bool) -> None:
    assert send(opened, unit, script=script) <= 12


def test_a_returned_report_says_why_is_mended_and_then_accepted(opened: Opened) -> None:
    address = f"{REPORTS}/{opened.reports['cong-doan']}"
    with person(opened, people.clerk(WARD)) as clerk, person(opened, people.head(WARD, "cong-doan"), PHONE) as head:
        clerk.go(address)
        clerk.press("link", "Trả lại")
        clerk.press("button", "Trả lại báo cáo")
        clerk.sees("Có 1 chỗ cần sửa")
        clerk.type("Lý do", "Mục II thiếu số hộ (mẫu).")
        clerk.press("button", "Trả lại báo cáo")
        clerk.sees("Đã trả lại báo cáo.")
        head.go(address)
        head.sees("Cần sửa: Mục II thiếu số hộ (mẫu).")
        head.press("link", "Sửa và gửi lại")
        assert head.page.get_by_label("Số phong trào đã tham gia").input_value() == "3", "never asked twice"
        head.type("Số phong trào đã tham gia", "5")
        head.press("button", "Xem lại trước khi gửi")
        head.press("button", "Gửi báo cáo")
        head.sees("Đã gửi báo cáo.")
        assert head.presses <= 6
        clerk.go(address)
        clerk.press("button", "Tiếp nhận")
        clerk.sees("Đã tiếp nhận báo cáo.")
        lines = clerk.page.locator(".timeline p").all_inner_texts()
    said = " ".join(lines)
    assert said.index("tiếp nhận báo cáo") < said.index("gửi báo cáo lần 2") < said.index("trả lại báo cáo")


def test_the_clerk_reminds_whoever_has_not_sent_and_nobody_twice(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.go("/submissions/pages/tracking")
        clerk.page.get_by_role("link", name="đơn vị chưa nộp").click()
        clerk.presses += 1
        boxes = clerk.page.get_by_role("checkbox")
        boxes.first.wait_for()
        boxes.first.uncheck()
        clerk.presses += 1
        left = boxes.count() - 1
        clerk.press("button", "Gửi nhắc việc")
        clerk.sees(f"Đã gửi nhắc việc cho {left} đơn vị.")
        assert clerk.presses <= 4
        clerk.sees("Đã nhắc hôm qua hoặc hôm nay")
        assert boxes.count() == 1, "only the one that was left out can still be reminded"
        assert violations(clerk.page) == []
        clerk.press("link", "Về bảng theo dõi")
        reminded = clerk.page.locator("#bang-theo-doi").get_by_text(re.compile(r"nhắc \d\d/\d\d/\d{4}"))
        reminded.nth(left - 1).wait_for()


def test_the_clerk_records_a_report_that_came_on_paper(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Theo dõi báo cáo")
        clerk.page.locator(f"#o-{opened.reports['ban-1']}").click()
        clerk.presses += 1
        clerk.press("link", "Ghi nhận bản giấy")
        clerk.type("Ngày nhận bản giấy", "26.5.2025")
        clerk.type("Số văn bản", "05/BC-B1 (mẫu)")
        clerk.type("Lý do nộp bản giấy", "Bản mất kết nối (mẫu).")
        clerk.press("button", "Ghi nhận bản giấy")
        clerk.sees("Đã ghi nhận bản giấy.")
        assert clerk.presses <= 7


def test_what_is_unclear_is_asked_and_nothing_typed_is_lost(opened: Opened) -> None:
    with person(opened, people.head(WARD, "ban-2"), PHONE) as head:
        head.go(f"{REPORTS}/{opened.reports['ban-2']}/send")
        head.type("Số phong trào đã tham gia", "1,234.5")
        head.type("Số văn bản của đơn vị", "08/BC-B2")
        head.press("button", "Xem lại trước khi gửi")
        head.sees("Có 2 chỗ cần sửa")
        head.page.wait_for_function("document.activeElement.id === 'cho-can-sua'")
        assert head.page.title().startswith("Lỗi: ")
        assert head.page.get_by_label("Số văn bản của đơn vị").input_value() == "08/BC-B2"
        assert head.page.get_by_label("Số phong trào đã tham gia").input_value() == "1,234.5"


def test_a_dead_line_in_the_middle_of_a_form_loses_nothing_and_records_once(opened: Opened) -> None:
    with person(opened, people.head(WARD, "tdp-1"), PHONE) as head:
        head.go(f"{REPORTS}/{opened.reports['tdp-1']}/send")
        head.type("Số phong trào đã tham gia", "3")
        head.type("Số gương người tốt, việc tốt", "1")
        head.press("button", "Xem lại trước khi gửi")
        head.sees("Gửi báo cáo")
        head.context.set_offline(True)
        head.press("button", "Gửi báo cáo")
        head.sees("Chưa gửi được, chữ còn trên trang này.")
        head.context.set_offline(False)
        head.sees("Đã gửi báo cáo.")
        sent = [line for line in head.page.locator(".timeline p").all_inner_texts() if "gửi báo cáo" in line]
        assert len(sent) == 1


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing_and_lends_it_to_nobody(opened: Opened) -> None:
    owner = people.head(WARD, "tieu-hoc")
    with person(opened, owner, PHONE) as head:
        head.go(f"{REPORTS}/{opened.reports['tieu-hoc']}/send")
        head.type("Số phong trào đã tham gia", "6")
        head.type("Số gương người tốt, việc tốt", "2")
        head.context.clear_cookies()
        head.press("button", "Xem lại trước khi gửi")
        head.sees("Phiên làm việc đã kết thúc, chưa gửi được")
        for subject, said in ((people.clerk(WARD), "Biểu mẫu này do người khác mở"), (owner, "Gửi báo cáo")):
            head.context.clear_cookies()
            head.press("button", "Xem lại trước khi gửi")
            with head.context.expect_page() as tab:
                head.press("link", "Đăng nhập lại ở thẻ mới")
            tab.value.locator(f"button[value='{subject}']").click()
            tab.value.wait_for_url(f"{opened.base}/")
            assert head.page.get_by_label("Số phong trào đã tham gia").input_value() == "6"
            head.press("button", "Xem lại trước khi gửi")
            head.sees(said)
        head.press("button", "Gửi báo cáo")
        head.sees("Đã gửi báo cáo.")


def test_what_is_searched_for_shows_while_one_types_and_after_a_press_without_script(opened: Opened) -> None:
    for script in (True, False):
        with person(opened, people.clerk(WARD), script=script) as clerk:
            clerk.go("/submissions/pages/search")
            clerk.type("Tên, số văn bản hoặc đơn vị", "to dan pho 1")
            if not script:
                clerk.press("button", "Tìm", exact=True)
            clerk.sees("kết quả cho “to dan pho 1”")
            assert clerk.page.url.endswith("/submissions/pages/search"), "a name stands in no address"
            clerk.press("button", "trong hồ sơ" if script else "trong quyết định")
            clerk.sees(f"{'hồ sơ' if script else 'quyết định'} có “to dan pho 1”")


def test_a_board_whose_stream_is_refused_says_so_and_is_fetched_instead(opened: Opened) -> None:
    with person(opened, people.chairman("03387")) as watcher:
        refusals: list[str] = []
        looks: list[str] = []

        def refuse(route: Route) -> None:
            refusals.append(route.request.url)
            route.fulfill(status=503)

        watcher.page.clock.install()
        watcher.page.route("**/stream", refuse)
        watcher.page.on("response", lambda answer: looks.append(answer.url) if "/board/" in answer.url else None)
        watcher.go("/blocs/pages/board/khoi-xa-phuong-lai-chau/2025")
        watcher.sees("Nhiều người đang xem, chưa nối trực tiếp được; cập nhật mỗi 15 giây")
        seen = len(looks)
        with watcher.page.expect_response(lambda answer: answer.url.endswith("/2025")):
            watcher.page.clock.fast_forward(16_000)
        assert len(looks) > seen and len(refusals) > 1, "the stream is asked for again too"
        watcher.page.route("**/2025", lambda route: route.abort())
        watcher.page.clock.fast_forward(121_000)
        watcher.sees("Mất kết nối; thử lại mỗi 15 giây")
        watcher.page.locator(".fresh.old").get_by_role("link", name="Tải lại").wait_for()
        watcher.page.unroute_all()
        watcher.page.clock.fast_forward(16_000)
        watcher.sees("Trực tiếp")


def test_the_bloc_board_moves_when_a_report_is_accepted_in_another_browser(opened: Opened) -> None:
    with person(opened, people.bloc_secretary()) as watcher, person(opened, people.clerk(WARD)) as clerk:
        counted, total = watcher.page.locator("h1 .so"), watcher.page.locator("#xa-03386 strong")
        watcher.go(f"{BOARD}/why/03386/reports-accepted")
        accepted = int(counted.inner_text())
        watcher.go(BOARD)
        watcher.sees("Trực tiếp")
        points = total.inner_text()
        clerk.go(f"{REPORTS}/{opened.reports['cong-an']}")
        clerk.press("button", "Tiếp nhận")
        expect(total).not_to_have_text(points, timeout=10_000)  # within a second on a quiet machine
        watcher.go(f"{BOARD}/why/03386/reports-accepted")
        assert counted.inner_text() == str(accepted + 1), "and the page of reasons says the same"


def test_a_member_votes_and_the_chair_who_does_not_wait_for_the_rest_says_why(opened: Opened) -> None:
    with (
        person(opened, people.council_member(WARD, "mttq"), PHONE) as member,
        person(opened, people.council_secretary(WARD)) as secretary,
        person(opened, people.chairman(WARD)) as chair,
    ):
        for somebody in (member, secretary, chair):
            somebody.press("link", "Hội đồng")
            somebody.press("link", "Vào họp")
        member.press("link", "Đồng ý")
        member.press("button", "Gửi phiếu: Đồng ý")
        member.sees("Phiếu đã được ghi nhận.")
        secretary.press("link", "Đóng biểu quyết")
        secretary.sees("thành viên có mặt chưa bỏ phiếu: đợi họ, hoặc Chủ tịch Hội đồng đóng biểu quyết và nêu lý do.")
        assert secretary.page.get_by_role("button", name="Đóng biểu quyết").count() == 0, "not hers to do"
        chair.press("link", "Đóng biểu quyết")
        chair.press("button", "Đóng biểu quyết")
        told = chair.page.locator("#ly-do-loi")
        assert "Chọn lý do đóng biểu quyết lúc này" in told.inner_text(), "told at the field"
        chair.page.get_by_label("Lý do đóng khi còn người chưa bỏ phiếu").select_option("time-over")
        chair.press("button", "Đóng biểu quyết")
        chair.sees("Đã đóng biểu quyết và kiểm phiếu.")
        chair.sees("khi chưa đủ phiếu: hết thời gian bỏ phiếu đã thông báo")


def test_what_proves_a_figure_leads_to_the_report_in_the_own_ward_and_nowhere_else(opened: Opened) -> None:
    board = "/blocs/pages/board/khoi-xa-phuong-lai-chau/2024/why"
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.go(f"{board}/{WARD}/reports-accepted")
        clerk.page.locator("#can-cu").get_by_role("link", name="Văn phòng tiếp nhận báo cáo").first.click()
        clerk.sees("Diễn biến")
        assert "/submissions/pages/reports/" in clerk.page.url
        clerk.go(f"{board}/03387/reports-accepted")
        clerk.sees("Nhận tin gần nhất từ")
        assert clerk.page.locator("#can-cu a").count() == 0, "another ward's reports are its own"


def test_a_plan_stands_beside_the_plan_of_the_year_before_duty_by_duty(opened: Opened) -> None:
    with person(opened, people.clerk("03387")) as clerk:
        clerk.press("link", "Kế hoạch", exact=True)
        clerk.page.locator("#danh-sach tbody th a", has_text="2025").first.click()
        beside = clerk.page.get_by_role("row", name="Hạn nộp: Báo cáo 6 tháng đầu năm 2025")
        assert beside.get_by_role("cell").all_inner_texts() == ["hết 14/05/2024", "hết 14/05/2025"]
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Kế hoạch", exact=True)
        clerk.page.locator("#danh-sach tbody th a", has_text="2025").first.click()
        clerk.sees("Không có kế hoạch năm trước cùng tên để so.")  # "(mẫu)" makes it another name
