"""Working days and local days: what deadlines are counted in."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.calendar import (
    YearUnknown,
    add_working_days,
    end_of_day,
    local_date,
    start_of_day,
    working_days,
)

CALENDAR = working_days()
DAYS = st.dates(date(2024, 1, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2024, 5, 14), True),
        (date(2024, 5, 11), False),  # Saturday
        (date(2024, 5, 12), False),  # Sunday
        (date(2024, 5, 4), True),  # a Saturday worked in exchange
        (date(2024, 4, 29), False),  # a Monday given in exchange
        (date(2024, 2, 12), False),  # Tết
        (date(2024, 4, 18), False),  # Giỗ Tổ
        (date(2025, 9, 1), False),
        (date(2026, 4, 27), False),  # Giỗ Tổ falls on a Sunday
        (date(2026, 11, 24), True),  # expected, not counted until its text is found
    ],
)
def test_which_days_are_worked(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_the_first_day_is_not_counted() -> None:
    assert add_working_days(date(2024, 5, 13), 1) == date(2024, 5, 14)


def test_closed_days_are_not_counted() -> None:
    # 26/4 is a Friday: 27–28 weekend, 29/4–1/5 closed
    assert add_working_days(date(2024, 4, 26), 2) == date(2024, 5, 3)


def test_a_worked_saturday_is_counted() -> None:
    assert add_working_days(date(2024, 5, 3), 1) == date(2024, 5, 4)


def test_a_term_of_no_days_ends_on_a_working_day() -> None:
    assert add_working_days(date(2024, 5, 11), 0) == date(2024, 5, 13)


def test_twenty_working_days_over_tet() -> None:
    assert add_working_days(date(2024, 1, 29), 20) == date(2024, 3, 4)


def test_a_year_without_data_is_never_guessed() -> None:
    with pytest.raises(YearUnknown):
        CALENDAR.is_working(date(2031, 1, 1))


def test_working_days_are_never_counted_back() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2024, 5, 13), -1)


def test_each_year_has_a_version() -> None:
    assert CALENDAR.version(2024) >= 1


@given(DAYS, st.integers(0, 30))
def test_as_many_working_days_lie_between_as_were_asked_for(day: date, count: int) -> None:
    end = add_working_days(day, count)
    assert CALENDAR.is_working(end)
    between = sum(CALENDAR.is_working(day + timedelta(days=n)) for n in range(1, (end - day).days + 1))
    assert between == count or (count == 0 and between <= 1)


def test_a_local_day_begins_at_17_utc_of_the_day_before() -> None:
    assert start_of_day(date(2024, 5, 14)) == datetime(2024, 5, 13, 17, tzinfo=UTC)
    assert end_of_day(date(2024, 5, 14)) == datetime(2024, 5, 14, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2024, 5, 14, 16, 59, 59, tzinfo=UTC), date(2024, 5, 14)),
        (datetime(2024, 5, 14, 17, tzinfo=UTC), date(2024, 5, 15)),
        (datetime(2024, 5, 14, 23, 59, tzinfo=timezone(timedelta(hours=7))), date(2024, 5, 14)),
    ],
)
def test_an_instant_falls_on_the_vietnamese_day(at: datetime, day: date) -> None:
    assert local_date(at) == day


def test_a_time_without_offset_falls_on_no_day() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_date(datetime(2024, 5, 14, 12))  # noqa: DTZ001 - the point of the test
