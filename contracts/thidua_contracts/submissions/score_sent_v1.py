from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreSent(IntegrationEvent):
    """A residential group has scored itself, for the first time or again: the office has it to check."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreSent.v1"

    card_id: Id
    unit_id: Id
    year: Year
    by_office: bool
    """Whether the ward's office did it for the group."""
