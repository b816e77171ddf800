from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent


class ArchiveFileHandedOver(IntegrationEvent):
    """The archive has a file (nộp lưu)."""

    type: ClassVar[str] = "vn.thidua.submissions.ArchiveFileHandedOver.v1"

    file_id: Id
    handed_over_on: Day
