"""How submissions stores its events: every type with its name, its schema version and today's class."""

from __future__ import annotations

from services.chassis.event_registry import EventRegistry, EventType
from services.chassis.identity import mandates
from services.submissions.reports import events as reports

HANDWRITTEN = mandates.REGISTRY + EventRegistry(
    EventType("report-requested", 1, reports.ReportRequested),
    EventType("report-submitted", 1, reports.ReportSubmitted),
    EventType("paper-receipt-recorded", 1, reports.PaperReceiptRecorded),
    EventType("report-returned", 1, reports.ReportReturned),
    EventType("report-accepted", 1, reports.ReportAccepted),
    EventType("report-acceptance-withdrawn", 1, reports.ReportAcceptanceWithdrawn),
    EventType("report-deadline-extended", 1, reports.ReportDeadlineExtended),
    EventType("report-missed", 1, reports.ReportMissed),
    EventType("report-locked", 1, reports.ReportLocked),
    EventType("report-released", 1, reports.ReportReleased),
)
