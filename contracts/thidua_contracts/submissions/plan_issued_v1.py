from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent, Year


class PlanIssued(IntegrationEvent):
    """The ward's plan (kế hoạch thi đua, khen thưởng) got its number and day."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanIssued.v1"

    plan_id: Id
    year: Year
    number: DocumentNumber
    issued_on: Day
