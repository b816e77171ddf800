from typing import ClassVar

from thidua_contracts.event import Day
from thidua_contracts.submissions.report import ReportEvent


class ReportReleased(ReportEvent):
    """The unit ended before the deadline: the report is owed no more (không phải nộp)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportReleased.v1"

    closed_on: Day
    """The first day on which the unit is no more."""
