"""What stands beside a rank on the board."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.blocs.criteria.scoring import rank
from services.blocs.criteria.sheet import UNSCORED, Comparison, Criterion, Measure, Sheet
from services.blocs.standings.pages import rows
from services.blocs.standings.query import Board, Criteria, Member
from services.chassis.scoring import CountTimesUnit

SHEET = Sheet(
    (Criterion("chung", "Báo cáo đúng hạn", Decimal(40), CountTimesUnit(Measure.REPORTS_ON_TIME, Decimal(1))),), (), ""
)
WITH_TIES = replace(SHEET, ties=(Comparison(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED),))


def board(sheet: Sheet | None, *counted: tuple[int, int]) -> Board:
    """A board of wards of which so many reports were expected and so many came on time."""
    figures = {
        f"0338{number}": dict.fromkeys(Measure, 0)
        | {Measure.REPORTS_EXPECTED: expected, Measure.REPORTS_ON_TIME: on_time}
        for number, (expected, on_time) in enumerate(counted)
    }
    members = tuple(
        Member(place.ward, place.ward, date(2025, 1, 1), date(2025, 12, 31), figures[place.ward], (), place)
        for place in rank(sheet, figures, sheet.ties if sheet else UNSCORED)
    )
    criteria = Criteria(1, sheet, True) if sheet else None
    return Board("khoi-1", "Khối 1", 2025, None, None, criteria, members)


@pytest.mark.parametrize(
    ("sheet", "counted", "said"),
    [
        (SHEET, ((2, 2), (2, 1)), ["", ""]),
        (SHEET, ((2, 1), (2, 1)), ["bằng điểm, cần bỏ phiếu"] * 2),
        (None, ((2, 1), (2, 1)), ["ngang nhau"] * 2),
        (SHEET, ((0, 0), (0, 0)), ["chưa phải nộp báo cáo nào"] * 2),
        (None, ((2, 2), (0, 0)), ["", "chưa phải nộp báo cáo nào"]),
    ],
)
def test_a_note_says_what_the_rank_does_not(
    sheet: Sheet | None, counted: tuple[tuple[int, int], ...], said: list[str]
) -> None:
    assert [row["note"] for row in rows(board(sheet, *counted))] == said


def test_of_two_with_equal_points_the_lower_one_says_what_told_them_apart() -> None:
    assert [row["note"] for row in rows(board(WITH_TIES, (4, 2), (2, 2), (3, 1)))] == [
        "",
        "bằng điểm 03381; xếp sau theo báo cáo đúng hạn trên báo cáo phải nộp (2/4 so với 2/2)",
        "",
    ]


def test_a_rank_moves_against_last_year_and_a_ward_without_one_then_does_not() -> None:
    last = board(SHEET, (2, 1), (2, 2), (0, 0))
    found = rows(board(SHEET, (2, 2), (2, 1), (2, 0)), last)
    assert [(row["ward"], row["before"], row["moved"]) for row in found] == [
        ("03380", 2, "tăng 1 bậc"),
        ("03381", 1, "giảm 1 bậc"),
        ("03382", None, ""),
    ]
    assert [row["moved"] for row in rows(last, last)][:2] == ["giữ hạng", "giữ hạng"]


def test_a_ward_whose_name_was_not_heard_says_that_its_code_is_one() -> None:
    [member] = board(SHEET, (2, 2)).members
    assert replace(member, name=None).named == "Mã 03380 (chưa có tên)"
