from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class ArchiveFileReopened(IntegrationEvent):
    """That a file was closed was a mistake: nothing is to be handed over."""

    type: ClassVar[str] = "vn.thidua.submissions.ArchiveFileReopened.v1"

    file_id: Id
