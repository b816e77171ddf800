from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationWindowClosed(IntegrationEvent):
    """A unit may put forward nothing more: the acceptance of its year report was withdrawn (dừng đề nghị khen thưởng)."""

    type: ClassVar[str] = "vn.thidua.awards.NominationWindowClosed.v1"

    window_id: Id
    unit_id: Id
    year: Year
