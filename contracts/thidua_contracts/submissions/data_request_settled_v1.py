from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent


class DataRequestSettled(IntegrationEvent):
    """What was asked is done, or refused on a ground of the law; which stays in the ward."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestSettled.v1"

    request_id: Id
    subject_id: Id
    settled_on: Day
