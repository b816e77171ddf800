from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Year


class AimsDeadlineMoved(IntegrationEvent):
    """A unit has until another day to register what it aims at in a year."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsDeadlineMoved.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    due_at: Instant
    """The first instant that is late."""
    already_sent: bool
    """Whether the unit has registered, so that the day matters to it no more."""
