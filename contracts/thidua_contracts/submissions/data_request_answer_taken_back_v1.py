from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class DataRequestAnswerTakenBack(IntegrationEvent):
    """The request had not been answered: it waits for that again."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestAnswerTakenBack.v1"

    request_id: Id
    due_at: Instant
    """The first instant that is late."""
