from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScorePublished(IntegrationEvent):
    """A residential group is shown what the office has checked."""

    type: ClassVar[str] = "vn.thidua.submissions.ScorePublished.v1"

    card_id: Id
    unit_id: Id
    year: Year
