from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class PlanRevoked(IntegrationEvent):
    """An issued plan was taken back (thu hồi): its reports, tasks and receipts are called off."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanRevoked.v1"

    plan_id: Id
    year: Year
