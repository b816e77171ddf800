from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class UnitPlanRecalled(IntegrationEvent):
    """A unit took its plan back before the ward answered."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitPlanRecalled.v1"

    unit_plan_id: Id
    unit_id: Id
