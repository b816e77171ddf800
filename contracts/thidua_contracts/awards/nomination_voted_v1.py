from typing import ClassVar

from thidua_contracts.event import Count, Id, IntegrationEvent


class NominationVoted(IntegrationEvent):
    """The council voted on a nomination by open ballot (biểu quyết)."""

    type: ClassVar[str] = "vn.thidua.awards.NominationVoted.v1"

    nomination_id: Id
    session_id: Id
    yes: Count
    members: Count
    """All members, present or not: the threshold counts over them."""
    needed: Count
    passed: bool
