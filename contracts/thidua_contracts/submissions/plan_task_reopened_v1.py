from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Text


class PlanTaskReopened(IntegrationEvent):
    """That a task was done was a mistake: its unit has it to do as before."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanTaskReopened.v1"

    plan_id: Id
    task_id: Id
    unit_id: Id
    task_name: Text
    due_at: Instant
    """The first instant that is late."""
