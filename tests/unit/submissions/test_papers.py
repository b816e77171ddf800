"""What the papers of submissions say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.chassis.documents.letterhead import letterhead
from services.chassis.documents.paper import Paper
from services.submissions.plans.paper import annex, basis, blocks, signing, subject
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


SPARSE: dict[str, Any] = {
    "title": "Kế hoạch A",
    "purposes": [],
    "requirements": [],
    "obligations": [],
    "tasks": [],
    "budget": [],
}
UNIT = "01890000-0000-7000-8000-000000000001"
TASK = {"code": "2.1", "name": "Sơ kết 6 tháng", "unit_id": UNIT, "due_on": "2024-06-30", "result": None}


def headings(plan: dict[str, Any]) -> list[str]:
    return [one.text for one in blocks(HEAD, plan) if one.style == "heading"]


def test_a_plan_does_not_speak_of_what_it_does_not_have() -> None:
    assert headings(SPARSE) == ["I. TỔ CHỨC THỰC HIỆN"]
    assert annex(SPARSE, {}) is None


def test_a_plan_says_all_that_was_written_in_its_order() -> None:
    budget = [
        {"purpose": "Tiền thưởng", "amount": 12_000_000, "source": "Quỹ thi đua, khen thưởng"},
        {"purpose": "Hội nghị", "amount": 3_000_000, "source": None},
    ]
    plan = SPARSE | {"purposes": ["Khơi dậy phong trào"], "requirements": ["Tránh hình thức"], "budget": budget}
    plan |= {"tasks": [TASK]}
    assert headings(plan) == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. NỘI DUNG",
        "III. KINH PHÍ THỰC HIỆN",
        "IV. TỔ CHỨC THỰC HIỆN",
    ]
    told = blocks(HEAD, plan)
    assert [one.text for one in told if one.style == "item"] == ["Khơi dậy phong trào", "Tránh hình thức"]
    assert "15.000.000 đồng" in " ".join(one.text for one in told)
    assert told[-4].style == "table"
    assert told[-4].rows[1] == ("Hội nghị", "3.000.000 đồng", "")


def test_the_annex_of_a_plan_names_who_does_each_task_by_when() -> None:
    enclosed = annex(SPARSE | {"tasks": [TASK]}, {UNIT: "Văn phòng UBND"})
    assert enclosed is not None
    assert enclosed.blocks[0].rows == (("2.1", "Sơ kết 6 tháng", "Văn phòng UBND", "30/06/2024", ""),)


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


def test_who_signs_in_the_chairmans_place_is_headed_so() -> None:
    assert signing("CHỦ TỊCH") == {"in_place_of": "", "position": "CHỦ TỊCH"}
    assert signing("KT. CHỦ TỊCH / PHÓ CHỦ TỊCH") == {"in_place_of": "KT. CHỦ TỊCH", "position": "PHÓ CHỦ TỊCH"}
