from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, Instant, IntegrationEvent, Text


class DirectiveReadTakenBack(IntegrationEvent):
    """That a unit has read a directive was a mistake: it has it to read again."""

    type: ClassVar[str] = "vn.thidua.submissions.DirectiveReadTakenBack.v1"

    reading_id: Id
    directive_id: Id
    unit_id: Id
    document_title: Text
    document_number: DocumentNumber
    due_at: Instant
    """The first instant that is late."""
