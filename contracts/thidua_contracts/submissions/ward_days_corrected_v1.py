from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, IntegrationEvent, WardCode


class WardDaysCorrected(IntegrationEvent):
    """The days of a ward as they hold from now on; without `ended_on` it does not end and has no successors."""

    type: ClassVar[str] = "vn.thidua.submissions.WardDaysCorrected.v1"

    ward_code: WardCode
    valid_from: Day
    ended_on: Day | None = None
    document_number: DocumentNumber
