"""A list comes in as Excel, in a browser: template, thirty rows with three mistakes, mended, previewed, entered, known again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from deploy.demo import people
from deploy.demo.sample import WARDS
from tests.support.paged import Opened, Person, person, violations
from tests.support.sheets import workbook

pytestmark = pytest.mark.needs("chromium-headless-shell")
OTHER = WARDS[-1].code
"""A ward whose units no other page in a browser counts."""


def send(someone: Person, file: Path) -> None:
    """Chooses a file and sends it."""
    someone.page.locator("input[type=file]").set_input_files(file)
    someone.press("button", "Tải lên và xem thử")


def test_thirty_units_from_excel(opened: Opened, tmp_path: Path) -> None:
    with person(opened, people.clerk(OTHER)) as clerk:
        clerk.press("link", "Đơn vị", exact=True)
        clerk.press("link", "Nhập từ Excel")
        assert violations(clerk.page) == []
        with clerk.page.expect_download() as download:
            clerk.press("link", "Tải mẫu Excel")
        template = CalamineWorkbook.from_path(str(download.value.path()))
        headings = template.get_sheet_by_index(0).to_python()[0]

        rows = [[f"XL{n}", f"Tổ dân phố Excel {n}", "Tổ dân phố", date(2025, 1, 1)] for n in range(1, 31)]
        wrong = [list(row) for row in rows]
        wrong[2][0], wrong[9][2], wrong[29][3] = "mã số 3", "Phòng ban", "31/02/2025"
        file = tmp_path / "to dan pho.xlsx"
        file.write_bytes(workbook([headings, *wrong]))
        send(clerk, file)
        clerk.sees("Chưa nhập dòng nào vì có 3 ô cần sửa.")
        assert clerk.page.locator("tbody th").all_inner_texts() == ["A4", "C11", "D31"]
        assert violations(clerk.page) == []

        file.write_bytes(workbook([headings, *rows]))
        send(clerk, file)
        clerk.sees("30 dòng: thêm 30, đổi 0, trùng 0.")
        assert violations(clerk.page) == []
        clerk.press("button", "Nhập 30 dòng")
        clerk.sees("Đã nhập xong: thêm 30, đổi 0, trùng 0.")
        assert violations(clerk.page) == []
        clerk.press("link", "Xem danh sách")
        clerk.type("Tìm", "Excel 30")
        clerk.press("button", "Tìm", exact=True)
        clerk.sees("Tổ dân phố Excel 30")

        clerk.press("link", "Nhập từ Excel")
        send(clerk, file)
        clerk.sees("Mọi dòng của tệp đã có trong danh sách: trùng 30. Không có gì để ghi.")
        assert clerk.page.get_by_role("button", name="Nhập 30 dòng").count() == 0


def test_a_file_that_is_too_large_is_told_before_it_is_sent(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "nang.xlsx"
    file.write_bytes(bytes(1_100_000))
    with person(opened, people.clerk(OTHER)) as clerk:
        clerk.go("/submissions/pages/units/sheet/register")
        clerk.page.locator("input[type=file]").set_input_files(file)
        assert "Tệp nặng hơn 1000 KB." in clerk.page.locator("input[type=file]").evaluate(
            "field => field.validationMessage"
        )


def test_without_script_a_file_comes_in_as_well(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "to.xlsx"
    heading = ["Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Hoạt động từ ngày"]
    file.write_bytes(workbook([heading, ["XP1", "Tổ dân phố không kịch bản", "Tổ dân phố", "01/01/2025"]]))
    with person(opened, people.clerk(OTHER), script=False) as clerk:
        clerk.go("/submissions/pages/units/sheet/register")
        send(clerk, file)
        clerk.sees("1 dòng: thêm 1, đổi 0, trùng 0.")
        clerk.press("button", "Nhập 1 dòng")
        clerk.sees("Đã nhập xong: thêm 1")
