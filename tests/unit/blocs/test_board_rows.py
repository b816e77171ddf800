"""What stands beside a rank on the board."""

from datetime import date
from decimal import Decimal

import pytest

from services.blocs.criteria.scoring import rank
from services.blocs.criteria.sheet import UNSCORED, CountTimesUnit, Criterion, Measure, Sheet
from services.blocs.standings.pages import rows
from services.blocs.standings.query import Board, Member

SHEET = Sheet(
    (Criterion("chung", "Báo cáo đúng hạn", Decimal(40), CountTimesUnit(Measure.REPORTS_ON_TIME, Decimal(1))),), (), ""
)


def notes(sheet: Sheet | None, *counted: tuple[int, int]) -> list[str]:
    """The notes of wards of which so many reports were expected and so many came on time."""
    figures = {
        f"0338{number}": dict.fromkeys(Measure, 0)
        | {Measure.REPORTS_EXPECTED: expected, Measure.REPORTS_ON_TIME: on_time}
        for number, (expected, on_time) in enumerate(counted)
    }
    members = tuple(
        Member(place.ward, place.ward, date(2025, 1, 1), date(2025, 12, 31), figures[place.ward], (), place)
        for place in rank(sheet, figures, sheet.ties if sheet else UNSCORED)
    )
    return [row["note"] for row in rows(Board("khoi-1", "Khối 1", 2025, None, None, None, members))]


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
    assert notes(sheet, *counted) == said
