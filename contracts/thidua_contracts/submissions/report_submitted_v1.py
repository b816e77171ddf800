from typing import ClassVar

from thidua_contracts.codes import SubmissionChannel
from thidua_contracts.event import Instant, Ordinal
from thidua_contracts.submissions.report import ReportEvent


class ReportSubmitted(ReportEvent):
    """A unit sent its report (nộp báo cáo), for the first time or again."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportSubmitted.v1"

    attempt: Ordinal
    """1 for the first sending."""
    submitted_at: Instant
    """When it arrived; for paper, when it was received by hand."""
    due_at: Instant
    on_time: bool
    channel: SubmissionChannel
    by_office: bool | None = None
    """True where the ward's office did it for the unit; absent where the unit did, and in records from before it was told."""
