from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import DocumentNumber, Id, IntegrationEvent, Year


class AwardWithdrawn(IntegrationEvent):
    """An award of the city's decision had been recorded by mistake: there was none, and the nomination lies with the city."""

    type: ClassVar[str] = "vn.thidua.awards.AwardWithdrawn.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    decision_number: DocumentNumber
