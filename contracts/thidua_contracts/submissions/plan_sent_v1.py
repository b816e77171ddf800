from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, IntegrationEvent, Text


class PlanSent(IntegrationEvent):
    """A unit that an issued plan names among its recipients (nơi nhận) is to confirm that it has the plan."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanSent.v1"

    plan_id: Id
    unit_id: Id
    plan_title: Text
    document_number: DocumentNumber
