from typing import ClassVar

from thidua_contracts.codes import UnitKind, UnitPriority
from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent, Text


class UnitChanged(IntegrationEvent):
    """A unit is called and classed so now, since `valid_from`; its id and its history stay."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitChanged.v1"

    unit_id: Id
    valid_from: Day
    name: Text
    kind: UnitKind
    parent_id: Id | None = None
    priorities: tuple[UnitPriority, ...] | None = None
    document_number: DocumentNumber
