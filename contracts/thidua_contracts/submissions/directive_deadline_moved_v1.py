from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, Instant, IntegrationEvent, Text


class DirectiveDeadlineMoved(IntegrationEvent):
    """A unit has until another day, sooner or later, to read a directive."""

    type: ClassVar[str] = "vn.thidua.submissions.DirectiveDeadlineMoved.v1"

    reading_id: Id
    directive_id: Id
    unit_id: Id
    document_title: Text
    document_number: DocumentNumber
    due_at: Instant
    """The first instant that is late."""
    already_read: bool
    """Whether the unit has read it already."""
