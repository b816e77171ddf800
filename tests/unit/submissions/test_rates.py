from decimal import Decimal

from services.submissions.reports.reading import percent


def test_a_share_is_rounded_half_up_to_two_places() -> None:
    assert percent(1, 3) == Decimal("33.33")
    assert percent(2, 3) == Decimal("66.67")
    assert percent(1, 800) == Decimal("0.13")
    assert str(percent(7, 7)) == "100.00"


def test_nothing_owed_is_nothing_missing() -> None:
    assert percent(0, 0) == Decimal("100.00")
