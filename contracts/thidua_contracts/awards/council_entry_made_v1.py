from typing import ClassVar

from thidua_contracts.codes import CouncilEntry
from thidua_contracts.event import Id, IntegrationEvent


class CouncilEntryMade(IntegrationEvent):
    """Something was recorded about a member of the council in a session; what a written opinion says is told to nobody."""

    type: ClassVar[str] = "vn.thidua.awards.CouncilEntryMade.v1"

    session_id: Id
    member: Id
    """The opaque `sub` of the identity provider."""
    entry: CouncilEntry
    nomination_id: Id | None = None
    """The nomination of a written opinion."""
