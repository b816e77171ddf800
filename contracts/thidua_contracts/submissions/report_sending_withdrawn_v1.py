from typing import ClassVar

from thidua_contracts.event import Instant, Ordinal
from thidua_contracts.submissions.report import ReportEvent


class ReportSendingWithdrawn(ReportEvent):
    """A sending that the ward's office recorded, on paper or for the unit, was a mistake and does not count (hủy lần nộp)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportSendingWithdrawn.v1"

    attempt: Ordinal
    """The sending that does not count; the next one has this number again."""
    withdrawn_at: Instant
    due_at: Instant
    locks_at: Instant
    first_submitted_at: Instant | None = None
    """The earliest arrival that still counts; absent where nothing else was sent."""
    returned_at: Instant | None = None
    """When the sending before had been given back, which is again to be mended; absent where nothing else was sent."""
