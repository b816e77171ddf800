from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class DeedOpinionReleased(IntegrationEvent):
    """A member need not answer about a sudden deed any more: it was decided, refused or withdrawn."""

    type: ClassVar[str] = "vn.thidua.awards.DeedOpinionReleased.v1"

    nomination_id: Id
    member: Id
    """The opaque `sub` of the identity provider."""
