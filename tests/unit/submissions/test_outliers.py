"""Outliers: what is asked about a figure beside the same period of last year."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.submissions.reports.outliers import question


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (12, 72, "gấp 6 lần cùng kỳ năm trước (12 → 72)"),
        (3, 72, "gấp 24 lần cùng kỳ năm trước (3 → 72)"),
        (72, 3, "chỉ bằng một phần 24 cùng kỳ năm trước (72 → 3)"),
        (0, 12, "khác hẳn cùng kỳ năm trước (0 → 12)"),
        (400, 1200, "gấp 3 lần cùng kỳ năm trước (400 → 1.200)"),
    ],
)
def test_a_figure_far_from_last_years_is_asked_about(before: int, now: int, said: str) -> None:
    assert said in question(Decimal(before), Decimal(now))


@pytest.mark.parametrize(("before", "now"), [(1, 4), (0, 9), (12, 35), (118, 132), (5, 5), (0, 0)])
def test_an_ordinary_year_is_not_asked_about(before: int, now: int) -> None:
    assert question(Decimal(before), Decimal(now)) == ""
