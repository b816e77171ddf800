from typing import ClassVar

from thidua_contracts.event import Instant, Ordinal
from thidua_contracts.submissions.report import ReportEvent


class ReportAccepted(ReportEvent):
    """The ward accepted a report (tiếp nhận, đạt yêu cầu)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportAccepted.v1"

    attempt: Ordinal
    accepted_at: Instant
