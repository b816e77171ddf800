from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.submissions.calendar.capability import shows
from services.submissions.calendar.commands import CorrectKeyDay, EnterKeyDay, WithdrawKeyDay
from services.submissions.calendar.days import NATIONAL, falls, national, recalled
from services.submissions.calendar.decider import HANDLES, KEY_DAY, decide_correct, decide_enter, decide_withdraw
from services.submissions.calendar.events import KeyDay, KeyDayCorrected, KeyDayEntered, KeyDayWithdrawn
from services.submissions.calendar.ics import LINE, file, folded, text
from services.submissions.calendar.pages import by_day, months, told
from services.submissions.calendar.query import Item, of_file
from services.submissions.plans.decider import Checked, Issued
from tests.support.given import decider

NOW = datetime(2024, 12, 1, 3, tzinfo=UTC)
TODAY = date(2024, 12, 1)
K, PLAN_ID = UUID(int=90), UUID(int=20)
NAME = "Ngày thành lập Đảng bộ phường Quyết Thắng"
key_day = KeyDay(name=NAME, day=date(2004, 12, 10), once=False, plan_id=None)
enter = EnterKeyDay(ward_code="03386", at=NOW, key_day_id=K, name=NAME, day=date(2004, 12, 10))
entered = KeyDayEntered(key_day_id=K, key_day=key_day)
correct = CorrectKeyDay(ward_code="03386", at=NOW, key_day_id=K, name=NAME, day=date(2004, 12, 11))
corrected = KeyDayCorrected(key_day_id=K, key_day=replace(key_day, day=date(2004, 12, 11)))
withdraw = WithdrawKeyDay(ward_code="03386", at=NOW, key_day_id=K, reason="slip")
withdrawn = KeyDayWithdrawn(key_day_id=K, reason="slip")
GOLDEN = [entered, corrected, withdrawn]

entering, correcting = decider(KEY_DAY, decide_enter), decider(KEY_DAY, decide_correct)


def test_a_key_day_is_entered_corrected_and_taken_back() -> None:
    entering.when(enter).then(entered)
    entering.given(entered).when(enter).then_refused("key-day.already-entered")
    correcting.given(entered).when(correct).then(corrected)
    correcting.given(entered, corrected).when(correct).then_nothing()
    correcting.given(entered, withdrawn).when(correct).then_refused("key-day.withdrawn")
    correcting.when(correct).then_refused("not-found")
    withdrawing = decider(KEY_DAY, decide_withdraw)
    withdrawing.given(entered).when(withdraw).then(withdrawn)
    withdrawing.given(entered, withdrawn).when(withdraw).then_nothing()
    withdrawing.when(withdraw).then_refused("not-found")
    assert shows(KEY_DAY.fold([entered, withdrawn])).withdrawn and not shows(KEY_DAY.fold([entered])).withdrawn


def test_a_plan_that_names_a_key_day_is_issued() -> None:
    of_plan = replace(enter, plan_id=PLAN_ID)
    entering.beside(Issued(2024, TODAY)).when(of_plan).then(replace(entered, key_day=replace(key_day, plan_id=PLAN_ID)))
    entering.beside(Checked(2024, None)).when(of_plan).then_refused("plan.checked")  # type: ignore[arg-type]


def test_a_day_under_a_plan_that_holds_no_longer_is_corrected_without_taking_the_plan_away() -> None:
    under = replace(entered, key_day=replace(key_day, plan_id=PLAN_ID))
    gone: Any = Checked(2024, None)  # type: ignore[arg-type]
    right = replace(corrected, key_day=replace(corrected.key_day, plan_id=PLAN_ID))
    correcting.given(under).beside(gone).when(replace(correct, plan_id=PLAN_ID)).then(right)
    correcting.given(entered).beside(gone).when(replace(correct, plan_id=PLAN_ID)).then_refused("plan.checked")


def test_who_keeps_the_days() -> None:
    assert {frozenset(case.roles) for case in HANDLES} == {frozenset({"clerk", "culture-officer"})}
    commands = (replace(enter, plan_id=PLAN_ID), correct, withdraw)
    assert [len(case.streams(command)) for case, command in zip(HANDLES, commands, strict=True)] == [2, 1, 1]


def test_an_anniversary_says_how_many_years() -> None:
    assert recalled(NAME, 2004, 2024) == f"{NAME}, 20 năm (2004 – 2024)"
    assert recalled(NAME, 2004, 2004) == NAME
    assert falls(date(2004, 2, 29), 2023) == date(2023, 2, 28)
    assert falls(date(2004, 2, 29), 2024) == date(2024, 2, 29)


