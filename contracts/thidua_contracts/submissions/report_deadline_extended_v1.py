from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Instant
from thidua_contracts.submissions.report import ReportEvent


class ReportDeadlineExtended(ReportEvent):
    """A document moved the deadline (gia hạn)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportDeadlineExtended.v1"

    due_at: Instant
    locks_at: Instant
    document_number: DocumentNumber
    on_time: bool | None = None
    """How what had been sent is judged by the new deadline; absent where nothing was sent, and in records from before it was told."""
