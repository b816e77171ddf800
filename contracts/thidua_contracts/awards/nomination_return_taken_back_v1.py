from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationReturnTakenBack(IntegrationEvent):
    """A nomination was given back by mistake: it waits for the ward's office again."""

    type: ClassVar[str] = "vn.thidua.awards.NominationReturnTakenBack.v1"

    nomination_id: Id
    unit_id: Id
    title: Title
    year: Year
