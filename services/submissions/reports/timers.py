"""Timers of reports: a minute after the deadline who is missing is recorded, and a minute after `locks_at` the lock.

The minute lets what arrived in time be stored first; it decides nothing: `decide` judges by the time of arrival. A lock recorded at
once would miss a report that was given back before the lock and stored after it: nobody would ever close that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.chassis.event_envelope import EventEnvelope
from services.chassis.scheduler.timers import AGAIN, Cancel, Entry, Kind, Timers
from services.submissions.reports.commands import LockReport, MarkMissed
from services.submissions.reports.events import (
    PaperReceiptRecorded,
    ReportDeadlineExtended,
    ReportExtensionWithdrawn,
    ReportRecalled,
    ReportReleased,
    ReportRequested,
    ReportRestored,
    ReportSendingWithdrawn,
    ReportSubmitted,
)

GRACE: Final = timedelta(seconds=60)


def missed_key(report_id: UUID) -> str:
    """The entry that records a missing report."""
    return f"missed {report_id}"


def lock_key(report_id: UUID) -> str:
    """The timer that locks the report."""
    return f"lock {report_id}"


Deadlines = (
    ReportRequested
    | ReportRestored
    | ReportDeadlineExtended
    | ReportExtensionWithdrawn
    | ReportSendingWithdrawn
    | ReportRecalled
)
AS_BEFORE: Final = (ReportRestored, ReportExtensionWithdrawn, ReportSendingWithdrawn, ReportRecalled)
"""What brings back a deadline whose timers may have been fired."""


def deadlines(recorded: EventEnvelope[Deadlines]) -> Sequence[Entry | Cancel]:
    """Both faces of the deadline; another one replaces it. What is locked is not missed first: nobody could send it."""
    event = recorded.event
    report = event.owed.report_id
    payload = {"report_id": str(report)}
    if isinstance(event, AS_BEFORE):
        payload[AGAIN] = str(recorded.event_id)
    missed = Entry(missed_key(report), event.due_at + GRACE, "mark-missed", recorded.ward_code, payload)
    over = isinstance(event, AS_BEFORE) and event.locks_at <= recorded.recorded_at
    return [
        Cancel(missed_key(report)) if over else missed,
        Entry(lock_key(report), event.locks_at + GRACE, "lock-report", recorded.ward_code, payload),
    ]


def sent(recorded: EventEnvelope[ReportSubmitted | PaperReceiptRecorded]) -> Sequence[Cancel]:
    """What was sent is not missing any more; it may still be returned and then locked."""
    return [Cancel(missed_key(recorded.event.owed.report_id))]


def released(recorded: EventEnvelope[ReportReleased]) -> Sequence[Cancel]:
    """Nothing is owed any more."""
    report = recorded.event.owed.report_id
    return [Cancel(missed_key(report)), Cancel(lock_key(report))]


def mark_missed(entry: Entry, now: datetime) -> MarkMissed:
    """The command of an entry that is due."""
    return MarkMissed(ward_code=entry.ward_code, at=now, report_id=UUID(entry.payload["report_id"]))


def lock_report(entry: Entry, now: datetime) -> LockReport:
    """The command of an entry that is due."""
    return LockReport(ward_code=entry.ward_code, at=now, report_id=UUID(entry.payload["report_id"]))


TIMERS: Final = Timers(
    plan={
        ReportRequested: deadlines,
        ReportRestored: deadlines,
        ReportDeadlineExtended: deadlines,
        ReportExtensionWithdrawn: deadlines,
        ReportSendingWithdrawn: deadlines,
        ReportRecalled: deadlines,
        ReportSubmitted: sent,
        PaperReceiptRecorded: sent,
        ReportReleased: released,
    },
    # closing an obligation is always done, however late the scheduler wakes up
    fire={"mark-missed": Kind(mark_missed), "lock-report": Kind(lock_report)},
)
