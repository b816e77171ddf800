from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, Text


class BriefingAttended(IntegrationEvent):
    """A person was recorded as having attended a briefing or training (quán triệt, tập huấn); told by subject id."""

    type: ClassVar[str] = "vn.thidua.submissions.BriefingAttended.v1"

    attendance_id: Id
    briefing_id: Id
    subject_id: Id
    unit_id: Id
    """The unit of the person on that day."""
    briefing_subject: Text
    briefed_on: Day
    by_office: bool
