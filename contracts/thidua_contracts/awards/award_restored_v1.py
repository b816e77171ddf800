from typing import ClassVar

from thidua_contracts.codes import SubjectKind, Title
from thidua_contracts.event import Day, DocumentNumber, Dong, Id, IntegrationEvent, Year


class AwardRestored(IntegrationEvent):
    """An annulled award stands again (khôi phục), because the annulment was wrong; `money_dong` counts for it now."""

    type: ClassVar[str] = "vn.thidua.awards.AwardRestored.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    subject_kind: SubjectKind
    subject_id: Id
    document_number: DocumentNumber
    restored_on: Day
    money_dong: Dong
    to_repay: bool | None = None
    """True where money or objects had been given back, and are due again; absent otherwise, and in records from before it was told."""
