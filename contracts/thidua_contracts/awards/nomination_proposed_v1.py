from typing import ClassVar

from thidua_contracts.codes import SubjectKind, Title
from thidua_contracts.event import Hash, Id, IntegrationEvent, Word, Year


class NominationProposed(IntegrationEvent):
    """A unit put a subject forward for a title (đề nghị tặng danh hiệu)."""

    type: ClassVar[str] = "vn.thidua.awards.NominationProposed.v1"

    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    subject_kind: SubjectKind
    subject_id: Id
    rule_pack: Word
    """The rules in force on the day, by which eligibility was checked."""
    rule_pack_hash: Hash
    by_office: bool | None = None
    """True where the ward's office did it for the unit; absent where the unit did, and in records from before it was told."""
