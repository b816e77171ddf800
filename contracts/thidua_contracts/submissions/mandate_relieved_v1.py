from typing import ClassVar

from thidua_contracts.codes import Role
from thidua_contracts.event import Id, Instant, IntegrationEvent


class MandateRelieved(IntegrationEvent):
    """A mandate ended before its day (thôi giao quyền)."""

    type: ClassVar[str] = "vn.thidua.submissions.MandateRelieved.v1"

    mandate_id: Id
    relieved_at: Instant
    principal: Id | None = None
    """Whose it was: the opaque `sub` of the identity provider; absent in records from before it was told, like the role."""
    role: Role | None = None
    unit_id: Id | None = None
