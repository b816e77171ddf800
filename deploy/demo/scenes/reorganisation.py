"""The reorganisation of 1/7/2025, recorded before its day: two new wards under codes that others had, three old ones in each."""

from __future__ import annotations

from datetime import date
from typing import Final

from deploy.demo import people
from deploy.demo.stage import Stage

DAY: Final = date(2025, 7, 1)
DOCUMENT: Final = "01/NQ-UBTVQH15 (mẫu)"
NEW: Final = (
    ("03388", "Phường Đoàn Kết", ("03386", "03388", "03389")),
    ("03408", "Phường Tân Phong", ("03387", "03408", "03409")),
)
"""Code, name, and the wards that go over into it. That Quyết Thắng becomes part of Đoàn Kết, and both codes, are facts; who else goes
where is not confirmed (mẫu)."""
LINEAGE_OF: Final = f"03388@{DAY.isoformat()}"
"""The new phường Đoàn Kết: 03388 was Quyết Tiến, and the old Đoàn Kết is 03389."""


async def play(stage: Stage) -> None:
    """The city officer registers what is to come."""
    stage.told.saying(
        "Ghi nhận việc sắp xếp từ 01/7/2025: phường Đoàn Kết mang mã của Quyết Tiến, Tân Phong mang mã của Đông Phong"
    )
    await stage.together(
        stage.client.write(
            people.CITY_OFFICER,
            "/submissions/wards",
            {
                "code": code,
                "name": name,
                "kind": "ward",
                "valid_from": DAY.isoformat(),
                "predecessors": predecessors,
                "document_number": DOCUMENT,
            },
            key=f"ward/{code}@{DAY}",
        )
        for code, name, predecessors in NEW
    )
