"""What the papers of submissions say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.chassis.documents.letterhead import letterhead
from services.chassis.documents.paper import Paper
from services.submissions.plans.paper import basis, blocks, subject
from services.submissions.reports.paper import FEW, says

HEAD = letterhead("Phường Quyết Thắng")
NOW = datetime(2024, 6, 20, 3, tzinfo=UTC)
DUE, LOCKS = datetime(2024, 6, 14, 17, tzinfo=UTC), datetime(2024, 6, 30, 17, tzinfo=UTC)
PLAN = {"number": 5, "symbol": "KH-UBND", "issued_on": date(2024, 1, 5)}
ASKED = {"name": "Báo cáo sơ kết 6 tháng", "due_at": DUE}


def letter(units: int) -> Paper:
    rows: list[dict[str, Any]] = [
        {"name": f"Tổ dân phố {number:02}", "state": "missed", "due_at": DUE, "locks_at": LOCKS}
        for number in range(units)
    ]
    return says(HEAD, PLAN, ASKED, rows, NOW)


@pytest.mark.parametrize(
    ("ward", "place", "committee"),
    [
        ("Phường Đoàn Kết", "Đoàn Kết", "Ủy ban nhân dân phường Đoàn Kết"),
        ("Xã Sin Suối Hồ", "Sin Suối Hồ", "Ủy ban nhân dân xã Sin Suối Hồ"),
        ("Phường 1", "Phường 1", "Ủy ban nhân dân phường 1"),  # a place named by a number keeps its kind
        ("Quyết Tiến", "Quyết Tiến", "Ủy ban nhân dân Quyết Tiến"),
    ],
)
def test_a_ward_is_called_as_the_decree_says(ward: str, place: str, committee: str) -> None:
    head = letterhead(ward)
    assert (head.place, head.committee, head.issuer[1]) == (place, committee, ward.upper())


def test_a_plan_is_not_called_so_twice() -> None:
    assert subject("Kế hoạch công tác thi đua năm 2024") == "Công tác thi đua năm 2024"
    assert subject("Phong trào thi đua") == "Phong trào thi đua"


def test_a_basis_is_named_with_what_is_known_of_it() -> None:
    assert basis({"title": "Luật", "number": None, "issued_on": None}) == "Luật"
    assert (
        basis({"title": "Luật", "number": "06/2022/QH15", "issued_on": "2022-06-15"})
        == "Luật số 06/2022/QH15 ngày 15/06/2022"
    )


def test_a_plan_without_reports_has_no_empty_table() -> None:
    assert [one.text for one in blocks(HEAD, "Kế hoạch A", []) if one.style == "heading"] == ["I. TỔ CHỨC THỰC HIỆN"]


def test_few_units_are_addressed_by_name_and_many_in_an_annex() -> None:
    few, many = letter(2), letter(FEW + 1)
    assert few.addressees == ("Tổ dân phố 00", "Tổ dân phố 01")
    assert few.annex is None
    assert many.addressees == ("Các đơn vị có tên trong danh sách kèm theo",)
    assert many.annex is not None
    assert len(many.annex.blocks[0].rows) == FEW + 1


def test_a_letter_names_the_report_its_deadline_and_when_it_is_too_late() -> None:
    paper = letter(1)
    text = " ".join(block.text for block in paper.blocks)
    assert paper.subject == "đôn đốc nộp báo cáo sơ kết 6 tháng"
    assert "hết Thứ Sáu, 14/06/2024" in text
    assert "hết Chủ Nhật, 30/06/2024" in text
    assert "Kế hoạch số 05/KH-UBND ngày 05/01/2024" in text
    assert paper.blocks[2].rows == (("Tổ dân phố 00", "Trễ – còn mở", "hết Thứ Sáu, 14/06/2024"),)
