"""The rules of a task, and that every kind of task has a sentence."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import services
from services.notifications.informing.wishes import ROLES, task_id
from services.notifications.tasks.commands import CloseTask, OpenTask
from services.notifications.tasks.decider import HANDLES, TASK, decide
from services.notifications.tasks.events import Kind, Outcome, TaskClosed, TaskMoved, TaskOpened
from services.notifications.tasks.pages import ACTS, MEND, REPORT, row
from services.notifications.tasks.titles import title, titles
from tests.support.given import decider

task = decider(TASK, decide)

AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
LATER = DUE + timedelta(days=5)
ABOUT = "0b7b1f0e-9df7-5b43-8f57-6f3d8e9c2a10"
UNIT = UUID("5c1a4a2e-7f0b-5d0d-9c44-1f0b2a9d8e77")
ID = task_id(Kind.SUBMIT_REPORT, ABOUT)
FACTS = {"period": "half-year", "year": "2024", "unit": "Tổ dân phố số 8", "ward": "Phường Quyết Thắng"}

wanted = OpenTask("03386", AT, ID, Kind.SUBMIT_REPORT, ABOUT, "unit-head", UNIT, DUE, FACTS)
opened = TaskOpened(ID, Kind.SUBMIT_REPORT, ABOUT, "unit-head", UNIT, DUE, FACTS)
done = CloseTask("03386", AT, ID, Outcome.DONE)
closed = TaskClosed(ID, Outcome.DONE)


def test_a_task_is_opened_once() -> None:
    task.given().when(wanted).then(opened)
    task.given(opened).when(wanted).then_nothing()


def test_the_deadline_of_an_open_task_moves() -> None:
    task.given(opened).when(replace(wanted, due_at=LATER)).then(TaskMoved(ID, LATER))
    task.given(opened, TaskMoved(ID, LATER)).when(replace(wanted, due_at=LATER)).then_nothing()


def test_a_task_is_closed_once() -> None:
    task.given(opened).when(done).then(closed)
    task.given(opened, closed).when(done).then_nothing()


def test_a_task_that_was_never_opened_is_not_closed() -> None:
    task.given().when(done).then_nothing()


def test_what_comes_back_opens_the_task_again() -> None:
    task.given(opened, closed).when(wanted).then(opened)


def test_a_task_says_why_it_ended() -> None:
    overtaken = replace(done, outcome=Outcome.OVERTAKEN)
    task.given(opened).when(overtaken).then(TaskClosed(ID, Outcome.OVERTAKEN))


def test_a_command_names_its_task() -> None:
    assert [ref.stream_id for case in HANDLES for ref in case.streams(done)] == [f"task-{ID}"] * 2


def test_one_thing_has_one_task_of_each_kind() -> None:
    assert len({task_id(kind, ABOUT) for kind in Kind}) == len(Kind)
    assert task_id(Kind.REVIEW_REPORT, ABOUT) == task_id(Kind.REVIEW_REPORT, ABOUT)


def test_every_kind_has_a_sentence_and_somebody_who_does_it() -> None:
    assert set(titles()) == set(Kind) == set(ROLES)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Kind.SUBMIT_REPORT, "Nộp báo cáo sơ kết 6 tháng đầu năm 2024"),
        (Kind.CHASE_REPORT, "Đôn đốc Tổ dân phố số 8 nộp báo cáo sơ kết 6 tháng đầu năm 2024 (trễ – còn mở)"),
    ],
)
def test_a_sentence_reads_like_an_officials(kind: Kind, sentence: str) -> None:
    assert title(kind, FACTS) == sentence


def shown(kind: Kind, now: datetime, **facts: str) -> dict[str, Any]:
    """An open task as the page shows it."""
    task = {"task_id": ID, "kind": kind, "about": ABOUT, "facts": json.dumps(FACTS | facts), "due_at": DUE}
    return row(task | {"closed_at": None, "outcome": None}, now)


def test_a_returned_report_looks_returned_before_and_after_its_deadline() -> None:
    for now in (AT, LATER):
        mend = shown(Kind.SUBMIT_REPORT, now, returned=AT.isoformat())
        assert (mend["state"], mend["act"]) == (("returned", "Bị trả lại"), "Sửa và gửi lại")
    assert shown(Kind.SUBMIT_REPORT, AT)["state"] == ("waiting", "Chưa đến hạn")
    assert shown(Kind.SUBMIT_REPORT, LATER)["state"] == ("late", "Trễ – còn mở")


def test_a_session_is_under_way_and_its_button_leads_there() -> None:
    session = shown(Kind.ATTEND_SESSION, AT, held_on="2024-11-15")
    assert session["title"] == "Họp Hội đồng ngày 15/11/2024, xét khen thưởng năm 2024"
    assert session["state"] == ("received", "Đang họp")
    assert (session["act"], session["address"]) == ("Vào phiên họp", f"/awards/pages/sessions/{ABOUT}")


def test_a_button_promises_what_its_page_has() -> None:
    report = (Path(services.__path__[0]) / "submissions/reports/templates/report.html").read_text()
    assert set(ACTS) == set(Kind)
    for address, act in [*ACTS.values(), (REPORT, MEND)]:
        assert act.startswith(("Xem ", "Vào ")) or (address == REPORT and act in report), act
