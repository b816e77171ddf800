from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class AwardRepaymentWithdrawn(IntegrationEvent):
    """It had been recorded by mistake that a restored award was paid again: it is still to be paid."""

    type: ClassVar[str] = "vn.thidua.awards.AwardRepaymentWithdrawn.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
