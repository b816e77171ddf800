from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class UnitPlanReturnTakenBack(IntegrationEvent):
    """That a plan of a unit was given back was a mistake: the ward has it to approve as before."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitPlanReturnTakenBack.v1"

    unit_plan_id: Id
    plan_id: Id
    """The plan of the ward under which it stands."""
    unit_id: Id
    year: Year
