from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreReleased(IntegrationEvent):
    """The sheet of a scorecard was withdrawn: nobody has to check, mend or publish it."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreReleased.v1"

    card_id: Id
    unit_id: Id
    year: Year
