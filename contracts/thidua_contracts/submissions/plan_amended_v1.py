from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent


class PlanAmended(IntegrationEvent):
    """A document that changes an issued plan, signed and numbered, is in force (văn bản điều chỉnh)."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanAmended.v1"

    plan_id: Id
    number: DocumentNumber
    """Number and symbol of the document that changes it."""
    amended_on: Day
