from typing import ClassVar

from thidua_contracts.codes import Role
from thidua_contracts.event import Day, Id, IntegrationEvent


class MandateGranted(IntegrationEvent):
    """Somebody may act in a role (được giao quyền) from a day on, in a unit or in the whole ward."""

    type: ClassVar[str] = "vn.thidua.submissions.MandateGranted.v1"

    mandate_id: Id
    principal: Id
    """The opaque `sub` of the identity provider."""
    role: Role
    valid_from: Day
    unit_id: Id | None = None
    valid_to: Day | None = None
    """Last day, included."""
