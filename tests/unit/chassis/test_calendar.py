"""Local days: what deadlines are counted in."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services.chassis.calendar import end_of_day, local_date, start_of_day


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
