from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class UnitPlanApprovalTakenBack(IntegrationEvent):
    """That a plan of a unit was approved was a mistake: the ward has it to approve again."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitPlanApprovalTakenBack.v1"

    unit_plan_id: Id
    plan_id: Id
    """The plan of the ward under which it stands."""
    unit_id: Id
    year: Year
