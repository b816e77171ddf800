from typing import ClassVar

from thidua_contracts.event import DocumentNumber, Id, IntegrationEvent


class UnitReopened(IntegrationEvent):
    """A unit does not end, as if its end had not been told."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitReopened.v1"

    unit_id: Id
    document_number: DocumentNumber | None = None
    """Absent where the end had been recorded by mistake."""
