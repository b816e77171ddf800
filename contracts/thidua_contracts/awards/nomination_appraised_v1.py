from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationAppraised(IntegrationEvent):
    """The ward's office has appraised a nomination (thẩm định): it is ready for the council."""

    type: ClassVar[str] = "vn.thidua.awards.NominationAppraised.v1"

    nomination_id: Id
    unit_id: Id
    title: Title
    year: Year
