from typing import ClassVar

from thidua_contracts.event import DocumentNumber, IntegrationEvent, WardCode


class WardWithdrawn(IntegrationEvent):
    """A ward that was to begin on a coming day does not: as if it had never been registered."""

    type: ClassVar[str] = "vn.thidua.submissions.WardWithdrawn.v1"

    ward_code: WardCode
    document_number: DocumentNumber
