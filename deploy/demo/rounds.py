"""The two reporting rounds of the demo: the plan's real deadlines, and invented sendings of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from deploy.demo.sample import ELSEWHERE, UNITS, WARDS, at

How = Literal["accepted", "returned", "undone", "paper", "extended", "missing"]


@dataclass(frozen=True, slots=True)
class Sending:
    """How a unit's report of one round came in: when, and what happened to it.

    `how`: accepted; returned, and sent again on `again`; undone, that is accepted by mistake, corrected and sent again;
    paper, recorded by the clerk; extended by a document before it was late; missing.
    """

    unit: str
    when: datetime | None
    how: How = "accepted"
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A round: sent before the day `due`, taken through `locks`.

    `firing` are the moments at which schedulers act: reminders 7, 3 and 1 days ahead, who is missing, the book closed.
    """

    period: str
    name: str
    due: date
    locks: date
    firing: tuple[datetime, ...]
    sendings: tuple[Sending, ...]


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
)
ROUNDS: Final = (FIRST, SECOND)

LATE_ELSEWHERE: Final = {
    "03388": (("half-year", "tdp-1"),),
    "03389": (("half-year", "tdp-1"), ("year", "thcs")),
    "03409": (("half-year", "tdp-1"), ("half-year", "phu-nu"), ("year", "tdp-1")),
    "03403": (("year", "phu-nu"),),
}
MISSING_ELSEWHERE: Final = {
    "03408": (("half-year", "tdp-1"),),
    "03403": (("half-year", "tdp-1"), ("year", "tdp-1")),
}
"""By ward code: rounds and units of the other six wards that were late, or never sent; the rest was in time."""


def elsewhere(one: Round) -> list[tuple[str, Sending]]:
    """The sendings of the other wards: all on one of two days, or not at all."""
    in_time, late = (at(5, 6, 8, 15), at(5, 16, 9)) if one is FIRST else (at(10, 23, 8, 40), at(11, 4, 9))
    return [
        (
            ward.code,
            Sending(unit.code, late if (one.period, unit.code) in LATE_ELSEWHERE.get(ward.code, ()) else in_time),
        )
        for ward in WARDS[1:]
        for unit in ELSEWHERE
        if (one.period, unit.code) not in MISSING_ELSEWHERE.get(ward.code, ())
    ]
