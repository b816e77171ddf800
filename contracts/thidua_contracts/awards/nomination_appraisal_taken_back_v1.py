from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationAppraisalTakenBack(IntegrationEvent):
    """It was recorded by mistake that a nomination had been appraised: it waits for the ward's office again."""

    type: ClassVar[str] = "vn.thidua.awards.NominationAppraisalTakenBack.v1"

    nomination_id: Id
    unit_id: Id
    title: Title
    year: Year
