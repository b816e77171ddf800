from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreReturnTakenBack(IntegrationEvent):
    """Giving a scorecard back was a mistake: the office has it to check again."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreReturnTakenBack.v1"

    card_id: Id
    unit_id: Id
    year: Year
