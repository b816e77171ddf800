from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Ordinal, Year


class ScoreSheetIssued(IntegrationEvent):
    """The ward issued the criteria sheet of a year for its residential groups, or wrote it anew: they score themselves by it."""

    type: ClassVar[str] = "vn.thidua.submissions.ScoreSheetIssued.v1"

    sheet_id: Id
    year: Year
    version: Ordinal
    """1 for the first of the year, one more each time it is written anew."""
