from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class AimsReturnTakenBack(IntegrationEvent):
    """That a unit's registration was returned was a mistake: the ward's office has it to look at again."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsReturnTakenBack.v1"

    aims_id: Id
    unit_id: Id
    year: Year
