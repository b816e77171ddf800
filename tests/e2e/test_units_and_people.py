"""The register in a browser: a clerk enters a unit and a person and changes them; a unit head sees the own people only."""

from __future__ import annotations

import pytest

from deploy.demo import people
from tests.support.paged import PHONE, WARD, Opened, Person, person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")


def chosen(someone: Person, field: str, words: str) -> None:
    """Searches a long choice for these words and takes the first that is found."""
    group = someone.page.locator(f"fieldset#{field}")
    group.locator("input[type=search]").fill(words)
    group.locator("button[name=_find]").click()
    group.locator("input[type=radio]:not(:checked)").first.check()


def test_a_clerk_registers_a_unit_gives_it_another_code_and_closes_it(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Đơn vị", exact=True)
        assert violations(clerk.page) == []
        clerk.press("link", "Đăng ký đơn vị")
        clerk.type("Mã đơn vị", "TDP99")
        clerk.type("Tên đơn vị", "Tổ dân phố số 99")
        clerk.page.get_by_label("Loại đơn vị").select_option(label="Tổ dân phố")
        clerk.type("Hoạt động từ ngày", "01/01/2025")
        clerk.press("button", "Đăng ký đơn vị")
        clerk.sees("Đã đăng ký đơn vị.")
        clerk.press("link", "Đổi mã đơn vị")
        clerk.type("Mã mới", "TDP99")
        clerk.type("Có hiệu lực từ ngày", "01/02/2025")
        clerk.press("button", "Đổi mã đơn vị")
        clerk.sees("Đơn vị đã mang mã TDP99 từ ngày 01/01/2025.")
        clerk.type("Mã mới", "T99")
        clerk.press("button", "Đổi mã đơn vị")
        clerk.sees("Đổi mã thành T99, có hiệu lực từ ngày 01/02/2025.")
        clerk.press("link", "Kết thúc hoạt động")
        assert violations(clerk.page) == []
        clerk.type("Kết thúc từ ngày", "01/03/2025")
        clerk.press("button", "Kết thúc hoạt động")
        clerk.sees("Kết thúc hoạt động từ ngày 01/03/2025.")
        assert violations(clerk.page) == []
        assert clerk.page.get_by_role("link", name="Đổi mã đơn vị").count() == 0


def test_a_clerk_registers_a_person_finds_them_without_marks_moves_and_corrects_them(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Cá nhân, hộ")
        assert violations(clerk.page) == []
        clerk.press("link", "Đăng ký cá nhân, hộ")
        clerk.type("Họ và tên", "Đèo Thị Ngoãn")
        chosen(clerk, "unit_id", "to dan pho so 1")
        clerk.type("Ở đơn vị từ ngày", "01/01/2025")
        clerk.press("button", "Đăng ký", exact=True)
        clerk.sees("Đã đăng ký.")
        clerk.press("link", "Cá nhân, hộ")
        clerk.type("Tìm", "deo ngoan")
        clerk.press("button", "Tìm", exact=True)
        clerk.press("link", "Đèo Thị Ngoãn")
        assert "ngoan" not in clerk.page.url
        clerk.press("link", "Chuyển đơn vị")
        chosen(clerk, "unit_id", "to dan pho so 2")
        clerk.type("Từ ngày", "01/03/2025")
        clerk.press("button", "Ghi nhận")
        clerk.sees("Chuyển đơn vị hoặc đổi tư cách từ ngày 01/03/2025.")
        clerk.press("link", "Sửa tên")
        clerk.type("Họ và tên", "Đèo Thị Ngoan")
        clerk.press("button", "Sửa tên")
        clerk.sees("Đã sửa tên.")
        assert clerk.page.get_by_role("heading", level=1).inner_text() == "Đèo Thị Ngoan"
        assert violations(clerk.page) == []


def test_a_clerk_moves_a_person_to_a_new_group_corrects_the_day_and_sees_both_groups_members(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Đơn vị", exact=True)
        clerk.press("link", "Đăng ký đơn vị")
        clerk.type("Mã đơn vị", "TDP98")
        clerk.type("Tên đơn vị", "Tổ dân phố mới Chín Tám")
        clerk.page.get_by_label("Loại đơn vị").select_option(label="Tổ dân phố")
        clerk.type("Hoạt động từ ngày", "01/01/2024")
        clerk.press("button", "Đăng ký đơn vị")
        clerk.sees("Đã đăng ký đơn vị.")
        clerk.press("link", "Cá nhân, hộ")
        clerk.press("link", "Đăng ký cá nhân, hộ")
        clerk.type("Họ và tên", "Lò Thị Chuyển")
        chosen(clerk, "unit_id", "to dan pho so 1")
        clerk.type("Ở đơn vị từ ngày", "01/01/2023")
        clerk.page.get_by_label("Thành phần").select_option(label="Nhân dân")
        clerk.press("button", "Đăng ký", exact=True)
        clerk.sees("Đã đăng ký.")
        clerk.press("link", "Chuyển đơn vị")
        assert violations(clerk.page) == []
        chosen(clerk, "unit_id", "chin tam")
        clerk.type("Từ ngày", "01/01/2025")
        clerk.page.get_by_label("Tổ trưởng tổ dân phố, trưởng bản").check()
        clerk.press("button", "Ghi nhận")
        clerk.sees("Chuyển đơn vị hoặc đổi tư cách từ ngày 01/01/2025")
        clerk.page.get_by_role("row").filter(has_text="Chín Tám").get_by_role("link", name="Sửa").click()
        assert violations(clerk.page) == []
        clerk.type("Từ ngày", "01/07/2024")
        clerk.type("Số văn bản làm căn cứ", "15/TB-UBND")
        clerk.press("button", "Lưu")
        clerk.sees("Đã sửa quá trình ở các đơn vị.")
        assert violations(clerk.page) == []
        for unit, there in (("Tổ dân phố số 1", 0), ("Tổ dân phố mới Chín Tám", 1)):
            clerk.press("link", "Đơn vị", exact=True)
            clerk.type("Tìm", unit)
            clerk.press("button", "Tìm", exact=True)
            clerk.press("link", unit, exact=True)
            clerk.press("link", "Thành viên theo ngày")
            clerk.type("Ngày", "31/12/2024")
            clerk.press("button", "Xem")
            clerk.sees("ngày 31/12/2024")
            assert clerk.page.get_by_role("link", name="Lò Thị Chuyển").count() == there
            assert violations(clerk.page) == []


def test_a_unit_head_sees_the_own_people_only(opened: Opened) -> None:
    with person(opened, people.head(WARD, "tdp-1"), PHONE) as head:
        head.press("link", "Cá nhân, hộ")
        units = head.page.locator("tbody tr td:nth-of-type(1)").all_inner_texts()
        assert set(units) == {"Tổ dân phố số 1"}
        assert violations(head.page) == []
        assert head.page.get_by_role("link", name="Đơn vị", exact=True).count() == 0
