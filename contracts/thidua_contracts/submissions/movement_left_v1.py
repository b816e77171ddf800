from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class MovementLeft(IntegrationEvent):
    """A unit takes part in a movement no more (rút đăng ký tham gia): it was registered by mistake, or gave up."""

    type: ClassVar[str] = "vn.thidua.submissions.MovementLeft.v1"

    movement_id: Id
    unit_id: Id
    by_office: bool | None = None
    """True where the ward's office did it for the unit; absent where the unit did."""
