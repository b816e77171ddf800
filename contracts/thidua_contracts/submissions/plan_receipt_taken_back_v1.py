from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, IntegrationEvent, Text


class PlanReceiptTakenBack(IntegrationEvent):
    """That a named unit has a plan was recorded by mistake: it is to confirm it again."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanReceiptTakenBack.v1"

    plan_id: Id
    unit_id: Id
    plan_title: Text
    document_number: DocumentNumber
