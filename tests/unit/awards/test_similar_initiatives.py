"""Similar names of initiatives are pointed out, however they are spelt; others are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.awards.initiatives.similar import MOST, similar, told


def known(name: str, number: str = "7/QĐ-UBND") -> dict[str, Any]:
    return {"name": name, "document_number": number, "recognised_on": date(2024, 10, 1)}


HANDBOOK = known("Sổ tay dân phố số hóa")


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Sổ tay dân phố số hóa", True),
        ("SO TAY DAN PHO SO HOA", True),
        ("Số hóa sổ tay dân phố", True),
        ("Sổ tay dân phố số hoá năm 2024", True),
        ("Sổ tay của trưởng bản về phòng cháy", False),
        ("Lịch thu gom rác", False),
        ("   ", False),
    ],
)
def test_a_name_that_is_nearly_the_same_is_pointed_out(name: str, alike: bool) -> None:
    assert bool(similar(name, [HANDBOOK])) is alike


def test_the_nearest_come_first_and_not_too_many() -> None:
    others = [known(f"Sổ tay dân phố số hóa {place}", f"{place}/QĐ-UBND") for place in range(1, 6)]
    found = similar("Sổ tay dân phố số hóa", [*others, HANDBOOK])
    assert found[0] is HANDBOOK and len(found) == MOST


def test_it_is_told_with_its_document_and_refuses_nothing() -> None:
    assert told(HANDBOOK) == (
        "Tên gần giống sáng kiến “Sổ tay dân phố số hóa” đã công nhận theo văn bản số 7/QĐ-UBND ngày 01/10/2024: "
        "đúng là sáng kiến khác thì vẫn ghi nhận được."
    )
