from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, Year


class CouncilSessionReopened(IntegrationEvent):
    """A session of the council had been closed by mistake: it goes on."""

    type: ClassVar[str] = "vn.thidua.awards.CouncilSessionReopened.v1"

    session_id: Id
    year: Year
    held_on: Day
