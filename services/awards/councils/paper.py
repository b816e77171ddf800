"""What the invitation to a session says (giấy mời): to whom, on which day, when and where, about which year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.chassis import words
from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN, letterhead
from services.chassis.documents.paper import Paper, item, paragraph

TITLE: Final = "Giấy mời"
OPEN: Final = "……"
"""What is written in by hand, where it was not said when the session was called."""


def says(ward: str, session: Mapping[str, Any], members: Sequence[str]) -> Paper:
    """The invitation of these members, each as the council's pages call them."""
    head = letterhead(ward)
    hour = session["begins_at"] or f"{OPEN} giờ {OPEN} phút"
    return Paper(
        issuer=head.issuer,
        symbol="GM-UBND",
        place=head.place,
        kind=TITLE.upper(),
        subject=f"Họp Hội đồng Thi đua - Khen thưởng {head.ward}",
        addressees=tuple(members),
        blocks=(
            paragraph(f"{head.committee} trân trọng kính mời các thành viên Hội đồng dự họp:"),
            item(f"Nội dung: xét, biểu quyết các hồ sơ đề nghị khen thưởng năm {session['year']};"),
            item(f"Thời gian: {hour}, {words.weekday(session['held_on'])};"),
            item(f"Địa điểm: {(session['room'] or OPEN * 6).rstrip('.')}."),
            paragraph(
                "Đề nghị các thành viên nghiên cứu hồ sơ trên hệ thống trước phiên họp và dự họp đúng thành phần./."
            ),
        ),
        authority=AUTHORITY,
        position=CHAIRMAN,
    )
