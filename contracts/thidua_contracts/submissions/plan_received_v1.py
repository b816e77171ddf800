from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent


class PlanReceived(IntegrationEvent):
    """A unit has a plan of the ward, as it says itself or the ward's office for it."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanReceived.v1"

    plan_id: Id
    unit_id: Id
    received_on: Day
