from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Instant
from thidua_contracts.submissions.report import ReportEvent


class ReportExtensionWithdrawn(ReportEvent):
    """The last extension of a deadline was a mistake (hủy gia hạn): the deadline before it holds again."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportExtensionWithdrawn.v1"

    due_at: Instant
    locks_at: Instant
    document_number: DocumentNumber
    on_time: bool | None = None
    """How what had been sent is judged by the deadline that holds again; absent where nothing was sent."""
