from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, Instant, Text
from thidua_contracts.submissions.report import ReportEvent


class ReportRequested(ReportEvent):
    """A unit owes a report by a date."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportRequested.v1"

    plan_id: Id
    due_at: Instant
    """The first instant that is late."""
    locks_at: Instant
    """From then on nothing is taken."""
    report_name: Text | None = None
    """What the plan calls it. Absent in records from before it was told."""
    plan_number: DocumentNumber | None = None
    """Absent in records from before it was told."""
