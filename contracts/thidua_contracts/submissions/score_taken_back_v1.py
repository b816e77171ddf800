from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreTakenBack(IntegrationEvent):
    """What a residential group had sent was taken back: the office has nothing to check."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreTakenBack.v1"

    card_id: Id
    unit_id: Id
    year: Year
    by_office: bool
    """Whether the ward's office did it for the group."""
