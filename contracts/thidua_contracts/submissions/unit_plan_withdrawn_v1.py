from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class UnitPlanWithdrawn(IntegrationEvent):
    """A unit gave up a draft of its plan, or of a change to it."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitPlanWithdrawn.v1"

    unit_plan_id: Id
    unit_id: Id
