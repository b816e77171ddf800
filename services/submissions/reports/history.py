"""Read model `report-history`: every event of a report in the order in which it was recorded, with the day it counts from."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never

import asyncpg

from services.chassis.calendar import start_of_day
from services.chassis.erasure.words import GONE
from services.chassis.event_envelope import EventEnvelope
from services.chassis.files.files import stored
from services.chassis.personal import in_clear
from services.chassis.readers.definition import ReadModel
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
    ReportWordsErased,
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
    ReportWordsErased: "words-erased",
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
    "words-erased": "Xóa lời ghi theo yêu cầu",
    "restored": "Phải nộp lại: đơn vị tiếp tục hoạt động",
}

WRITE: Final = """
INSERT INTO report_history (ward_code, report_id, stream_version, event, recorded_at, effective_at, attempt, on_time,
                            document_number, reason, due_at, locks_at, figures, evidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
BLANK: Final = """
UPDATE report_history SET reason = $3 WHERE ward_code = $1 AND report_id = $2 AND reason IS NOT NULL
"""


def counts_from(event: Event) -> datetime:
    """From when the event counts: its legal time where it has one."""
    match event:
        case (
            ReportSubmitted() | ReportReturned() | ReportAccepted() | ReportAcceptanceWithdrawn() | ReportWordsErased()
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


async def write(connection: asyncpg.Connection, recorded: EventEnvelope[Event]) -> None:
    """One line of the history."""
    event = recorded.event
    figures = (
        json.dumps([{"indicator": f.indicator, "value": str(f.value)} for f in event.figures])
        if isinstance(event, ReportSubmitted)
        else None
    )
    await connection.execute(
        WRITE,
        recorded.ward_code,
        event.owed.report_id,
        recorded.stream_version,
        NAMES[type(event)],
        recorded.recorded_at,
        counts_from(event),
        getattr(event, "attempt", None),
        getattr(event, "on_time", None),
        getattr(event, "document_number", None),
        in_clear(getattr(event, "reason", None)),
        getattr(event, "due_at", None),
        getattr(event, "locks_at", None),
        figures,
        stored(event.evidence) if isinstance(event, ReportSubmitted) and event.evidence else None,
    )


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[ReportWordsErased]) -> None:
    """What was written is gone, and a line says so."""
    await connection.execute(BLANK, recorded.ward_code, recorded.event.owed.report_id, GONE)
    await write(connection, recorded)


MODEL: Final = ReadModel(
    "report-history",
    3,
    Path(__file__).with_name("history.sql"),
    {**dict.fromkeys(NAMES, write), ReportWordsErased: erased},
)
