from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class PlanDraftWithdrawn(IntegrationEvent):
    """A draft plan, checked or not, was given up."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanDraftWithdrawn.v1"

    plan_id: Id
