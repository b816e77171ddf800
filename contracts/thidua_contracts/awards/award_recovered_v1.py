from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent


class AwardRecovered(IntegrationEvent):
    """Money and objects of an annulled award were given back (thu hồi)."""

    type: ClassVar[str] = "vn.thidua.awards.AwardRecovered.v1"

    award_id: Id
    nomination_id: Id
    document_number: DocumentNumber
    recovered_on: Day
