from typing import ClassVar

from thidua_contracts.event import Instant, Ordinal
from thidua_contracts.submissions.report import ReportEvent


class ReportReturned(ReportEvent):
    """The ward gave a report back to be mended (trả lại). The reason is read from submissions."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportReturned.v1"

    attempt: Ordinal
    returned_at: Instant
