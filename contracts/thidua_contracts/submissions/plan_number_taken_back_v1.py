from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class PlanNumberTakenBack(IntegrationEvent):
    """Number and day of a plan that was not sent out were a mistake: it waits for others."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanNumberTakenBack.v1"

    plan_id: Id
    year: Year
