from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class UnitPlanReturned(IntegrationEvent):
    """The ward gave a unit its plan back to be mended; why stands on its page."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitPlanReturned.v1"

    unit_plan_id: Id
    plan_id: Id
    """The plan of the ward under which it stands."""
    unit_id: Id
    year: Year
