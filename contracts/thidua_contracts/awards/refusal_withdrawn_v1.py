from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, IntegrationEvent


class RefusalWithdrawn(IntegrationEvent):
    """The city's refusal of a nomination had been recorded by mistake: it lies with the city."""

    type: ClassVar[str] = "vn.thidua.awards.RefusalWithdrawn.v1"

    nomination_id: Id
    unit_id: Id
    document_number: DocumentNumber
