from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent, Year


class NominationRecalled(IntegrationEvent):
    """The letter that had sent a nomination up was taken back before an answer: it lies with the ward's chairman again."""

    type: ClassVar[str] = "vn.thidua.awards.NominationRecalled.v1"

    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    document_number: DocumentNumber
    recalled_on: Day
