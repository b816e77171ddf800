from typing import ClassVar

from thidua_contracts.codes import SubjectKind, Title
from thidua_contracts.event import DocumentNumber, Id, IntegrationEvent, Year


class AwardCorrectionWithdrawn(IntegrationEvent):
    """The correction by this document was made or recorded by mistake: the line of the award reads as before."""

    type: ClassVar[str] = "vn.thidua.awards.AwardCorrectionWithdrawn.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    subject_kind: SubjectKind
    subject_id: Id
    document_number: DocumentNumber
