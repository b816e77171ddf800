from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class DeedOpinionGiven(IntegrationEvent):
    """A member who was asked about a sudden deed has answered; what the answer is is told to nobody outside."""

    type: ClassVar[str] = "vn.thidua.awards.DeedOpinionGiven.v1"

    nomination_id: Id
    member: Id
    """The opaque `sub` of the identity provider."""
