from typing import ClassVar

from thidua_contracts.codes import SubjectKind, Title
from thidua_contracts.event import DocumentNumber, Dong, Id, IntegrationEvent, Year


class AwardAnnulmentWithdrawn(IntegrationEvent):
    """That an award was annulled by this document had been recorded by mistake: it stands, and `money_dong` counts for it."""

    type: ClassVar[str] = "vn.thidua.awards.AwardAnnulmentWithdrawn.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    subject_kind: SubjectKind
    subject_id: Id
    document_number: DocumentNumber
    money_dong: Dong
    to_repay: bool | None = None
    """True where money or objects had been given back, and are due again; absent otherwise."""
