"""Read model `report-history`: every event of a report in the order in which it was recorded, with the day it counts from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never
from uuid import UUID

from services.chassis.calendar import start_of_day
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.tables import Change, InSets, Json, table
from services.submissions.reports.events import (
    Event,
    PaperReceiptRecorded,
    ReportAcceptanceWithdrawn,
    ReportAccepted,
    ReportDeadlineExtended,
    ReportLocked,
    ReportMissed,
    ReportReleased,
    ReportRequested,
    ReportRestored,
    ReportReturned,
    ReportSubmitted,
)

NAMES: Final[dict[type[Event], str]] = {
    ReportRequested: "requested",
    ReportSubmitted: "submitted",
    PaperReceiptRecorded: "received-on-paper",
    ReportReturned: "returned",
    ReportAccepted: "accepted",
    ReportAcceptanceWithdrawn: "acceptance-withdrawn",
    ReportDeadlineExtended: "deadline-extended",
    ReportMissed: "missed",
    ReportLocked: "locked",
    ReportReleased: "released",
    ReportRestored: "restored",
}
WORDS: Final = {
    "requested": "Được giao nộp báo cáo",
    "submitted": "Đơn vị nộp báo cáo",
    "received-on-paper": "Văn phòng nhận bản giấy",
    "returned": "Trả lại để bổ sung",
    "accepted": "Tiếp nhận",
    "acceptance-withdrawn": "Hủy tiếp nhận",
    "deadline-extended": "Gia hạn",
    "missed": "Trễ – còn mở",
    "locked": "Khóa sổ",
    "released": "Được miễn vì đơn vị kết thúc hoạt động",
    "restored": "Phải nộp lại: đơn vị tiếp tục hoạt động",
}


@dataclass(slots=True)
class Line:
    """One event of a report; what the event does not say is None."""

    ward_code: str
    report_id: UUID
    stream_version: int
    event: str
    recorded_at: datetime
    effective_at: datetime
    attempt: int | None
    on_time: bool | None
    document_number: str | None
    reason: str | None
    due_at: datetime | None
    locks_at: datetime | None
    figures: Json | None


HISTORY: Final = table("report_history", Line, key=("ward_code", "report_id", "stream_version"))


def counts_from(event: Event) -> datetime:
    """From when the event counts: its legal time where it has one."""
    match event:
        case ReportSubmitted() | ReportReturned() | ReportAccepted() | ReportAcceptanceWithdrawn():
            return event.at
        case PaperReceiptRecorded():
            return start_of_day(event.received_on)
        case ReportRequested() | ReportRestored():
            return start_of_day(event.owed_from)
        case ReportDeadlineExtended():
            return start_of_day(event.document_date)
        case ReportMissed():
            return event.due_at
        case ReportLocked():
            return event.locks_at
        case ReportReleased():
            return start_of_day(event.closed_on)
        case _:
            assert_never(event)


def told(recorded: EventEnvelope[Event]) -> tuple[Change]:
    """One line of the history."""
    event = recorded.event
    line = Line(
        recorded.ward_code,
        event.owed.report_id,
        recorded.stream_version,
        NAMES[type(event)],
        recorded.recorded_at,
        counts_from(event),
        getattr(event, "attempt", None),
        getattr(event, "on_time", None),
        getattr(event, "document_number", None),
        getattr(event, "reason", None),
        getattr(event, "due_at", None),
        getattr(event, "locks_at", None),
        Json(json.dumps([{"indicator": f.indicator, "value": str(f.value)} for f in event.figures]))
        if isinstance(event, ReportSubmitted)
        else None,
    )
    return (HISTORY.insert(line),)


MODEL: Final = ReadModel(
    "report-history", 1, Path(__file__).with_name("history.sql"), dict.fromkeys(NAMES, InSets(told))
)
