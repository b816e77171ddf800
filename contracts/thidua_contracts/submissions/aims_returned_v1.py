from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class AimsReturned(IntegrationEvent):
    """The ward's office gave a unit its registration back to be mended; why stands on its page."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsReturned.v1"

    aims_id: Id
    unit_id: Id
    year: Year
