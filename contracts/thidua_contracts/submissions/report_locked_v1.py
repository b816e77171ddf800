from typing import ClassVar

from thidua_contracts.event import Instant
from thidua_contracts.submissions.report import ReportEvent


class ReportLocked(ReportEvent):
    """Nothing is taken any more (khóa sổ)."""

    type: ClassVar[str] = "vn.thidua.submissions.ReportLocked.v1"

    locks_at: Instant
    missing: bool
    """True if nothing was ever sent."""
