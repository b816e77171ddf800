"""What the strip of submissions says of reports."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import services
from services.submissions.home.pages import NEWS, news, parts, progress, square
from services.submissions.reports.wording import STATES

DUE = datetime(2025, 5, 14, 17, tzinfo=UTC)
NOW = DUE - timedelta(days=2)


def report(state: str, *, attempt: int = 0, on_time: bool | None = None) -> dict[str, Any]:
    faces = {"due_at": DUE, "locks_at": DUE + timedelta(days=5)}
    return {"state": state, "attempt": attempt, "on_time": on_time, "period": "half-year", "year": 2025, **faces}


def test_the_parts_of_an_obligation_leave_out_whoever_owes_nothing() -> None:
    drawn = parts(
        [
            report("accepted", attempt=1),
            report("submitted", attempt=1),
            report("returned", attempt=1),
            report("due"),
            report("released"),
        ],
        NOW,
    )
    assert [part.count for part in drawn] == [1, 1, 1, 1]
    assert progress(drawn) == "1/4 đã tiếp nhận, 1 chờ tiếp nhận, 1 bị trả lại, 1 chưa nộp."


def test_what_is_late_or_locked_is_still_not_sent() -> None:
    drawn = parts([report("missed"), report("locked")], DUE + timedelta(days=1))
    assert progress(drawn) == "0/2 đã tiếp nhận, 2 chưa nộp."


@pytest.mark.parametrize(
    ("one", "icon", "word"),
    [
        (report("accepted", attempt=1, on_time=True), "on-time", "đúng hạn"),
        (report("submitted", attempt=1, on_time=False), "late", "nộp trễ"),
        (report("returned", attempt=1, on_time=True), "returned", "bị trả lại"),
        (report("locked"), "locked", "không nộp"),
        (report("due"), "waiting", "chưa đến hạn"),
        (report("released"), "exempt", "được miễn"),
    ],
)
def test_a_square_says_whether_in_time_once_it_was_sent_and_the_state_until_then(
    one: dict[str, Any], icon: str, word: str
) -> None:
    assert square(one, NOW) == (icon, word, "Báo cáo sơ kết 6 tháng đầu năm 2025")


def test_news_counts_what_people_did_and_is_silent_about_the_rest() -> None:
    assert news({"accepted": 2, "submitted": 3, "requested": 24}) == [
        ("3 báo cáo gửi đến", ""),
        ("2 báo cáo được tiếp nhận", "received"),
    ]
    assert news({"requested": 24}) == []
    assert {state for _, state in NEWS.values()} - {""} <= STATES.keys(), (
        "the grid knows the lists that the news lead to"
    )


def test_a_link_of_a_strip_reads_like_no_act_since_readers_have_it_too() -> None:
    """A button may: it is drawn for those who have the act."""
    folder = Path(services.__path__[0])
    acts = tuple({act["title"] for act in json.loads((folder / "faces.json").read_text())})
    links = [
        words.strip()
        for strip in folder.glob("*/*/templates/*.html")
        if strip.parts[-3] == "home"
        for words in re.findall(r"<a href=[^>]*>([^<{]+)", strip.read_text())
    ]
    assert "Xem đợt đăng ký năm" in links and [words for words in links if words.startswith(acts)] == []
