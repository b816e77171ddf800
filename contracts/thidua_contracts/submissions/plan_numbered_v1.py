from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent, Year


class PlanNumbered(IntegrationEvent):
    """A signed plan got number and day: it waits to be sent out (đã có số, chờ ban hành)."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanNumbered.v1"

    plan_id: Id
    year: Year
    number: DocumentNumber
    issued_on: Day
