from typing import ClassVar

from thidua_contracts.codes import UnitKind, UnitPriority
from thidua_contracts.event import Day, Id, IntegrationEvent, Text, Word


class UnitRegistered(IntegrationEvent):
    """A unit of a ward (cơ quan, đơn vị, đoàn thể, trường, tổ dân phố, bản) was entered."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitRegistered.v1"

    unit_id: Id
    code: Word
    name: Text
    kind: UnitKind
    valid_from: Day
    parent_id: Id | None = None
    priorities: tuple[UnitPriority, ...] | None = None
