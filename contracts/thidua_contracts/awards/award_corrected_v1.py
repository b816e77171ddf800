from typing import ClassVar

from thidua_contracts.codes import SubjectKind, Title
from thidua_contracts.event import Day, DocumentNumber, Id, IntegrationEvent, Year


class AwardCorrected(IntegrationEvent):
    """A word in the line of an award was corrected (đính chính); whom it honours with what, and the money, stay as they are."""

    type: ClassVar[str] = "vn.thidua.awards.AwardCorrected.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    subject_kind: SubjectKind
    subject_id: Id
    document_number: DocumentNumber
    corrected_on: Day
