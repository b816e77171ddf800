from typing import ClassVar

from thidua_contracts.codes import DeciderLevel, SubjectKind, Title
from thidua_contracts.event import Day, DocumentNumber, Dong, Id, IntegrationEvent, Text, Year


class AwardDecided(IntegrationEvent):
    """A title was awarded by decision (quyết định khen thưởng)."""

    type: ClassVar[str] = "vn.thidua.awards.AwardDecided.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    subject_kind: SubjectKind
    subject_id: Id
    direct_worker: bool
    level: DeciderLevel
    decision_number: DocumentNumber
    decided_on: Day
    signer_position: Text
    money_dong: Dong
