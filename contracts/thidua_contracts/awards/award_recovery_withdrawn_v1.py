from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class AwardRecoveryWithdrawn(IntegrationEvent):
    """It had been recorded by mistake that money and objects of an annulled award were given back: they are still owed."""

    type: ClassVar[str] = "vn.thidua.awards.AwardRecoveryWithdrawn.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    restored: bool | None = None
    """The award was restored since: nothing is owed, and nothing is due again."""
