from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class DataRequestAnswered(IntegrationEvent):
    """The asker was told that the request was received: to be settled in time."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestAnswered.v1"

    request_id: Id
    subject_id: Id
    due_at: Instant
    """The first instant that is late."""
