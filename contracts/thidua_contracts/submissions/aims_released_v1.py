from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class AimsReleased(IntegrationEvent):
    """Nobody asks a unit any more to register for a year; what it has registered stays."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsReleased.v1"

    aims_id: Id
    unit_id: Id
    year: Year
