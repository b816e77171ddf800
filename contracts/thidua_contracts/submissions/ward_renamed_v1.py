from typing import ClassVar

from thidua_contracts.codes import WardKind
from thidua_contracts.event import Day, DocumentNumber, IntegrationEvent, Text, WardCode


class WardRenamed(IntegrationEvent):
    """A ward has another name or kind from a day on; its key stays."""

    type: ClassVar[str] = "vn.thidua.submissions.WardRenamed.v1"

    ward_code: WardCode
    name: Text
    kind: WardKind
    valid_from: Day
    document_number: DocumentNumber
