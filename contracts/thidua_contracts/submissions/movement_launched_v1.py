from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, Text, Word


class MovementLaunched(IntegrationEvent):
    """A movement (phong trào thi đua) was launched."""

    type: ClassVar[str] = "vn.thidua.submissions.MovementLaunched.v1"

    movement_id: Id
    plan_id: Id
    code: Word
    name: Text
    starts_on: Day
    ends_on: Day | None = None
    """Last day, included; absent while it has no end."""
