from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent


class PlanTaskDone(IntegrationEvent):
    """A unit has done a task of a plan, or corrected what it said of it."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanTaskDone.v1"

    plan_id: Id
    task_id: Id
    unit_id: Id
    done_on: Day
    on_time: bool
