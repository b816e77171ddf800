from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent


class UnitClosed(IntegrationEvent):
    """A unit ends, or ends on another day than was told."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitClosed.v1"

    unit_id: Id
    closed_on: Day
    """The first day on which it is no more, past or still to come."""
    successors: tuple[Id, ...] | None = None
    """The units that go on in its place; left out where none does."""
    document_number: DocumentNumber | None = None
