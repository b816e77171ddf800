from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class UnitPlanApproved(IntegrationEvent):
    """The ward has approved a plan of a unit."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitPlanApproved.v1"

    unit_plan_id: Id
    plan_id: Id
    """The plan of the ward under which it stands."""
    unit_id: Id
    year: Year
