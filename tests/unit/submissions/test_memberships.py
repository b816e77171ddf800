"""Member on a day, months of a year, years in a row."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.submissions.people.events import Membership
from services.submissions.people.memberships import (
    last_year,
    member_on,
    months_in,
    on,
    shown,
    stays,
    whole_months,
    years_in_a_row,
)

A, B = UUID(int=1), UUID(int=2)
DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 31))


def at(unit_id: UUID | None, day: date) -> Membership:
    return Membership(member_from=day, unit_id=unit_id)


MOVED = (at(A, date(2022, 3, 15)), at(B, date(2024, 7, 1)), at(None, date(2025, 2, 1)))
PAST = st.lists(
    st.tuples(st.sampled_from([A, B, None]), DAYS), min_size=1, max_size=6, unique_by=lambda one: one[1]
).map(lambda found: tuple(at(unit, day) for unit, day in sorted(found, key=lambda one: one[1])))


def test_a_membership_lasts_until_the_day_of_the_next() -> None:
    for day, unit in (
        (date(2022, 3, 15), A), (date(2024, 6, 30), A), (date(2024, 7, 1), B), (date(2025, 1, 31), B), (date(2025, 2, 1), None),
    ):  # fmt: skip
        found = on(MOVED, day)
        assert found is not None and found.unit_id == unit
    assert on(MOVED, date(2022, 3, 14)) is None and shown(MOVED, date(2022, 3, 14)) == MOVED[0]
    assert member_on(MOVED, B, date(2024, 12, 31)) and not member_on(MOVED, A, date(2024, 12, 31))


@pytest.mark.parametrize(
    ("year", "of_a", "of_b"), [(2021, 0, 0), (2022, 9, 0), (2023, 12, 0), (2024, 6, 6), (2025, 0, 1), (2026, 0, 0)]
)
def test_months_of_a_year_are_whole_ones(year: int, of_a: int, of_b: int) -> None:
    assert (months_in(MOVED, A, year), months_in(MOVED, B, year)) == (of_a, of_b)


def test_months_count_as_far_as_the_year_has_gone() -> None:
    assert months_in(MOVED, B, 2024, date(2024, 9, 30)) == 2
    assert months_in(MOVED, B, 2024, date(2024, 10, 1)) == 3


def test_a_change_of_capacity_breaks_no_stay_and_broken_stays_count_thirty_days_a_month() -> None:
    led = (at(A, date(2024, 1, 1)), at(A, date(2024, 5, 16)))
    assert list(stays(led, A)) == [(date(2024, 1, 1), date.max)] and months_in(led, A, 2024) == 12
    broken = (at(A, date(2024, 1, 1)), at(B, date(2024, 1, 16)), at(A, date(2024, 2, 1)), at(None, date(2024, 2, 16)))
    assert months_in(broken, A, 2024) == 1


@pytest.mark.parametrize(
    ("begun", "ended", "months"),
    [
        (date(2024, 1, 1), date(2025, 1, 1), 12),
        (date(2024, 1, 15), date(2024, 2, 14), 0),
        (date(2024, 1, 15), date(2024, 2, 15), 1),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2024, 1, 31), date(2024, 2, 28), 0),
    ],
)
def test_a_month_ends_on_its_own_day_or_with_a_shorter_month(begun: date, ended: date, months: int) -> None:
    assert whole_months(begun, ended) == months


def test_years_in_a_row_are_the_31st_of_december_of_each() -> None:
    assert [years_in_a_row(MOVED, A, year) for year in (2021, 2022, 2023, 2024)] == [0, 1, 2, 0]
    assert [years_in_a_row(MOVED, B, year) for year in (2023, 2024, 2025)] == [0, 1, 0]
    assert (last_year(date(2024, 12, 30)), last_year(date(2024, 12, 31))) == (2023, 2024)


@given(past=PAST, year=st.integers(2017, 2027))
def test_no_year_has_more_than_twelve_months_over_all_units(past: tuple[Membership, ...], year: int) -> None:
    months = [months_in(past, unit, year) for unit in (A, B)]
    assert all(0 <= each <= 12 for each in months) and sum(months) <= 12


@given(past=PAST, day=DAYS)
def test_a_stay_holds_exactly_the_days_of_a_member(past: tuple[Membership, ...], day: date) -> None:
    within = any(begun <= day < ended for begun, ended in stays(past, A))
    assert within == member_on(past, A, day)


@given(past=PAST, year=st.integers(2017, 2027))
def test_a_row_of_years_grows_by_one_or_breaks(past: tuple[Membership, ...], year: int) -> None:
    before = years_in_a_row(past, A, year - 1)
    there = member_on(past, A, date(year, 12, 31))
    assert years_in_a_row(past, A, year) == (before + 1 if there else 0)


@given(past=PAST, year=st.integers(2017, 2027))
def test_whoever_is_a_member_all_year_has_twelve_months(past: tuple[Membership, ...], year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=each) for each in range(365)]
    if all(member_on(past, A, day) for day in [*days, date(year, 12, 31)]):
        assert months_in(past, A, year) == 12
