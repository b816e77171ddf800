from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class AimsAcceptanceTakenBack(IntegrationEvent):
    """That a unit's registration was accepted was a mistake: the ward's office has it to look at again."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsAcceptanceTakenBack.v1"

    aims_id: Id
    unit_id: Id
    year: Year
