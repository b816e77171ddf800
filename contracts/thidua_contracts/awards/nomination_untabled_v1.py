from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class NominationUntabled(IntegrationEvent):
    """The vote on a nomination had been opened by mistake: it waits for the council as before."""

    type: ClassVar[str] = "vn.thidua.awards.NominationUntabled.v1"

    nomination_id: Id
