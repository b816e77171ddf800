from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class ScoreSheetWithdrawn(IntegrationEvent):
    """The criteria sheet of a year was issued by mistake: nobody scores by it."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreSheetWithdrawn.v1"

    sheet_id: Id
    year: Year
