from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year
from thidua_contracts.submissions.aims import AimedTarget, AimedTitle


class AimsAcceptanceTakenBack(IntegrationEvent):
    """That a unit's registration was accepted was a mistake: the ward's office has it to look at again."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsAcceptanceTakenBack.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    titles: tuple[AimedTitle, ...] | None = None
    """What had been accepted before it and holds again; absent, as `targets` are, where nothing was."""
    targets: tuple[AimedTarget, ...] | None = None
