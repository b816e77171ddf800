from datetime import UTC, date, datetime

from services.submissions.deadlines import DuePhrase, Reading, first_late_instant


def test_before_a_day_is_over_at_the_end_of_the_day_before() -> None:
    assert first_late_instant(DuePhrase(date(2024, 5, 15))) == datetime(2024, 5, 14, 17, tzinfo=UTC)


def test_before_the_first_of_november_is_over_at_the_end_of_october() -> None:
    assert first_late_instant(DuePhrase(date(2024, 11, 1))) == datetime(2024, 10, 31, 17, tzinfo=UTC)


def test_through_a_day_is_over_at_its_own_end() -> None:
    assert first_late_instant(DuePhrase(date(2024, 5, 15), Reading.THROUGH)) == datetime(2024, 5, 15, 17, tzinfo=UTC)
