from typing import ClassVar

from thidua_contracts.event import Instant, Ordinal
from thidua_contracts.submissions.report import ReportEvent


class ReportAcceptanceWithdrawn(ReportEvent):
    """An acceptance was a mistake and does not count (hủy tiếp nhận)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportAcceptanceWithdrawn.v1"

    attempt: Ordinal
    withdrawn_at: Instant
