from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, WardCode


class BlocMemberLeft(IntegrationEvent):
    """A ward is no longer a member of a bloc."""

    type: ClassVar[str] = "vn.thidua.blocs.BlocMemberLeft.v1"

    bloc_id: Id
    ward_code: WardCode
    member_to: Day
    """Last day, included."""
