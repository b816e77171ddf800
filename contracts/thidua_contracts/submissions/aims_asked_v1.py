from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Year


class AimsAsked(IntegrationEvent):
    """A unit is to register, by a day, what it aims at in a year (đăng ký thi đua)."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsAsked.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    due_at: Instant
    """The first instant that is late."""
