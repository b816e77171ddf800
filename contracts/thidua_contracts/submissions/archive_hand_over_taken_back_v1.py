from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Text, Year


class ArchiveHandOverTakenBack(IntegrationEvent):
    """That the archive has a file was a mistake: it is to be handed over by the same day as before."""

    type: ClassVar[str] = "vn.thidua.submissions.ArchiveHandOverTakenBack.v1"

    file_id: Id
    file_code: Text
    """Number and symbol of the file in the year's list."""
    year: Year
    file_title: Text
    due_at: Instant | None
    """The first instant that is late; absent when the law lets the ward keep it."""
