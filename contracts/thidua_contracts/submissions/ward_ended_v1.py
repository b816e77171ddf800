from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, IntegrationEvent, WardCode


class WardEnded(IntegrationEvent):
    """A ward goes over into others; one that is divided ends once for each that takes a part of it, on one day."""

    type: ClassVar[str] = "vn.thidua.submissions.WardEnded.v1"

    ward_code: WardCode
    ended_on: Day
    """The first day on which it is no more; it may be a coming day."""
    successors: tuple[WardCode, ...]
    document_number: DocumentNumber | None = None
