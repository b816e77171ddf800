from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class DataRequestExtended(IntegrationEvent):
    """More time is taken to settle a request, once."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestExtended.v1"

    request_id: Id
    subject_id: Id
    due_at: Instant
    """The first instant that is late."""
