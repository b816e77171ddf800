from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, WardCode, Year


class BlocHandOverTakenBack(IntegrationEvent):
    """A hand-over was recorded by mistake: the ward that headed its bloc before it heads it still (hủy bàn giao)."""

    type: ClassVar[str] = "vn.thidua.blocs.BlocHandOverTakenBack.v1"

    bloc_id: Id
    ward_code: WardCode
    year: Year
    handed_over_on: Day
    """The first day as head of the ward to which it had been handed over, which never was."""
