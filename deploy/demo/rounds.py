"""The reporting rounds of the demo: the real deadlines of 2024, invented ones of 2025, and invented sendings of every kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from deploy.demo.sample import ELSEWHERE, UNITS, WARDS, at

How = Literal["sent", "accepted", "returned", "undone", "paper", "extended", "missing"]


@dataclass(frozen=True, slots=True)
class Sending:
    """How a unit's report of one round came in: when, and what happened to it.

    `how`: sent, and waiting for the clerk; accepted; returned, and sent again on `again` if that is known; undone, that is
    accepted by mistake, corrected and sent again; paper, recorded by the clerk; extended by a document before it was late;
    missing.
    """

    unit: str
    when: datetime | None
    how: How = "accepted"
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How a round went in the other six wards: their units sent on one of two days, or not at all (units by ward code)."""

    in_time_at: datetime
    late_at: datetime
    late: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Round:
    """A round: sent before the day `due`, taken through `locks`.

    `firing` are the moments at which schedulers act: reminders 7, 3 and 1 days ahead, who is missing, the lock.
    """

    period: str
    name: str
    due: date
    locks: date
    firing: tuple[datetime, ...]
    sendings: tuple[Sending, ...]
    elsewhere: Elsewhere | None = None


FIRST: Final = Round(
    "half-year",
    "Báo cáo 6 tháng đầu năm 2024",
    date(2024, 5, 15),
    date(2024, 5, 31),
    (at(5, 7, 8, 5), at(5, 11, 8, 5), at(5, 13, 8, 5), at(5, 15, 0, 2), at(6, 1, 0, 2)),
    (
        *(Sending(unit.code, at(5, 6, 8, 15)) for unit in UNITS[:16]),
        Sending("tieu-hoc", at(5, 13, 16), "returned", again=at(5, 14, 9)),
        Sending("thcs", at(5, 14, 23, 58)),
        Sending("tdp-1", at(5, 14, 17), "undone", again=at(5, 17, 10)),
        Sending("tdp-2", at(5, 16, 9)),
        Sending("ban-1", at(5, 13, 9), "paper"),
        Sending("ban-2", None, "missing"),
        Sending("ban-3", at(5, 17, 10), "extended"),
    ),
    Elsewhere(
        at(5, 6, 8, 15),
        late_at=at(5, 16, 9),
        late={"03388": ("tdp-1",), "03389": ("tdp-1",), "03409": ("tdp-1", "phu-nu")},
        missing={"03408": ("tdp-1",), "03403": ("tdp-1",)},
    ),
)
SECOND: Final = Round(
    "year",
    "Báo cáo năm 2024",
    date(2024, 11, 1),
    date(2024, 11, 15),
    (at(10, 24, 8, 5), at(10, 28, 8, 5), at(10, 30, 8, 5), at(11, 1, 0, 2), at(11, 16, 0, 2)),
    (
        *(Sending(unit.code, at(10, 23, 8, 40)) for unit in UNITS[:16]),
        *(Sending(unit.code, at(10, 28, 9)) for unit in UNITS[16:20]),
        Sending("ban-1", at(10, 31, 23, 59)),
        Sending("ban-2", at(11, 4, 9)),
        Sending("ban-3", at(10, 30, 9), "returned", again=at(11, 1, 9)),
        Sending("ban-4", None, "missing"),
    ),
    Elsewhere(
        at(10, 23, 8, 40),
        late_at=at(11, 4, 9),
        late={"03389": ("thcs",), "03409": ("tdp-1",), "03403": ("phu-nu",)},
        missing={"03403": ("tdp-1",)},
    ),
)
ROUNDS: Final = (FIRST, SECOND)

NOW: Final = at(5, 27, 9, year=2025)
"""When the play ends: the deadline of Quyết Thắng is four days away, that of the other wards is over, schools end their year."""

HALF_2025: Final = Round(
    "half-year",
    "Báo cáo 6 tháng đầu năm 2025",
    date(2025, 6, 1),
    date(2025, 6, 30),
    (),
    (
        *(Sending(unit.code, at(5, 12, 9, year=2025)) for unit in UNITS[:11]),
        Sending("cong-doan", NOW, "sent"),
        Sending("cong-an", NOW, "sent"),
        Sending("tram-yt", NOW, "returned"),
    ),
    Elsewhere(
        at(5, 12, 9, year=2025),
        late_at=NOW,
        late={"03388": ("phu-nu", "tdp-1"), "03408": ("phu-nu",), "03409": ("phu-nu",)},
        missing={"03387": ("tdp-1",), "03408": ("tdp-1",), "03403": ("thcs", "tdp-1")},
    ),
)
YEAR_2025: Final = Round("year", "Báo cáo năm 2025", date(2025, 11, 1), date(2025, 11, 15), (), (Sending("thcs", NOW),))
ROUNDS_2025: Final = (HALF_2025, YEAR_2025)
ROUNDS_2025_ELSEWHERE: Final = (replace(HALF_2025, due=date(2025, 5, 15)), YEAR_2025)


def elsewhere(one: Round) -> list[tuple[str, Sending]]:
    """The sendings of the other wards."""
    if (others := one.elsewhere) is None:
        return []
    return [
        (
            ward.code,
            Sending(unit.code, others.late_at if unit.code in others.late.get(ward.code, ()) else others.in_time_at),
        )
        for ward in WARDS[1:]
        for unit in ELSEWHERE
        if unit.code not in others.missing.get(ward.code, ())
    ]
