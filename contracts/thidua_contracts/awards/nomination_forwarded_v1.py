from typing import ClassVar

from thidua_contracts.codes import DeciderLevel
from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent


class NominationForwarded(IntegrationEvent):
    """A nomination went up by letter (tờ trình) to who may decide."""

    type: ClassVar[str] = "vn.thidua.awards.NominationForwarded.v1"

    nomination_id: Id
    to_level: DeciderLevel
    document_number: DocumentNumber
    forwarded_on: Day
