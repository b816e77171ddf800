from typing import ClassVar

from thidua_contracts.event import Instant, Ordinal
from thidua_contracts.submissions.report import ReportEvent


class ReportSendingWithdrawn(ReportEvent):
    """A sending does not count: the office recorded it by mistake (hủy lần nộp), or its unit takes it back to mend it (rút để sửa)."""

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
    by_unit: bool | None = None
    """Whether the unit itself took it back; absent where the office did."""
