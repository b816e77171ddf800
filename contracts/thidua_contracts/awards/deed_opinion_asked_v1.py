from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent


class DeedOpinionAsked(IntegrationEvent):
    """A standing member of the council is asked about a sudden deed (xin ý kiến Thường trực Hội đồng)."""

    type: ClassVar[str] = "vn.thidua.awards.DeedOpinionAsked.v1"

    nomination_id: Id
    unit_id: Id
    member: Id
    """The opaque `sub` of the identity provider."""
    due_at: Instant
    """When the chairman may decide without the answer."""
