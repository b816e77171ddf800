from typing import ClassVar

from thidua_contracts.codes import UnitKind, UnitPriority
from thidua_contracts.event import Day, Id, IntegrationEvent, Text, Word


class UnitCorrected(IntegrationEvent):
    """A unit's registration was mistyped: its first code, its first day, and how it is called and classed now, are these."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitCorrected.v1"

    unit_id: Id
    code: Word
    valid_from: Day
    name: Text
    kind: UnitKind
    parent_id: Id | None = None
    priorities: tuple[UnitPriority, ...] | None = None
