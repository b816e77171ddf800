from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationReturned(IntegrationEvent):
    """The ward's office gave a unit its nomination back to be completed; why stands on its page."""

    type: ClassVar[str] = "vn.thidua.awards.NominationReturned.v1"

    nomination_id: Id
    unit_id: Id
    title: Title
    year: Year
