from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, WardCode


class BlocMemberJoined(IntegrationEvent):
    """A ward became a member of a bloc."""

    type: ClassVar[str] = "vn.thidua.blocs.BlocMemberJoined.v1"

    bloc_id: Id
    ward_code: WardCode
    member_from: Day
