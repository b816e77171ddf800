from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent


class AwardRepaid(IntegrationEvent):
    """Money and objects that a restored award had given back were paid and handed over again (chi lại)."""

    type: ClassVar[str] = "vn.thidua.awards.AwardRepaid.v1"

    award_id: Id
    nomination_id: Id
    document_number: DocumentNumber
    repaid_on: Day
