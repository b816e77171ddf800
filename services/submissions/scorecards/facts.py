"""What is stored of criteria sheets and scorecards, what others are told of them, and how a timeline says it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from services.chassis import words
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.publishing import Mapper
from services.chassis.words import day
from services.submissions.fields import because
from services.submissions.scorecards import events
from thidua_contracts.event import IntegrationEvent
from thidua_contracts.submissions.score_check_taken_back_v1 import ScoreCheckTakenBack
from thidua_contracts.submissions.score_checked_v1 import ScoreChecked
from thidua_contracts.submissions.score_published_v1 import ScorePublished
from thidua_contracts.submissions.score_released_v1 import ScoreReleased
from thidua_contracts.submissions.score_return_taken_back_v1 import ScoreReturnTakenBack
from thidua_contracts.submissions.score_returned_v1 import ScoreReturned
from thidua_contracts.submissions.score_sent_v1 import ScoreSent
from thidua_contracts.submissions.score_sheet_issued_v1 import ScoreSheetIssued
from thidua_contracts.submissions.score_sheet_withdrawn_v1 import ScoreSheetWithdrawn
from thidua_contracts.submissions.score_taken_back_v1 import ScoreTakenBack
from thidua_contracts.submissions.score_unpublished_v1 import ScoreUnpublished


def _issued(event: events.ScoreSheetIssued) -> str:
    by = f" theo văn bản số {event.document_number}" if event.document_number else ""
    return f"Ban hành bảng tiêu chí năm {event.year}, lần {event.version}{by}: {len(event.lines)} tiêu chí."


def _who(event: Any) -> str:
    return "Văn phòng" if event.by_office else "Tổ, bản"


def _sent(event: events.ScoreSent) -> str:
    return (
        f"{_who(event)} gửi bảng điểm tự chấm theo bảng tiêu chí lần {event.version}: {words.number(event.total)} điểm."
    )


def reasons(codes: Sequence[str]) -> str:
    """Why it was returned, in words."""
    return "; ".join(lower(events.RETURNS.get(one, one)) for one in codes)


def why_returned(event: events.ScoreReturned) -> str:
    """That it was returned, as a timeline says it."""
    return f"Phường, xã trả lại: {reasons(event.reasons)}."


def sheet_issued(event: events.ScoreSheetIssued) -> ScoreSheetIssued:
    """Groups score themselves by it; its criteria stay here."""
    return ScoreSheetIssued(sheet_id=str(event.sheet_id), year=event.year, version=event.version)


def sheet_withdrawn(event: events.ScoreSheetWithdrawn) -> ScoreSheetWithdrawn:
    """Nobody scores by it."""
    return ScoreSheetWithdrawn(sheet_id=str(event.sheet_id), year=event.year)


def _which(event: Any) -> dict[str, Any]:
    """What the contracts carry: whose card, of which year; figures and points stay here."""
    return {"card_id": str(event.card_id), "unit_id": str(event.unit_id), "year": event.year}


def _told(make: Callable[..., IntegrationEvent], *also: str) -> Mapper:
    """How an event becomes a contract, with these fields besides; one that does not say whose card it is told nobody."""
    return lambda event: (
        make(**_which(event), **{name: getattr(event, name) for name in also}) if event.unit_id is not None else ()
    )


sent: Final = _told(ScoreSent, "by_office")
taken_back: Final = _told(ScoreTakenBack, "by_office")
returned: Final = _told(ScoreReturned)
return_taken_back: Final = _told(ScoreReturnTakenBack)
checked: Final = _told(ScoreChecked)
check_taken_back: Final = _told(ScoreCheckTakenBack)
published: Final = _told(ScorePublished)
unpublished: Final = _told(ScoreUnpublished)
released: Final = _told(ScoreReleased)


def _of_nobody(old: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say whose card it was."""
    return old | {"unit_id": None, "year": None}


LIFTS: Final = (_of_nobody,)

FACTS: Final = (
    Fact("score-sheet-issued", 1, events.ScoreSheetIssued, sheet_issued, _issued),
    Fact("score-sheet-withdrawn", 1, events.ScoreSheetWithdrawn, sheet_withdrawn, because("Rút bảng tiêu chí")),
    Fact("score-sent", 1, events.ScoreSent, sent, _sent),
    Fact(
        "score-taken-back",
        2,
        events.ScoreTakenBack,
        taken_back,
        lambda event: because(f"{_who(event)} rút bảng điểm")(event),
        lifts=LIFTS,
    ),
    Fact("score-returned", 2, events.ScoreReturned, returned, why_returned, lifts=LIFTS),
    Fact(
        "score-return-taken-back",
        2,
        events.ScoreReturnTakenBack,
        return_taken_back,
        because("Hủy trả lại"),
        lifts=LIFTS,
    ),
    Fact("score-checked", 2, events.ScoreChecked, checked, "Phường, xã kiểm tra xong.", lifts=LIFTS),
    Fact(
        "score-check-taken-back", 2, events.ScoreCheckTakenBack, check_taken_back, because("Hủy kiểm tra"), lifts=LIFTS
    ),
    Fact(
        "score-published",
        2,
        events.ScorePublished,
        published,
        lambda event: f"Công bố điểm cho tổ, bản ngày {day(event.published_on)}.",
        lifts=LIFTS,
    ),
    Fact("score-unpublished", 2, events.ScoreUnpublished, unpublished, because("Rút công bố điểm"), lifts=LIFTS),
    Fact("score-released", 1, events.ScoreReleased, released, "Bảng tiêu chí đã rút: bảng điểm thôi hiệu lực."),
)
