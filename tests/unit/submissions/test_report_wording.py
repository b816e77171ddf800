"""What the pages say of a report: state and time make the word, its icon and its colour, and what sending now would be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.chassis.web.assets import HERE
from services.submissions.reports import wording
from services.submissions.reports.wording import STORED

DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
"""The end of 14 May in Vietnam: the first late moment."""
LOCKS = datetime(2024, 5, 31, 17, tzinfo=UTC)
TICK = timedelta(microseconds=1)
EARLY, SAME_NIGHT, LATE, AFTER = DUE - TICK, DUE, DUE + timedelta(days=2, hours=1), LOCKS


def report(state: str, attempt: int = 0, on_time: bool | None = None) -> dict[str, Any]:
    return {"state": state, "attempt": attempt, "on_time": on_time, "due_at": DUE, "locks_at": LOCKS}


@pytest.mark.parametrize(
    ("state", "attempt", "now", "kind", "word"),
    [
        ("due", 0, EARLY, "waiting", "Chưa đến hạn"),
        ("due", 0, SAME_NIGHT, "late", "Trễ – còn mở, 1 ngày"),  # the scheduler has not recorded it yet
        ("missed", 0, LATE, "late", "Trễ – còn mở, 3 ngày"),
        ("missed", 0, LOCKS - TICK, "late", "Trễ – còn mở, 17 ngày"),
        ("missed", 0, LOCKS, "locked", "Đã khóa, chưa nộp"),  # nor this
        ("locked", 0, AFTER, "locked", "Đã khóa, chưa nộp"),
        ("locked", 1, AFTER, "locked", "Đã khóa, chưa gửi lại"),
        ("submitted", 1, EARLY, "sent", "Đã gửi, chờ tiếp nhận"),
        ("submitted", 1, AFTER, "sent", "Đã gửi, chờ tiếp nhận"),
        ("returned", 1, LATE, "returned", "Bị trả lại"),
        ("accepted", 1, AFTER, "received", "Đã tiếp nhận"),
        ("released", 0, AFTER, "exempt", "Được miễn"),
    ],
)
def test_a_state_at_a_time_has_one_kind_and_says_what_to_do(
    state: str, attempt: int, now: datetime, kind: str, word: str
) -> None:
    shown = report(state, attempt)
    assert (wording.kind(shown, now), wording.word(shown, now)) == (kind, word)


@pytest.mark.parametrize("state", sorted(STORED.keys() - {"locked-unsent"}))
@pytest.mark.parametrize("now", [EARLY, LATE, AFTER])
def test_every_state_has_a_word_an_icon_and_a_colour_at_any_time(state: str, now: datetime) -> None:
    kind = wording.kind(report(state), now)
    assert kind in wording.STATES
    assert f'<symbol id="{kind}"' in (HERE / "icons.svg").read_text()
    assert f".state.{kind}" in (HERE / "pages.css").read_text()


@pytest.mark.parametrize(("on_time", "word"), [(None, ""), (True, "đúng hạn"), (False, "trễ hạn")])
def test_timeliness_is_another_fact_than_progress(on_time: bool | None, word: str) -> None:
    assert wording.timeliness(report("accepted", 1, on_time)) == word


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (EARLY, "Gửi đến hết Thứ Ba, 14/05/2024 là đúng hạn; sau đó còn nhận, ghi trễ, đến hết Thứ Sáu, 31/05/2024."),
        (
            LATE,
            "Gửi lúc này ghi nhận trễ 3 ngày so với hạn hết Thứ Ba, 14/05/2024. Còn nộp được đến hết Thứ Sáu, 31/05/2024.",
        ),
        (AFTER, "Đã khóa từ 00:00 ngày 01/06/2024. Muốn nộp, đề nghị gia hạn bằng văn bản."),
    ],
)
def test_before_sending_a_page_says_what_a_sending_now_would_be(now: datetime, said: str) -> None:
    assert wording.three_faces(report("due"), now) == said


@pytest.mark.parametrize(("on_time", "first"), [(True, "Lần gửi đầu đúng hạn"), (False, "Lần gửi đầu trễ hạn")])
def test_a_returned_report_keeps_the_timeliness_of_its_first_sending_and_the_page_says_so(
    on_time: bool, first: str
) -> None:
    returned = report("returned", 1, on_time)
    assert wording.three_faces(returned, LATE).startswith(f"{first}: gửi lại không tính là trễ thêm. Gửi lại được đến ")
    assert wording.three_faces(returned, AFTER).startswith("Đã khóa từ ")


def test_a_report_that_is_not_awaited_says_by_whom_and_when_it_was_sent() -> None:
    shown = report("submitted", 2, True) | {"unit_name": "Bản số 2", "channel": "electronic", "by_office": False}
    shown |= {"sent_at": EARLY}
    said, then = wording.not_awaited(shown, LATE)
    assert said == "Bản số 2 đã gửi báo cáo này lần 2 lúc 23:59 ngày 14/05/2024, đang chờ tiếp nhận."
    assert then == "Cần sửa thì bấm “Rút để sửa” trên trang báo cáo, hoặc đề nghị Văn phòng – Thống kê trả lại."
    by_office = wording.not_awaited(shown | {"by_office": True}, LATE)
    assert by_office[1] == "Cần sửa thì đề nghị Văn phòng – Thống kê hủy lần nộp hoặc trả lại báo cáo."
    on_paper = shown | {"state": "accepted", "channel": "paper", "accepted_at": LATE}
    assert wording.not_awaited(on_paper, AFTER)[0] == (
        "Văn phòng – Thống kê đã ghi nhận bản giấy của Bản số 2, nhận ngày 14/05/2024; "
        "Văn phòng – Thống kê tiếp nhận lúc 01:00 ngày 17/05/2024."
    )
    assert "khóa" in wording.not_awaited(report("locked") | {"unit_name": None}, AFTER)[0]


def test_a_report_of_a_revoked_plan_says_which_plan_was_revoked_and_when() -> None:
    of_plan = {"plan_number": 7, "plan_symbol": "KH-UBND", "plan_year": 2024, "plan_state": "revoked"}
    shown = report("released") | of_plan | {"unit_name": "Tổ dân phố 8", "plan_revoked_on": date(2024, 3, 5)}
    said, _ = wording.not_awaited(shown, AFTER)
    assert said.startswith("Kế hoạch số 7/KH-UBND năm 2024 giao báo cáo này đã thu hồi ngày 05/03/2024")


def line(event: str, **said: Any) -> dict[str, Any]:
    """A line of the history; what its event does not say is None."""
    asked = ("attempt", "on_time", "document_number", "reason", "due_at", "locks_at", "figures", "effective_at")
    return dict.fromkeys(asked) | {"event": event, "recorded_at": EARLY, "event_in_words": event, **said}


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (
            line("extension-withdrawn", due_at=DUE, locks_at=LOCKS, document_number="81/UBND-VP", on_time=False),
            "Hủy gia hạn theo văn bản số 81/UBND-VP: hạn trở lại hết Thứ Ba, 14/05/2024; báo cáo đã gửi được xét trễ hạn.",
        ),
        (
            line("deadline-extended", due_at=DUE, locks_at=LOCKS, document_number="80/UBND-VP"),
            "Gia hạn đến hết Thứ Ba, 14/05/2024 theo văn bản số 80/UBND-VP.",
        ),
        (line("return-withdrawn"), "Văn phòng hủy việc trả lại: báo cáo chờ tiếp nhận như trước."),
        (
            line("sending-withdrawn", attempt=2),
            "Văn phòng hủy lần nộp đã ghi nhầm: báo cáo trở lại như trước lần nộp đó.",
        ),
        (line("recalled", attempt=1), "Tổ dân phố số 8 rút báo cáo về để sửa."),
        (line("words-erased", document_number=None), "Lời ghi về báo cáo này đã xóa."),
    ],
)
def test_a_line_says_what_was_taken_back_and_no_number_that_is_not_there(past: dict[str, Any], said: str) -> None:
    assert wording.line(past, "Tổ dân phố số 8")["sentence"] == said


def test_a_report_is_called_as_its_plan_calls_it_and_by_its_plan() -> None:
    called = {"name": "Báo cáo phong trào 6 tháng", "plan_number": 57, "plan_symbol": "KH-UBND", "plan_year": 2024}
    both = {**report("due"), "period": "half-year", "year": 2024, **called}
    assert wording.full(both) == "Báo cáo phong trào 6 tháng, Kế hoạch số 57/KH-UBND năm 2024"
    alone = {**report("due"), "period": "half-year", "year": 2024}
    assert (wording.full(alone), wording.plan(alone)) == ("Báo cáo sơ kết 6 tháng đầu năm 2024", "")
