from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreUnpublished(IntegrationEvent):
    """A score was published by mistake: the group is shown it no more."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreUnpublished.v1"

    card_id: Id
    unit_id: Id
    year: Year
