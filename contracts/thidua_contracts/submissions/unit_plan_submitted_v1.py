from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class UnitPlanSubmitted(IntegrationEvent):
    """A unit asks the ward to approve its own plan (trình duyệt kế hoạch của đơn vị)."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitPlanSubmitted.v1"

    unit_plan_id: Id
    plan_id: Id
    """The plan of the ward under which it stands."""
    unit_id: Id
    year: Year
