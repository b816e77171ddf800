from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, WardCode


class BlocMembershipCorrected(IntegrationEvent):
    """The days on which a ward is a member of a bloc were written wrongly: these are right; without any it never was one."""

    type: ClassVar[str] = "vn.thidua.blocs.BlocMembershipCorrected.v1"

    bloc_id: Id
    ward_code: WardCode
    was_from: Day
    """The first day as it was written: it names the stay."""
    was_to: Day | None = None
    """The last day as it was written, included; absent while it was a member without an end."""
    member_from: Day | None = None
    member_to: Day | None = None
