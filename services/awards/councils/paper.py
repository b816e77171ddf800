"""What the invitation to a session says (giấy mời): to whom, on which day, about which year; hour and room are written in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.chassis import words
from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN, letterhead
from services.chassis.documents.paper import Paper, item, paragraph

TITLE: Final = "Giấy mời"
OPEN: Final = "……"
"""What is written in by hand."""


def says(ward: str, held_on: date, year: int, members: Sequence[str]) -> Paper:
    """The invitation of these members, each as the council's pages call them."""
    head = letterhead(ward)
    return Paper(
        issuer=head.issuer,
        symbol="GM-UBND",
        place=head.place,
        kind=TITLE.upper(),
        subject=f"Họp Hội đồng Thi đua - Khen thưởng {head.ward}",
        addressees=tuple(members),
        blocks=(
            paragraph(f"{head.committee} trân trọng kính mời các thành viên Hội đồng dự họp:"),
            item(f"Nội dung: xét, biểu quyết các hồ sơ đề nghị khen thưởng năm {year};"),
            item(f"Thời gian: {OPEN} giờ {OPEN} phút, {words.weekday(held_on)};"),
            item(f"Địa điểm: {OPEN * 6}."),
            paragraph(
                "Đề nghị các thành viên nghiên cứu hồ sơ trên hệ thống trước phiên họp và dự họp đúng thành phần./."
            ),
        ),
        authority=AUTHORITY,
        position=CHAIRMAN,
    )
