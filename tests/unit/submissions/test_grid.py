"""The tracking grid's figures: parts that add up to what is owed, and arrival day by day before the deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from services.submissions.reports.grid_pages import arrived, counted
from services.submissions.reports.wording import STORED

DUE = datetime(2025, 5, 31, 17, tzinfo=UTC)
"""The end of 31 May in Vietnam."""
DAY = timedelta(days=1)


def cell(state: str, on_time: bool | None = None) -> dict[str, Any]:
    return {"state": state, "on_time": on_time}


def test_every_state_is_one_part_and_the_parts_add_up() -> None:
    cells = [cell(state, True) for state in STORED if state != "locked-unsent"]
    assert sum(counted(cells).values()) == len(cells)


def test_what_was_given_back_is_not_handed_in_and_late_is_not_on_time() -> None:
    cells = [cell("accepted", True), cell("submitted", False), cell("returned", True), cell("missed"), cell("released")]
    assert counted(cells) == {"on_time": 1, "late": 1, "returned": 1, "missing": 1, "exempt": 1}


def test_arrivals_are_counted_to_the_end_of_each_day_up_to_today() -> None:
    rows = [{"first_at": at} for at in (DUE - 20 * DAY, DUE - 3 * DAY, DUE - timedelta(minutes=2), DUE + DAY, None)]
    assert arrived(rows, DUE, DUE + 9 * DAY) == [1] * 12 + [2, 2, 3]
    assert len(arrived(rows, DUE, DUE - 4 * DAY - timedelta(hours=8))) == 11, "today is counted, tomorrow is not"
    assert arrived(rows, DUE, DUE - 15 * DAY - timedelta(hours=1)) == []
