from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, WardCode, Year


class BlocHeadAppointed(IntegrationEvent):
    """A member ward heads its bloc for a year (khối trưởng)."""

    type: ClassVar[str] = "vn.thidua.blocs.BlocHeadAppointed.v1"

    bloc_id: Id
    ward_code: WardCode
    year: Year
    head_from: Day | None = None
    """First day as head; within a year a later day takes the place of an earlier (bàn giao)."""
