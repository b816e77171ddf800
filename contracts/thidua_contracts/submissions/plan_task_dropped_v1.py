from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class PlanTaskDropped(IntegrationEvent):
    """An amendment or another plan took a task away from a unit."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanTaskDropped.v1"

    plan_id: Id
    task_id: Id
    unit_id: Id
