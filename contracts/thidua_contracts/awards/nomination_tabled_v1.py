from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class NominationTabled(IntegrationEvent):
    """The council's vote on a nomination began: its ward's office appraises it no more."""

    type: ClassVar[str] = "vn.thidua.awards.NominationTabled.v1"

    nomination_id: Id
