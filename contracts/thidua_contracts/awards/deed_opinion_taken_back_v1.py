from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class DeedOpinionTakenBack(IntegrationEvent):
    """A member took back the answer about a sudden deed, and is asked still."""

    type: ClassVar[str] = "vn.thidua.awards.DeedOpinionTakenBack.v1"

    nomination_id: Id
    unit_id: Id
    member: Id
    """The opaque `sub` of the identity provider."""
    due_at: Instant
    """When the chairman may decide without the answer."""
