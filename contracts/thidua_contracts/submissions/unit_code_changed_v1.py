from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, Word


class UnitCodeChanged(IntegrationEvent):
    """A unit got another code; its id stays."""

    type: ClassVar[str] = "vn.thidua.submissions.UnitCodeChanged.v1"

    unit_id: Id
    code: Word
    valid_from: Day
