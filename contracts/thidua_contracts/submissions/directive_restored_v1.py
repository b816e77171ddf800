from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, Instant, IntegrationEvent, Text


class DirectiveRestored(IntegrationEvent):
    """That a unit's directive was recalled was a mistake: it holds as before (khôi phục)."""

    type: ClassVar[str] = "vn.thidua.submissions.DirectiveRestored.v1"

    reading_id: Id
    directive_id: Id
    unit_id: Id
    document_title: Text
    document_number: DocumentNumber
    due_at: Instant
    """The first instant that is late."""
    already_read: bool
    """Whether the unit had read it before it was recalled."""
