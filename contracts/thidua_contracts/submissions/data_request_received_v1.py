from typing import ClassVar

from thidua_contracts.event import Day, Id, Instant, IntegrationEvent


class DataRequestReceived(IntegrationEvent):
    """Somebody asks about their own data (yêu cầu của chủ thể dữ liệu): to be answered in time."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestReceived.v1"

    request_id: Id
    subject_id: Id
    received_on: Day
    due_at: Instant
    """The first instant that is late."""
