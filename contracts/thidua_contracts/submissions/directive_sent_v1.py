from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, Instant, IntegrationEvent, Text


class DirectiveSent(IntegrationEvent):
    """A unit has a directive or guidance to read and to tell its people of (quán triệt, phổ biến)."""

    type: ClassVar[str] = "vn.thidua.submissions.DirectiveSent.v1"

    reading_id: Id
    """Of this directive and this unit."""
    directive_id: Id
    unit_id: Id
    document_title: Text
    document_number: DocumentNumber
    due_at: Instant
    """The first instant that is late."""
