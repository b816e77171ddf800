from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class MandateRelieved(IntegrationEvent):
    """A mandate ended before its day (thôi giao quyền)."""

    type: ClassVar[str] = "vn.thidua.submissions.MandateRelieved.v1"

    mandate_id: Id
    relieved_at: Instant
