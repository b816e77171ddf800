from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class DataRequestReopened(IntegrationEvent):
    """The request is not settled after all: it waits for that again, until the same day."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestReopened.v1"

    request_id: Id
    subject_id: Id
    due_at: Instant
    """The first instant that is late."""
