from typing import ClassVar

from thidua_contracts.event import Instant, Ordinal
from thidua_contracts.submissions.report import ReportEvent


class ReportReturnWithdrawn(ReportEvent):
    """That a report was given back was a mistake (hủy trả lại): it is under review as before."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportReturnWithdrawn.v1"

    attempt: Ordinal
    withdrawn_at: Instant
