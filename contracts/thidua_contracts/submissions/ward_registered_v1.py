from typing import ClassVar

from thidua_contracts.codes import WardKind
from thidua_contracts.event import Day, DocumentNumber, IntegrationEvent, Text, WardCode, Word


class WardRegistered(IntegrationEvent):
    """A ward (phường) or commune (xã) began to use the system."""

    type: ClassVar[str] = "vn.thidua.submissions.WardRegistered.v1"

    ward_code: WardCode
    """The ward's key: an official code, with the day where the code had a holder before (`03388@2025-07-01`)."""
    name: Text
    kind: WardKind
    valid_from: Day
    official_code: Word | None = None
    """The code by itself; absent in records from before codes could pass to a successor: there it is the key."""
    predecessors: tuple[WardCode, ...] | None = None
    """The wards that it took over on its first day."""
    document_number: DocumentNumber | None = None
