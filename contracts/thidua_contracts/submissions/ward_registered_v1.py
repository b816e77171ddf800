from typing import ClassVar

from thidua_contracts.codes import WardKind
from thidua_contracts.event import Day, IntegrationEvent, Text, WardCode


class WardRegistered(IntegrationEvent):
    """A ward (phường) or commune (xã) began to use the system."""

    type: ClassVar[str] = "vn.thidua.submissions.WardRegistered.v1"

    ward_code: WardCode
    name: Text
    kind: WardKind
    valid_from: Day
