"""What stands beside a rank on the board."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.blocs.criteria.capability import measured
from services.blocs.criteria.scoring import rank
from services.blocs.criteria.sheet import UNSCORED, Comparison, Criterion, Measure, Sheet
from services.blocs.standings.pages import columns, rows, unranked
from services.blocs.standings.query import Board, Criteria, Member, Stayed
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
        Member(
            ward=place.ward,
            name=place.ward,
            from_day=date(2025, 1, 1),
            last_day=date(2025, 12, 31),
            figures=figures[place.ward],
            heard=(),
            place=place,
        )
        for place in rank(sheet, figures, sheet.ties if sheet else UNSCORED)
    )
    criteria = Criteria(1, sheet, True) if sheet else None
    return Board("khoi-1", "Khối 1", 2025, None, None, criteria, members, 2024)


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


def stayed(ward: str, first: date, last: date, *, elsewhere: bool = False) -> Stayed:
    figures = dict.fromkeys(Measure, 0)
    return Stayed(ward=ward, name=None, from_day=first, last_day=last, figures=figures, heard=(), elsewhere=elsewhere)


@pytest.mark.parametrize(
    ("first", "last", "elsewhere", "said"),
    [
        (date(2025, 1, 1), date(2025, 6, 30), False, "là thành viên đến hết ngày 30/06/2025"),
        (date(2025, 3, 1), date(2025, 6, 30), False, "là thành viên từ ngày 01/03/2025 đến hết ngày 30/06/2025"),
        (date(2025, 3, 1), date(2025, 12, 31), False, "là thành viên từ ngày 01/03/2025"),
        (date(2025, 1, 1), date(2025, 12, 31), True, "xếp hạng ở khối khác"),
        (date(2025, 1, 1), date(2025, 6, 30), True, "là thành viên đến hết ngày 30/06/2025; xếp hạng ở khối khác"),
    ],
)
def test_a_member_that_is_not_ranked_says_when_it_was_one(first: date, last: date, elsewhere: bool, said: str) -> None:
    there = replace(board(None, (2, 2)), others=(stayed("03399", first, last, elsewhere=elsewhere),))
    assert [row["said"] for row in unranked(there)] == [said]
    assert [row["name"] for row in unranked(there)] == ["Mã 03399 (chưa có tên)"]


def test_a_ranked_ward_that_joined_within_the_year_says_since_when() -> None:
    there = board(None, (2, 2))
    joined = replace(there, members=(replace(there.members[0], from_day=date(2025, 3, 1)),))
    assert [row["stay"] for row in rows(joined)] == ["là thành viên từ ngày 01/03/2025"]
    notes = [column.cell(row) for column in columns(joined) for row in rows(joined) if column.label == "Ghi chú"]
    assert notes == ["là thành viên từ ngày 01/03/2025"]
    assert [row["stay"] for row in rows(there)] == [""]


def test_the_board_as_excel_has_a_cell_for_every_figure() -> None:
    found = board(SHEET, (2, 2), (2, 1))
    table = {column.label: [column.cell(row) for row in rows(found)] for column in columns(found)}
    assert table["Xã, phường"] == ["03380", "03381"]
    assert table["Hạng"] == [1, 2] and table["Hạng năm 2024"] == ["chưa có"] * 2
    assert table["Tổng điểm"] == table["Báo cáo đúng hạn"] or table["Tổng điểm"] == [Decimal(2), Decimal(1)]
    assert table["Báo cáo phải nộp"] == [2, 2]
    unscored = [column.label for column in columns(board(None, (2, 2)))]
    assert "Tổng điểm" not in unscored and "Báo cáo được tiếp nhận" in unscored


@pytest.mark.parametrize(
    ("kind", "scale", "said"),
    [
        ("ratio-to-target", "1", "đạt 100% thì được điểm tối đa"),
        ("ratio-to-target", "0.955", "đạt 95,5% thì được điểm tối đa"),
        ("bonus", "2.5", "2,5 điểm mỗi việc"),
    ],
)
def test_what_a_criterion_is_measured_by_says_what_its_number_means(kind: str, scale: str, said: str) -> None:
    assert measured({"kind": kind, "scale": Decimal(scale)}) == said
    assert measured({"kind": kind, "scale": None}) == ""
