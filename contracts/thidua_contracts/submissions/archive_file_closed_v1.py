from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Text, Year


class ArchiveFileClosed(IntegrationEvent):
    """The work of a file has ended (kết thúc hồ sơ): the clerk of documents hands it over to the archive (nộp lưu)."""

    type: ClassVar[str] = "vn.thidua.submissions.ArchiveFileClosed.v1"

    file_id: Id
    file_code: Text
    """Number and symbol of the file in the year's list."""
    year: Year
    file_title: Text
    due_at: Instant | None
    """The first instant that is late; absent when the law lets the ward keep it."""
