from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class CouncilSessionClosed(IntegrationEvent):
    """A session of the council ended."""

    type: ClassVar[str] = "vn.thidua.awards.CouncilSessionClosed.v1"

    session_id: Id
