from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreChecked(IntegrationEvent):
    """The office has checked a scorecard, which it has to publish to the group."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreChecked.v1"

    card_id: Id
    unit_id: Id
    year: Year
