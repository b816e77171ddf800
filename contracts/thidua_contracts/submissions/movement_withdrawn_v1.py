from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class MovementWithdrawn(IntegrationEvent):
    """A movement was launched by mistake: neither it nor who joined it counts."""

    type: ClassVar[str] = "vn.thidua.submissions.MovementWithdrawn.v1"

    movement_id: Id
    plan_id: Id
