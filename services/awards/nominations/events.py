"""Events of a nomination, from the proposal to what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.awards.deeds.events import DeedProposed, OfDeed
from services.awards.law.pack import Level, Title
from services.awards.law.rows import SubjectKind
from services.awards.nominations.commands import AnnulmentReason, CorrectedPart, RefusalReason, ReturnReason
from services.awards.nominations.merits import Answer, Merits
from services.chassis.files.reference import FileRef
from services.chassis.personal import Erased, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationProposed:
    """Put forward and received on a day; `report_id` is the accepted year report, `answers` what the pack said then.

    `by_office`: the ward's office put it forward for the unit; False in what earlier builds stored.
    """

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    received_on: date
    report_id: UUID
    direct_worker: bool
    initiative_id: UUID | None
    merits: Merits
    achievements: Annotated[str | Erased | None, Personal(subject="subject_id")]
    answers: tuple[Answer, ...]
    pack_id: str
    pack_hash: str
    pack_chosen_because: Annotated[str | Erased | None, Personal(subject="subject_id")]
    by_office: bool = False
    evidence: tuple[FileRef, ...] = ()
    """Files, sealed with the subject's key."""

    @property
    def person_id(self) -> UUID | None:
        """The person or household; None for a collective."""
        return None if self.subject_kind == "collective" else self.subject_id

    @property
    def sudden(self) -> bool:
        """It is a merit of its year."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationWithdrawn:
    """Taken back by its unit, or for it by the ward's office (`by_office`; False in what earlier builds stored)."""

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    reason: Annotated[str | Erased | None, Personal(subject="subject_id")]
    by_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationAppraised:
    """The ward's office has appraised it (thẩm định)."""

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    title: Title
    year: int
    note: Annotated[str | Erased | None, Personal(subject="subject_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalTakenBack:
    """It was recorded by mistake that it had been appraised."""

    nomination_id: UUID
    unit_id: UUID
    title: Title
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationReturned:
    """Given back to its unit to be completed: what is lacking, as words of `RETURNS`, and in the office's own."""

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    title: Title
    year: int
    reasons: tuple[ReturnReason, ...]
    note: Annotated[str | Erased | None, Personal(subject="subject_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationReturnTakenBack:
    """It was given back by mistake: it waits for the ward's office again."""

    nomination_id: UUID
    unit_id: UUID
    title: Title
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationCompleted:
    """Completed by its unit and sent again: what is stated now, the files that came to it, and what the same rules answer now."""

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    title: Title
    year: int
    merits: Merits
    achievements: Annotated[str | Erased | None, Personal(subject="subject_id")]
    answers: tuple[Answer, ...]
    by_office: bool
    evidence: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationTabled:
    """The council's vote on it began in this session."""

    nomination_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationUntabled:
    """The council's vote on it had been opened in this session by mistake: it waits as before, in `earlier_session` if it lay there."""

    nomination_id: UUID
    session_id: UUID
    earlier_session: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationVoted:
    """How the council voted. `members` are all members; `silent` gave no ballot; `written` gave it as absentees.

    `held_on` is the day of the session; earlier builds stored none.
    """

    nomination_id: UUID
    session_id: UUID
    yes: int
    no: int
    abstained: int
    silent: int
    members: int
    needed: int
    passed: bool
    written: tuple[str, ...]
    threshold_percent: int
    threshold_citation: str
    threshold_confirmed: bool
    pack_id: str
    pack_hash: str
    held_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationForwarded:
    """Sent up by letter (tờ trình) to the level that decides."""

    nomination_id: UUID
    forwarding_id: UUID
    to_level: Level
    document_number: str
    forwarded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardDecided:
    """The title was awarded. `register_number` is the số sổ vàng: its place in the list of the decision.

    Money in đồng: `amount` is the prize of the title, `payable` what of it is paid for this counted period.
    """

    nomination_id: UUID
    award_id: UUID
    decision_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    direct_worker: bool
    level: Level
    document_number: str
    decided_on: date
    signer_position: str
    register_number: int
    base_salary: int
    coefficient_hundredths: int
    amount: int
    payable: int
    money_citation: str
    money_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationRefused:
    """Refused, by the ward's chairman or by the city's decision."""

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    level: Level
    reason_code: RefusalReason
    reason: Annotated[str | Erased | None, Personal(subject="subject_id")]
    citation: Annotated[str | Erased | None, Personal(subject="subject_id")]
    document_number: str | None
    refused_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationRefusalWithdrawn:
    """The chairman's refusal was recorded by mistake: it waits for the council again, lies with its unit again (`returned`), or as it
    was voted on (`passed`).
    """

    nomination_id: UUID
    unit_id: UUID
    title: Title
    year: int
    passed: bool | None
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationRecalled:
    """The letter that had sent it up was taken back before an answer: it lies with the ward's chairman again."""

    nomination_id: UUID
    unit_id: UUID
    title: Title
    year: int
    forwarding_id: UUID
    document_number: str
    recalled_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardCorrected:
    """A word in the award's line was written wrong: what stands there, and how it reads. The award is what it was.

    `decision_number`, `decided_on`: of the decision itself, where these were corrected.
    """

    nomination_id: UUID
    award_id: UUID
    decision_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    part: CorrectedPart
    written: Annotated[str | Erased | None, Personal(subject="subject_id")]
    reads: Annotated[str | Erased | None, Personal(subject="subject_id")]
    document_number: str
    corrected_on: date
    decision_number: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardAnnulled:
    """The award was annulled; `payable` đồng, which had been paid, and `objects` (as the law calls them) are to be given back.

    `apart`: the money is given back to the accountant, recorded with the decision. In what earlier builds stored it is False: the office
    got money and objects back in one, and `payable` is what had been decided.
    """

    nomination_id: UUID
    award_id: UUID
    decision_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    payable: int
    objects: tuple[str, ...]
    apart: bool = False
    reason_code: AnnulmentReason
    reason: Annotated[str | Erased | None, Personal(subject="subject_id")]
    document_number: str
    annulled_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRestored:
    """The annulment itself was wrong: the award stands again, with `payable` đồng of what was annulled.

    `owed`: it had been given back, so that it is to be paid and handed over again; False in what earlier builds stored.
    """

    nomination_id: UUID
    award_id: UUID
    decision_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    payable: int
    document_number: str
    restored_on: date
    owed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardAnnulmentWithdrawn:
    """That the city annulled the award by this document was recorded by mistake: it stands, with `payable` đồng.

    `owed`: it had been given back meanwhile, so that it is to be paid and handed over again.
    """

    nomination_id: UUID
    award_id: UUID
    decision_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    payable: int
    document_number: str
    owed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRepaid:
    """What a restored award had given back was paid and handed over again, by this paper."""

    nomination_id: UUID
    award_id: UUID
    document_number: str
    repaid_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentTakenBack:
    """It was recorded by mistake that it had been paid again."""

    nomination_id: UUID
    award_id: UUID
    unit_id: UUID
    title: Title
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardCorrectionWithdrawn:
    """The correction by this document was made or recorded by mistake: the award's line reads as before.

    `decision_number`, `decided_on`: how the decision itself reads again, where the correction had changed them.
    """

    nomination_id: UUID
    award_id: UUID
    decision_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    document_number: str
    decision_number: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRecovered:
    """What an annulled award had brought was given back, by this paper."""

    nomination_id: UUID
    award_id: UUID
    document_number: str
    recovered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryTakenBack:
    """It was recorded by mistake that it had been given back.

    `restored`: of an award that stands again since, so that nothing is due again; False in what earlier builds stored.
    """

    nomination_id: UUID
    award_id: UUID
    unit_id: UUID
    title: Title
    year: int
    restored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardWithdrawn:
    """The city's decision was recorded by mistake: it still lies with the city."""

    nomination_id: UUID
    award_id: UUID
    decision_id: UUID
    unit_id: UUID
    title: Title
    year: int
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalWithdrawn:
    """The city's refusal was recorded by mistake: it still lies with the city."""

    nomination_id: UUID
    unit_id: UUID
    document_number: str


OfAward = (
    AwardCorrected
    | AwardCorrectionWithdrawn
    | AwardAnnulled
    | AwardRestored
    | AwardAnnulmentWithdrawn
    | AwardRecovered
    | RecoveryTakenBack
    | AwardRepaid
    | RepaymentTakenBack
)
OfAppraisal = (
    NominationAppraised | AppraisalTakenBack | NominationReturned | NominationReturnTakenBack | NominationCompleted
)
OfCouncil = NominationTabled | NominationUntabled | NominationVoted | NominationForwarded
Later = (
    NominationWithdrawn
    | OfAppraisal
    | OfCouncil
    | NominationRecalled
    | AwardDecided
    | NominationRefused
    | NominationRefusalWithdrawn
    | AwardWithdrawn
    | RefusalWithdrawn
    | OfAward
)
Put = NominationProposed | DeedProposed
"""How a nomination begins: put forward for a title of a year, or for a sudden deed."""
Event = Put | OfDeed | Later


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTaken:
    """A subject's claim to a title of a year belongs to this nomination."""

    claim_id: UUID
    nomination_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReleased:
    """The nomination was withdrawn: the subject may be put forward again."""

    claim_id: UUID
    nomination_id: UUID


ClaimEvent = ClaimTaken | ClaimReleased
