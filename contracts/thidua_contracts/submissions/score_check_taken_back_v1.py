from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreCheckTakenBack(IntegrationEvent):
    """The check of a scorecard was a mistake: the office has it to check again."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreCheckTakenBack.v1"

    card_id: Id
    unit_id: Id
    year: Year
