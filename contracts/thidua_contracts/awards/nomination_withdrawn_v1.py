from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class NominationWithdrawn(IntegrationEvent):
    """A unit took its nomination back before the council voted on it (rút hồ sơ đề nghị)."""

    type: ClassVar[str] = "vn.thidua.awards.NominationWithdrawn.v1"

    nomination_id: Id
    unit_id: Id
    by_office: bool | None = None
    """True where the ward's office did it for the unit; absent where the unit did, and in records from before it was told."""
