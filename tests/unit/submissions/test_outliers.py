"""Outliers: what is asked about a figure beside the same period of last year."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.chassis.web.forms import Form
from services.submissions.reports.figures import INDICATORS
from services.submissions.reports.outliers import question
from services.submissions.reports.send_pages import NUMBER, carried, shown, understood


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


@pytest.mark.parametrize("typed", ["1,000", "ba"])
def test_what_is_counted_is_written_without_a_comma(typed: str) -> None:
    """ "1,000" is a thousand to some and one to others, and nobody sees later which was meant."""
    word, other = INDICATORS
    _, [fault] = understood(Form({word: [typed], other: ["3"]}))
    assert fault["field"] == word
    assert fault["sentence"].endswith(f"chưa rõ “{typed}” là bao nhiêu. Ghi số nguyên, không có dấu phẩy, ví dụ 20.")


def test_what_was_understood_travels_in_the_address_and_not_what_was_typed() -> None:
    """However much was typed; a check page shows it as people write numbers, this year's like last year's."""
    first, second = INDICATORS
    form = Form({first: ["0" * 20_000 + "7"], second: ["1.234"], NUMBER: ["5/BC"]})
    figures, field_errors = understood(form)
    assert field_errors == []
    assert carried(figures, form) == f"{first}=7&{second}=1234&{NUMBER}=5%2FBC"
    assert [shown(value) for value in (figures[second], Decimal("1E+3"), Decimal("4.0"))] == ["1.234", "1.000", "4"]
