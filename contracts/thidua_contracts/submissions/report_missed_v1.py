from typing import ClassVar

from thidua_contracts.event import Instant
from thidua_contracts.submissions.report import ReportEvent


class ReportMissed(ReportEvent):
    """The deadline passed and nothing had been sent (quá hạn chưa nộp)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportMissed.v1"

    due_at: Instant
