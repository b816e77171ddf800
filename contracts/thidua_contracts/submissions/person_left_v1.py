from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent


class PersonLeft(IntegrationEvent):
    """From a day on, past or still to come, a subject belongs to no unit; `PersonMoved` tells of whoever comes back."""

    type: ClassVar[str] = "vn.thidua.submissions.PersonLeft.v1"

    subject_id: Id
    left_on: Day
    """The first day without a unit."""
