"""What is stored of criteria sheets and scorecards of residential groups, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis import words
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day
from services.submissions.fields import because
from services.submissions.scorecards import events


def _issued(event: events.ScoreSheetIssued) -> str:
    by = f" theo văn bản số {event.document_number}" if event.document_number else ""
    return f"Ban hành bảng tiêu chí năm {event.year}, lần {event.version}{by}: {len(event.lines)} tiêu chí."


def _who(event: Any) -> str:
    return "Văn phòng" if event.by_office else "Tổ, bản"


def _sent(event: events.ScoreSent) -> str:
    return (
        f"{_who(event)} gửi bảng điểm tự chấm theo bảng tiêu chí lần {event.version}: {words.number(event.total)} điểm."
    )


def _returned(event: events.ScoreReturned) -> str:
    why = "; ".join(lower(events.RETURNS.get(reason, reason)) for reason in event.reasons)
    return f"Phường, xã trả lại: {why}."


FACTS: Final = (
    Fact("score-sheet-issued", 1, events.ScoreSheetIssued, says=_issued),
    Fact("score-sheet-withdrawn", 1, events.ScoreSheetWithdrawn, says=because("Rút bảng tiêu chí")),
    Fact("score-sent", 1, events.ScoreSent, says=_sent),
    Fact(
        "score-taken-back",
        1,
        events.ScoreTakenBack,
        says=lambda event: because(f"{_who(event)} rút bảng điểm")(event),
    ),
    Fact("score-returned", 1, events.ScoreReturned, says=_returned),
    Fact("score-return-taken-back", 1, events.ScoreReturnTakenBack, says=because("Hủy trả lại")),
    Fact("score-checked", 1, events.ScoreChecked, says="Phường, xã kiểm tra xong."),
    Fact("score-check-taken-back", 1, events.ScoreCheckTakenBack, says=because("Hủy kiểm tra")),
    Fact(
        "score-published",
        1,
        events.ScorePublished,
        says=lambda event: f"Công bố điểm cho tổ, bản ngày {day(event.published_on)}.",
    ),
    Fact("score-unpublished", 1, events.ScoreUnpublished, says=because("Rút công bố điểm")),
)
