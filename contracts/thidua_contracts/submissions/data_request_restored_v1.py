from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class DataRequestRestored(IntegrationEvent):
    """A request about personal data that was answered and then withdrawn by mistake (khôi phục yêu cầu): to be settled after all."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestRestored.v1"

    request_id: Id
    subject_id: Id
    due_at: Instant
    """The first instant that is late."""
