"""Memberships: where somebody belonged on a day, for how many months of a year, for how many years in a row.

Pure. Memberships are ordered by their first day, no two of one day; each lasts until the day of the next, and one without a
unit is a time in no unit. Months are whole ones: of one unbroken time from a day of the month to the same of another (Bộ luật
Dân sự 2015, Điều 147, 148), of several times together 30 days each (Điều 146).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from services.submissions.people.events import Membership

LAST: Final = date.max
ONE: Final = timedelta(days=1)
DAYS_OF_A_MONTH: Final = 30


def on(memberships: Sequence[Membership], day: date) -> Membership | None:
    """The membership of a day; None before the first."""
    begun = [each for each in memberships if each.member_from <= day]
    return begun[-1] if begun else None


def shown(memberships: Sequence[Membership], day: date) -> Membership:
    """The membership of a day, or the first one where it has yet to begin: under which somebody is found."""
    return on(memberships, day) or memberships[0]


def member_on(memberships: Sequence[Membership], unit_id: UUID, day: date) -> bool:
    """Whether somebody belongs to the unit on this day."""
    membership = on(memberships, day)
    return membership is not None and membership.unit_id == unit_id


def stays(memberships: Sequence[Membership], unit_id: UUID) -> Iterator[tuple[date, date]]:
    """The unbroken times in the unit, each from its first day to the first day after it; `date.max` where no end is known."""
    begun: date | None = None
    for each in memberships:
        if each.unit_id == unit_id:
            begun = begun or each.member_from
        elif begun is not None:
            yield begun, each.member_from
            begun = None
    if begun is not None:
        yield begun, LAST


def months_in(memberships: Sequence[Membership], unit_id: UUID, year: int, until: date = LAST) -> int:
    """The whole months of a year in the unit, 0 to 12, as far as the year has gone by `until` (a first day that does not count)."""
    first, after = date(year, 1, 1), min(date(year, 12, 31) + ONE, until)
    within = [(max(begun, first), min(ended, after)) for begun, ended in stays(memberships, unit_id)]
    spent = [(begun, ended) for begun, ended in within if begun < ended]
    if len(spent) == 1:
        return whole_months(*spent[0])
    return min(sum((ended - begun).days for begun, ended in spent) // DAYS_OF_A_MONTH, 12)


def whole_months(begun: date, ended: date) -> int:
    """Months from a day to the same day of another month, or to the end of a month that is too short for it."""
    months = (ended.year - begun.year) * 12 + ended.month - begun.month
    ends_its_month = (ended + ONE).month != ended.month
    return months - (ended.day < begun.day and not ends_its_month)


def years_in_a_row(memberships: Sequence[Membership], unit_id: UUID, year: int) -> int:
    """How many years together, this one the last, somebody belonged to the unit on 31 December."""
    years = 0
    while member_on(memberships, unit_id, date(year - years, 12, 31)):
        years += 1
    return years


def last_year(day: date) -> int:
    """The last year whose 31 December has come by this day."""
    return day.year if (day.month, day.day) == (12, 31) else day.year - 1