def test_the_days_of_the_country_are_dated_and_cite_where_they_come_from() -> None:
    assert all(row.citation and row.sure in {"H", "M", "L", "mem"} for row in NATIONAL)
    assert list(national(date(2024, 9, 1), date(2024, 9, 30))) == [
        (date(2024, 9, 2), "Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam, 79 năm (1945 – 2024)")
    ]
    assert list(national(date(2013, 9, 1), date(2013, 9, 30))) == [], "before the decree"


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (Item(day=TODAY, kind="briefing", about="1", what="Tập huấn"), ("", "")),
        (Item(day=TODAY, kind="own-report", about="1", what="Báo cáo", done=False), ("waiting", "Chưa xong")),
        (Item(day=date(2024, 11, 30), kind="own-report", about="1", what="Báo cáo", done=False), ("late", "Trễ")),
        (
            Item(day=date(2024, 11, 30), kind="report", about="1", what="Báo cáo", done=False, missing=3),
            ("late", "Trễ, còn 3 đơn vị"),
        ),
        (
            Item(day=TODAY, kind="report", about="1", what="Báo cáo", done=False, missing=3),
            ("waiting", "Chưa xong, còn 3 đơn vị"),
        ),
        (Item(day=date(2024, 11, 1), kind="report", about="1", what="Báo cáo", done=True), ("on-time", "Xong")),
    ],
)
def test_a_day_says_what_is_done_waiting_or_late(item: Item, state: tuple[str, str]) -> None:
    assert item.state(TODAY) == state


def test_an_item_leads_where_its_reader_has_a_page() -> None:
    task = Item(day=TODAY, kind="plan-task", about="1", what="Sơ kết", done=False)
    assert task.page("unit-head") == "/submissions/pages/plan-tasks/1"
    assert task.page("leader") == ""
    assert [len(together) for _, together in by_day([task, task], "leader", TODAY)] == [2]


def test_a_month_sums_what_its_days_list() -> None:
    late, due = date(2024, 11, 30), date(2024, 12, 20)
    listed = by_day(
        [
            Item(day=late, kind="report", about="1", what="Báo cáo", done=False, missing=3),
            Item(day=late, kind="plan-task", about="2", what="Sơ kết", done=True),
            Item(day=TODAY, kind="unit-plan", about="3", what="Nhiệm vụ đơn vị tự đặt"),
            Item(day=due, kind="archive", about="4", what="Hồ sơ", done=False),
        ],
        "clerk",
        TODAY,
    )
    assert told(listed) == "1 việc trễ, 1 việc chưa xong, 1 việc đã xong"
    assert told(by_day([Item(day=TODAY, kind="briefing", about="1", what="Tập huấn")], "clerk", TODAY)) == ""


def test_a_file_is_closed_with_its_year_and_handed_over_within_a_year() -> None:
    row = {"about": "1", "what": "01.TĐKT", "year": 2024, "retention": 20, "closed_on": None, "hand_over_by": None}

    def found(year: int, **changes: object) -> list[tuple[date, str, bool | None]]:
        items = of_file({**row, "done": False, **changes}, date(year, 1, 1), date(year, 12, 31))
        return [(item.day, item.kind, item.done) for item in items]

    assert found(2024) == [(date(2024, 12, 31), "archive-close", False)]
    assert found(2025) == [(date(2025, 12, 31), "archive", False)], "as if it ended with its year"
    assert found(2025, retention=2) == [], "kept by the ward"
    closed = {"closed_on": date(2025, 2, 3), "hand_over_by": date(2026, 2, 3)}
    assert found(2024, **closed) == found(2025, **closed) == []
    assert found(2026, **closed, done=True) == [(date(2026, 2, 3), "archive", True)]


def test_a_month_knows_its_neighbours() -> None:
    assert months(date(2024, 1, 1)) == ("2023-12", "2024-02")
    assert months(date(2024, 12, 1)) == ("2024-11", "2025-01")


def test_a_calendar_file_keeps_its_lines_short_and_its_values_whole() -> None:
    what = "Nhiệm vụ; có dấu phẩy, gạch \\ và\nxuống dòng " + "ữ" * 80
    made = file(
        [Item(day=date(2024, 12, 10), kind="plan-task", about="1", what=what, done=False)],
        NOW,
        name="Thi đua",
        base="https://thidua.example",
        role="clerk",
    )
    lines = made.split("\r\n")
    assert made.endswith("END:VCALENDAR\r\n") and all(len(line.encode()) <= LINE for line in lines)
    whole = made.replace("\r\n ", "")
    assert f"SUMMARY:{text(f'Nhiệm vụ của kế hoạch: {what}')}" in whole and "\n" not in whole.replace("\r\n", "")
    assert "DTSTART;VALUE=DATE:20241210" in whole and "DTEND;VALUE=DATE:20241211" in whole
    assert "URL:https://thidua.example/submissions/pages/plan-tasks/1" in whole
    assert "".join(piece.removeprefix(" ") for piece in folded("x" * 300)) == "x" * 300


def test_an_item_keeps_its_id_in_the_file() -> None:
    one = [Item(day=date(2024, 12, 10), kind="briefing", about="1", what="Tập huấn")]
    first, later = (file(one, at, name="Lịch", base="", role="clerk") for at in (NOW, NOW.replace(day=2)))
    assert [line for line in first.split() if line.startswith("UID")] == [
        line for line in later.split() if line.startswith("UID")
    ]
