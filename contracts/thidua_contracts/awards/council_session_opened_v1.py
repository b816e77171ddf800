from typing import ClassVar

from thidua_contracts.event import Count, Day, Id, IntegrationEvent, Year


class CouncilSessionOpened(IntegrationEvent):
    """The council (Hội đồng Thi đua - Khen thưởng) met with a quorum."""

    type: ClassVar[str] = "vn.thidua.awards.CouncilSessionOpened.v1"

    session_id: Id
    year: Year
    held_on: Day
    members: Count
    present: Count
