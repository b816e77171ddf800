"""Read model `report-history`: every event of a report in the order in which it was recorded, with the day it counts from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never
from uuid import UUID

import asyncpg

from services.chassis.calendar import start_of_day
from services.chassis.erasure.words import GONE, shown
from services.chassis.event_envelope import EventEnvelope
from services.chassis.files.files import stored
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.tables import Change, InSets, Json, table
from services.submissions.reports.events import (
    Event,
    PaperReceiptRecorded,
    ReportAcceptanceWithdrawn,
    ReportAccepted,
    ReportDeadlineExtended,
    ReportExtensionWithdrawn,
    ReportLocked,
    ReportMissed,
    ReportRecalled,
    ReportReleased,
    ReportRequested,
    ReportRestored,
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSendingWithdrawn,
    ReportSubmitted,
    ReportWordsErased,
)

NAMES: Final[dict[type[Event], str]] = {
    ReportRequested: "requested",
    ReportSubmitted: "submitted",
    PaperReceiptRecorded: "received-on-paper",
    ReportReturned: "returned",
    ReportAccepted: "accepted",
    ReportAcceptanceWithdrawn: "acceptance-withdrawn",
    ReportReturnWithdrawn: "return-withdrawn",
    ReportSendingWithdrawn: "sending-withdrawn",
    ReportRecalled: "recalled",
    ReportDeadlineExtended: "deadline-extended",
    ReportExtensionWithdrawn: "extension-withdrawn",
    ReportMissed: "missed",
    ReportLocked: "locked",
    ReportReleased: "released",
    ReportRestored: "restored",
    ReportWordsErased: "words-erased",
}
WORDS: Final = {
    "requested": "Được giao nộp báo cáo",
    "submitted": "Đơn vị nộp báo cáo",
    "received-on-paper": "Văn phòng nhận bản giấy",
    "returned": "Trả lại để bổ sung",
    "accepted": "Tiếp nhận",
    "acceptance-withdrawn": "Hủy tiếp nhận",
    "return-withdrawn": "Hủy trả lại",
    "sending-withdrawn": "Hủy lần nộp ghi nhầm",
    "recalled": "Đơn vị rút báo cáo để sửa",
    "deadline-extended": "Gia hạn",
    "extension-withdrawn": "Hủy gia hạn",
    "missed": "Trễ – còn mở",
    "locked": "Khóa sổ",
    "released": "Được miễn vì đơn vị kết thúc hoạt động",
    "called-off": "Được miễn vì kế hoạch đã thu hồi",
    "words-erased": "Xóa lời ghi theo yêu cầu",
    "restored": "Phải nộp lại: đơn vị tiếp tục hoạt động, hoặc kế hoạch được khôi phục",
}

BLANK: Final = """
UPDATE report_history SET reason = $3
WHERE ward_code = $1 AND report_id = $2 AND stream_version < $4 AND reason IS NOT NULL
"""


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
    evidence: Json | None


HISTORY: Final = table("report_history", Line, key=("ward_code", "report_id", "stream_version"))


def counts_from(event: Event) -> datetime:
    """From when the event counts: its legal time where it has one."""
    match event:
        case (
            ReportSubmitted()
            | ReportReturned()
            | ReportAccepted()
            | ReportAcceptanceWithdrawn()
            | ReportReturnWithdrawn()
            | ReportSendingWithdrawn()
            | ReportRecalled()
            | ReportExtensionWithdrawn()
            | ReportWordsErased()
        ):
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
        "called-off" if isinstance(event, ReportReleased) and event.plan_revoked else NAMES[type(event)],
        recorded.recorded_at,
        counts_from(event),
        getattr(event, "attempt", None),
        getattr(event, "on_time", None),
        getattr(event, "document_number", None),
        shown(getattr(event, "reason", None)),
        getattr(event, "due_at", None),
        getattr(event, "locks_at", None),
        Json(json.dumps([{"indicator": f.indicator, "value": str(f.value)} for f in event.figures]))
        if isinstance(event, ReportSubmitted)
        else None,
        Json(stored(event.evidence)) if isinstance(event, ReportSubmitted) and event.evidence else None,
    )
    return (HISTORY.insert(line),)


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[ReportWordsErased]) -> None:
    """What was written until then is gone, and a line says so."""
    which = (recorded.ward_code, recorded.event.owed.report_id)
    await connection.execute(BLANK, *which, GONE, recorded.stream_version)
    await LINES(connection, recorded)


LINES: Final = InSets(told)
MODEL: Final = ReadModel(
    "report-history",
    3,
    Path(__file__).with_name("history.sql"),
    {**dict.fromkeys(NAMES, LINES), ReportWordsErased: erased},
)
