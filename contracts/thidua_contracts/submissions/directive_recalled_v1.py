from typing import ClassVar

from thidua_contracts.codes import Mistake
from thidua_contracts.event import DocumentNumber, Id, IntegrationEvent, Text


class DirectiveRecalled(IntegrationEvent):
    """A directive that a unit was sent, whether it has read it or not, holds no longer: it, or its document, was recalled (thu hồi)."""

    type: ClassVar[str] = "vn.thidua.submissions.DirectiveRecalled.v1"

    reading_id: Id
    directive_id: Id
    unit_id: Id
    document_title: Text
    document_number: DocumentNumber
    document_withdrawn: bool
    """Whether the document itself was taken out of the library; else it was only sent by mistake."""
    recalled_for: Mistake | None = None
    instead_number: DocumentNumber | None = None
    """Of the document that stands in its place."""
    instead_title: Text | None = None
