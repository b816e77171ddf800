from typing import ClassVar

from thidua_contracts.event import Day
from thidua_contracts.submissions.report import ReportEvent


class ReportReleased(ReportEvent):
    """The unit ended before the deadline, or the plan was revoked: the report is owed no more (không phải nộp)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportReleased.v1"

    closed_on: Day
    """The first day on which the unit is no more, or the day on which the plan was revoked."""
    plan_revoked: bool | None = None
    """Whether it is owed no more because its plan was revoked; absent in records from before plans could be."""
