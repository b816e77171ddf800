from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationWindowOpened(IntegrationEvent):
    """A unit may put forward names for a year (được đề nghị khen thưởng)."""

    type: ClassVar[str] = "vn.thidua.awards.NominationWindowOpened.v1"

    window_id: Id
    unit_id: Id
    year: Year
