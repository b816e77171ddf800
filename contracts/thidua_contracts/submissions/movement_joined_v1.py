from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class MovementJoined(IntegrationEvent):
    """A unit joined a movement (đăng ký tham gia phong trào)."""

    type: ClassVar[str] = "vn.thidua.submissions.MovementJoined.v1"

    movement_id: Id
    unit_id: Id
    by_office: bool | None = None
    """True where the ward's office did it for the unit; absent where the unit did, and in records from before it was told."""
