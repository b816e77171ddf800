from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Text


class PlanTaskAssigned(IntegrationEvent):
    """A unit owes a task of an issued plan (nhiệm vụ của phụ lục), new or in other words since an amendment."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanTaskAssigned.v1"

    plan_id: Id
    task_id: Id
    unit_id: Id
    task_name: Text
    due_at: Instant
    """The first instant that is late."""
