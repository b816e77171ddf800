from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year
from thidua_contracts.submissions.aims import AimedTarget, AimedTitle


class AimsAccepted(IntegrationEvent):
    """The ward's office has accepted what a unit aims at in a year, with all that it says then."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsAccepted.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    titles: tuple[AimedTitle, ...]
    targets: tuple[AimedTarget, ...]
