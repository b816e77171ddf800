from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreReturned(IntegrationEvent):
    """The office gave a residential group its scorecard back to be mended; why stands on its page."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreReturned.v1"

    card_id: Id
    unit_id: Id
    year: Year
