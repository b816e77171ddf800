"""The demo's nominations, votes and papers: invented people and figures, under the real rules of 2024."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from deploy.demo import people
from deploy.demo.sample import CHAIRMEN, COUNCIL, MEMBERS, QUYET_THANG, YEAR

GOOD: Final = {"on_hold": False, "takes_part": True, "rating": "good", "months_worked": 12}
OUTSTANDING: Final = {**GOOD, "rating": "outstanding"}
AT_WORK: Final = {"on_hold": False, "takes_part": True, "productive_work": True, "exemplary_conduct": True}
TOGETHER: Final = {
    "on_hold": False,
    "takes_part": True,
    "rating": "good",
    "united": True,
    "members": 10,
    "members_ldtt": 8,
    "members_disciplined": 0,
}


@dataclass(frozen=True, slots=True)
class Nomination:
    """One dossier of the play; `subject` is a person's name, None for the unit itself; `no` are seats that vote against."""

    word: str
    unit: str
    subject: str | None
    title: str
    merits: Mapping[str, Any]
    kind: str = "individual"
    initiative: bool = False
    no: tuple[str, ...] = ()
    abstain: tuple[str, ...] = field(default=())
    year: int = YEAR


NOMINATIONS: Final = (
    Nomination("ldtt-b", "tc-kt", "Nguyễn Văn Mẫu B", "LDTT", GOOD),
    Nomination("ldtt-c", "vh-xh", "Trần Thị Mẫu C", "LDTT", GOOD),
    Nomination("ldtt-d", "dc-xd", "Vàng A Mẫu D", "LDTT", OUTSTANDING, abstain=("ccb",)),
    Nomination("ldtt-g", "tram-yt", "Giàng Thị Mẫu G", "LDTT", GOOD),
    Nomination("ldtt-h", "mam-non", "Đỗ Thị Mẫu H", "LDTT", GOOD),
    Nomination("ldtt-k", "thcs", "Bùi Thị Mẫu K", "LDTT", GOOD, no=("mttq", "ccb", "doan-tn")),
    Nomination("ldtt-l", "tdp-1", "Tẩn A Mẫu L", "LDTT", AT_WORK),
    Nomination("ldtt-m", "ban-1", "Tòng Thị Mẫu M", "LDTT", AT_WORK),
    Nomination("cstdcs-a", "vp-tk", "Lò Thị Mẫu A", "CSTDCS", OUTSTANDING),
    Nomination("cstdcs-c", "vh-xh", "Trần Thị Mẫu C", "CSTDCS", GOOD, initiative=True, no=("ccb",)),
    Nomination("cstdcs-d", "dc-xd", "Vàng A Mẫu D", "CSTDCS", OUTSTANDING, no=("ccb", "quan-su")),
    Nomination("tt-vhxh", "vh-xh", None, "TTLDTT", TOGETHER, "collective"),
)
"""What the council votes on: 8 of 9 carry a CSTĐCS (80 % of nine is 7.2), 7 of 9 do not."""

WITHDRAWN: Final = Nomination("ldtt-dd", "phu-nu", "Phạm Thị Mẫu Đ", "LDTT", GOOD)
"""Taken back by its unit before the session."""

TOO_SHORT: Final = Nomination("ldtt-i", "tieu-hoc", "Hoàng Văn Mẫu I", "LDTT", {**GOOD, "months_worked": 4})
"""Four months at work: the rule pack refuses it with its citation."""

NO_REPORT: Final = Nomination("tt-ban4", "ban-4", None, "TTLDTT", TOGETHER, "collective")
"""Of a unit that never sent its year report: it may not propose."""

OF_2025: Final = (
    Nomination("ldtt-k-2025", "thcs", "Bùi Thị Mẫu K", "LDTT", GOOD, year=2025),
    Nomination("tt-thcs-2025", "thcs", None, "TTLDTT", TOGETHER, "collective", year=2025),
)
"""Of a school, whose year ends in May: the first is being voted on when the play ends, the second waits for its vote."""

YET_TO_VOTE: Final = ("chu-tich", "pho-chu-tich", "mttq", "phu-nu")
"""Seats whose ballot on the first of these is still to come."""

FORWARDED: Final = ("cstdcs-c", "cstdcs-a", "tt-vhxh")
BY_CITY: Final = ("cstdcs-c", "tt-vhxh")
NOT_BY_CITY: Final = "cstdcs-a"
NOT_PASSED: Final = "cstdcs-d"
BY_WARD: Final = ("ldtt-b", "ldtt-c", "ldtt-d", "ldtt-g", "ldtt-h", "ldtt-k", "ldtt-l", "ldtt-m")
"""In the order of the register's numbers."""

ABSENT: Final = "quan-su"
"""The seat whose opinion comes in writing."""

COUNCIL_PAPER: Final = ("28/QĐ-UBND (mẫu)", date(2024, 3, 11))
WARD_DECISION: Final = (105, "QĐ-UBND (mẫu)", date(2024, 12, 18))
LETTER: Final = (42, "TTr-UBND (mẫu)", date(2024, 12, 18))
CITY_DECISION: Final = ("1250/QĐ-UBND (mẫu)", date(2024, 12, 27))


def principal(seat: str) -> str:
    """Who sits there: the ward's chairman presides, the council's secretary keeps the minutes."""
    match seat:
        case "chu-tich":
            return people.chairman(QUYET_THANG.code)
        case "thu-ky":
            return people.council_secretary(QUYET_THANG.code)
        case _:
            return people.council_member(QUYET_THANG.code, seat)


def name_of(seat: str) -> str:
    """Who sits there, by name."""
    return CHAIRMEN[QUYET_THANG.code] if seat == "chu-tich" else MEMBERS[seat].name


def kind_of(seat: str) -> str:
    """The seat as the council knows it."""
    return {"chu-tich": "chair", "pho-chu-tich": "deputy", "thu-ky": "secretary"}.get(seat, "member")


SEATS: Final = tuple(seat for seat, _ in COUNCIL)
