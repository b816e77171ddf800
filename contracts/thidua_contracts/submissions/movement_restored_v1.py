from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class MovementRestored(IntegrationEvent):
    """Withdrawing a movement was a mistake: it counts again, with whoever joined it."""

    type: ClassVar[str] = "vn.thidua.submissions.MovementRestored.v1"

    movement_id: Id
    plan_id: Id
