from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class PlanSigned(IntegrationEvent):
    """A checked plan was signed: it waits for number and day (đã ký, chờ số)."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanSigned.v1"

    plan_id: Id
    year: Year
