"""What awards tells the others: stored type to contract, decided by the type alone. Nothing personal leaves here.

A mapping is frozen per stored shape by the golden bytes in tests/unit/awards/golden: a change is a new contract.
"""

from __future__ import annotations

from typing import Final, TypedDict

from services.awards.councils import events as councils
from services.awards.event_registry import REGISTRY
from services.awards.nominations import events as nominations
from services.awards.subjects import events as subjects
from services.awards.windows import events as windows
from services.chassis.publishing import Publishing
from thidua_contracts.awards.award_annulled_v1 import AwardAnnulled
from thidua_contracts.awards.award_annulment_withdrawn_v1 import AwardAnnulmentWithdrawn
from thidua_contracts.awards.award_corrected_v1 import AwardCorrected
from thidua_contracts.awards.award_correction_withdrawn_v1 import AwardCorrectionWithdrawn
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.awards.award_recovered_v1 import AwardRecovered
from thidua_contracts.awards.award_recovery_withdrawn_v1 import AwardRecoveryWithdrawn
from thidua_contracts.awards.award_repaid_v1 import AwardRepaid
from thidua_contracts.awards.award_repayment_withdrawn_v1 import AwardRepaymentWithdrawn
from thidua_contracts.awards.award_restored_v1 import AwardRestored
from thidua_contracts.awards.award_withdrawn_v1 import AwardWithdrawn
from thidua_contracts.awards.council_entry_made_v1 import CouncilEntryMade
from thidua_contracts.awards.council_session_closed_v1 import CouncilSessionClosed
from thidua_contracts.awards.council_session_opened_v1 import CouncilSessionOpened
from thidua_contracts.awards.council_session_reopened_v1 import CouncilSessionReopened
from thidua_contracts.awards.nomination_appraisal_taken_back_v1 import NominationAppraisalTakenBack
from thidua_contracts.awards.nomination_appraised_v1 import NominationAppraised
from thidua_contracts.awards.nomination_completed_v1 import NominationCompleted
from thidua_contracts.awards.nomination_forwarded_v1 import NominationForwarded
from thidua_contracts.awards.nomination_proposed_v1 import NominationProposed
from thidua_contracts.awards.nomination_recalled_v1 import NominationRecalled
from thidua_contracts.awards.nomination_refusal_withdrawn_v1 import NominationRefusalWithdrawn
from thidua_contracts.awards.nomination_refused_v1 import NominationRefused
from thidua_contracts.awards.nomination_return_taken_back_v1 import NominationReturnTakenBack
from thidua_contracts.awards.nomination_returned_v1 import NominationReturned
from thidua_contracts.awards.nomination_tabled_v1 import NominationTabled
from thidua_contracts.awards.nomination_untabled_v1 import NominationUntabled
from thidua_contracts.awards.nomination_voted_v1 import NominationVoted
from thidua_contracts.awards.nomination_window_closed_v1 import NominationWindowClosed
from thidua_contracts.awards.nomination_window_opened_v1 import NominationWindowOpened
from thidua_contracts.awards.nomination_withdrawn_v1 import NominationWithdrawn
from thidua_contracts.awards.refusal_withdrawn_v1 import RefusalWithdrawn
from thidua_contracts.awards.subject_erasure_acknowledged_v1 import SubjectErasureAcknowledged
from thidua_contracts.codes import CouncilEntry, DeciderLevel, SubjectKind, Title


def window_opened(event: windows.WindowOpened) -> NominationWindowOpened:
    """A unit may put names forward; which report opened the window stays here."""
    return NominationWindowOpened(window_id=str(event.window_id), unit_id=str(event.unit_id), year=event.year)


def window_closed(event: windows.WindowClosed) -> NominationWindowClosed:
    """A unit may put nothing more forward."""
    return NominationWindowClosed(window_id=str(event.window_id), unit_id=str(event.unit_id), year=event.year)


def nomination_proposed(event: nominations.NominationProposed) -> NominationProposed:
    """A subject was put forward; merits, answers and achievements stay here."""
    return NominationProposed(
        nomination_id=str(event.nomination_id),
        unit_id=str(event.unit_id),
        year=event.year,
        title=Title(event.title),
        subject_kind=SubjectKind(event.subject_kind),
        subject_id=str(event.subject_id),
        rule_pack=event.pack_id,
        rule_pack_hash=event.pack_hash,
        by_office=event.by_office or None,
    )


def nomination_withdrawn(event: nominations.NominationWithdrawn) -> NominationWithdrawn:
    """A unit took it back; the reason stays here."""
    return NominationWithdrawn(
        nomination_id=str(event.nomination_id), unit_id=str(event.unit_id), by_office=event.by_office or None
    )


class Of(TypedDict):
    """Which nomination, whose unit's, for what."""

    nomination_id: str
    unit_id: str
    title: Title
    year: int


def _of(event: nominations.OfAppraisal) -> Of:
    return {
        "nomination_id": str(event.nomination_id),
        "unit_id": str(event.unit_id),
        "title": Title(event.title),
        "year": event.year,
    }


def nomination_appraised(event: nominations.NominationAppraised) -> NominationAppraised:
    """It was appraised; what the office thinks of it stays here."""
    return NominationAppraised(**_of(event))


def appraisal_taken_back(event: nominations.AppraisalTakenBack) -> NominationAppraisalTakenBack:
    """It was not appraised after all."""
    return NominationAppraisalTakenBack(**_of(event))


def nomination_returned(event: nominations.NominationReturned) -> NominationReturned:
    """Its unit has it to complete; what is lacking stays here."""
    return NominationReturned(**_of(event))


def nomination_return_taken_back(event: nominations.NominationReturnTakenBack) -> NominationReturnTakenBack:
    """It was not given back after all."""
    return NominationReturnTakenBack(**_of(event))


def nomination_completed(event: nominations.NominationCompleted) -> NominationCompleted:
    """Its unit sent it again; what it states stays here."""
    return NominationCompleted(**_of(event), by_office=event.by_office or None)


def nomination_tabled(event: nominations.NominationTabled) -> NominationTabled:
    """The council has it; in which session stays here."""
    return NominationTabled(nomination_id=str(event.nomination_id))


def nomination_untabled(event: nominations.NominationUntabled) -> tuple[NominationUntabled, ...]:
    """The council has it no more; where its vote had stopped in an earlier session, it has it still."""
    return () if event.earlier_session else (NominationUntabled(nomination_id=str(event.nomination_id)),)


def session_opened(event: councils.SessionOpened) -> CouncilSessionOpened:
    """The council met with a quorum; who was there stays here."""
    return CouncilSessionOpened(
        session_id=str(event.session_id),
        year=event.year,
        held_on=event.held_on,
        members=event.members,
        present=len(event.present),
    )


def session_closed(event: councils.SessionClosed) -> CouncilSessionClosed:
    """The session is over."""
    return CouncilSessionClosed(session_id=str(event.session_id))


def session_reopened(event: councils.SessionReopened) -> CouncilSessionReopened:
    """It goes on."""
    return CouncilSessionReopened(session_id=str(event.session_id), year=event.year, held_on=event.held_on)


def member_arrived(event: councils.MemberArrived) -> CouncilEntryMade:
    """A member is told that they were recorded as present."""
    return CouncilEntryMade(session_id=str(event.session_id), member=event.member_id, entry=CouncilEntry.ARRIVED)


def member_left(event: councils.MemberLeft) -> CouncilEntryMade:
    """A member is told that they were recorded as gone."""
    return CouncilEntryMade(session_id=str(event.session_id), member=event.member_id, entry=CouncilEntry.LEFT)


def opinion_recorded(event: councils.WrittenOpinionRecorded) -> CouncilEntryMade:
    """A member is told that an opinion was recorded in their name; what it says stays here."""
    return CouncilEntryMade(
        session_id=str(event.session_id),
        member=event.member_id,
        entry=CouncilEntry.WRITTEN_OPINION,
        nomination_id=str(event.nomination_id),
    )


def opinion_withdrawn(event: councils.WrittenOpinionWithdrawn) -> CouncilEntryMade:
    """A member is told that the opinion recorded in their name was taken back."""
    return CouncilEntryMade(
        session_id=str(event.session_id),
        member=event.member_id,
        entry=CouncilEntry.OPINION_WITHDRAWN,
        nomination_id=str(event.nomination_id),
    )


def nomination_voted(event: nominations.NominationVoted) -> NominationVoted:
    """The council voted; who voted how stays here."""
    return NominationVoted(
        nomination_id=str(event.nomination_id),
        session_id=str(event.session_id),
        yes=event.yes,
        members=event.members,
        needed=event.needed,
        passed=event.passed,
    )


def nomination_forwarded(event: nominations.NominationForwarded) -> NominationForwarded:
    """It went up by letter."""
    return NominationForwarded(
        nomination_id=str(event.nomination_id),
        to_level=DeciderLevel(event.to_level),
        document_number=event.document_number,
        forwarded_on=event.forwarded_on,
    )


class Which(TypedDict):
    """Which award."""

    award_id: str
    nomination_id: str
    unit_id: str
    year: int
    title: Title


class Whose(Which):
    """Which award, and who has it."""

    subject_kind: SubjectKind
    subject_id: str


OfSubject = (
    nominations.AwardDecided
    | nominations.AwardCorrected
    | nominations.AwardCorrectionWithdrawn
    | nominations.AwardAnnulled
    | nominations.AwardRestored
    | nominations.AwardAnnulmentWithdrawn
)
OfAward = OfSubject | nominations.RecoveryTakenBack | nominations.RepaymentTakenBack | nominations.AwardWithdrawn


def _which(event: OfAward) -> Which:
    return {
        "award_id": str(event.award_id),
        "nomination_id": str(event.nomination_id),
        "unit_id": str(event.unit_id),
        "year": event.year,
        "title": Title(event.title),
    }


def _whose(event: OfSubject) -> Whose:
    return {**_which(event), "subject_kind": SubjectKind(event.subject_kind), "subject_id": str(event.subject_id)}


def award_decided(event: nominations.AwardDecided) -> AwardDecided:
    """A title was awarded; the money is what is paid for this counted period."""
    return AwardDecided(
        **_whose(event),
        direct_worker=event.direct_worker,
        level=DeciderLevel(event.level),
        decision_number=event.document_number,
        decided_on=event.decided_on,
        signer_position=event.signer_position,
        money_dong=event.payable,
    )


def nomination_refused(event: nominations.NominationRefused) -> NominationRefused:
    """It was refused; the words of the one who refused stay here."""
    return NominationRefused(
        nomination_id=str(event.nomination_id), unit_id=str(event.unit_id), reason_code=event.reason_code
    )


def nomination_refusal_withdrawn(event: nominations.NominationRefusalWithdrawn) -> NominationRefusalWithdrawn:
    """The chairman had not refused it after all."""
    return NominationRefusalWithdrawn(
        nomination_id=str(event.nomination_id),
        unit_id=str(event.unit_id),
        year=event.year,
        title=Title(event.title),
        passed=event.passed is True,
    )


def nomination_recalled(event: nominations.NominationRecalled) -> NominationRecalled:
    """Its letter was taken back."""
    return NominationRecalled(
        nomination_id=str(event.nomination_id),
        unit_id=str(event.unit_id),
        year=event.year,
        title=Title(event.title),
        document_number=event.document_number,
        recalled_on=event.recalled_on,
    )


def award_corrected(event: nominations.AwardCorrected) -> AwardCorrected:
    """A word of its line was corrected; which words stay here."""
    return AwardCorrected(
        **_whose(event),
        document_number=event.document_number,
        corrected_on=event.corrected_on,
    )


def award_correction_withdrawn(event: nominations.AwardCorrectionWithdrawn) -> AwardCorrectionWithdrawn:
    """Its line reads as before; which words stay here."""
    return AwardCorrectionWithdrawn(
        **_whose(event),
        document_number=event.document_number,
    )


def award_annulled(event: nominations.AwardAnnulled) -> AwardAnnulled:
    """It counts for nothing; the words of the one who annulled it stay here."""
    return AwardAnnulled(
        **_whose(event),
        document_number=event.document_number,
        annulled_on=event.annulled_on,
        reason_code=event.reason_code,
        money_dong=event.payable,
        objects=bool(event.objects),
        money_apart=event.apart or None,
    )


def award_restored(event: nominations.AwardRestored) -> AwardRestored:
    """It counts again."""
    return AwardRestored(
        **_whose(event),
        document_number=event.document_number,
        restored_on=event.restored_on,
        money_dong=event.payable,
        to_repay=event.owed or None,
    )


def award_annulment_withdrawn(event: nominations.AwardAnnulmentWithdrawn) -> AwardAnnulmentWithdrawn:
    """It had never been annulled."""
    return AwardAnnulmentWithdrawn(
        **_whose(event),
        document_number=event.document_number,
        money_dong=event.payable,
        to_repay=event.owed or None,
    )


def award_recovered(event: nominations.AwardRecovered) -> AwardRecovered:
    """What it had brought was given back."""
    return AwardRecovered(
        award_id=str(event.award_id),
        nomination_id=str(event.nomination_id),
        document_number=event.document_number,
        recovered_on=event.recovered_on,
    )


def recovery_taken_back(event: nominations.RecoveryTakenBack) -> AwardRecoveryWithdrawn:
    """It was not given back after all."""
    return AwardRecoveryWithdrawn(**_which(event), restored=True if event.restored else None)


def award_repaid(event: nominations.AwardRepaid) -> AwardRepaid:
    """What it had given back was paid again."""
    return AwardRepaid(
        award_id=str(event.award_id),
        nomination_id=str(event.nomination_id),
        document_number=event.document_number,
        repaid_on=event.repaid_on,
    )


def repayment_taken_back(event: nominations.RepaymentTakenBack) -> AwardRepaymentWithdrawn:
    """It was not paid again after all."""
    return AwardRepaymentWithdrawn(
        **_which(event),
    )


def award_withdrawn(event: nominations.AwardWithdrawn) -> AwardWithdrawn:
    """There was no such award."""
    return AwardWithdrawn(
        **_which(event),
        decision_number=event.document_number,
    )


def refusal_withdrawn(event: nominations.RefusalWithdrawn) -> RefusalWithdrawn:
    """There was no such refusal."""
    return RefusalWithdrawn(
        nomination_id=str(event.nomination_id),
        unit_id=str(event.unit_id),
        document_number=event.document_number,
    )


def subject_erased(event: subjects.SubjectErased) -> SubjectErasureAcknowledged:
    """Awards has erased what it held of the subject."""
    return SubjectErasureAcknowledged(subject_id=str(event.person_id), acknowledged_at=event.erased_at)


PUBLISHING: Final = Publishing(
    REGISTRY,
    public={
        "window-opened": window_opened,
        "window-closed": window_closed,
        "nomination-proposed": nomination_proposed,
        "nomination-appraised": nomination_appraised,
        "appraisal-taken-back": appraisal_taken_back,
        "nomination-returned": nomination_returned,
        "nomination-return-taken-back": nomination_return_taken_back,
        "nomination-completed": nomination_completed,
        "nomination-withdrawn": nomination_withdrawn,
        "session-opened": session_opened,
        "session-closed": session_closed,
        "session-reopened": session_reopened,
        "member-arrived": member_arrived,
        "member-left": member_left,
        "written-opinion-recorded": opinion_recorded,
        "written-opinion-withdrawn": opinion_withdrawn,
        "nomination-tabled": nomination_tabled,
        "nomination-untabled": nomination_untabled,
        "nomination-voted": nomination_voted,
        "nomination-forwarded": nomination_forwarded,
        "award-decided": award_decided,
        "nomination-refused": nomination_refused,
        "nomination-refusal-withdrawn": nomination_refusal_withdrawn,
        "nomination-recalled": nomination_recalled,
        "award-corrected": award_corrected,
        "award-correction-withdrawn": award_correction_withdrawn,
        "award-annulled": award_annulled,
        "award-restored": award_restored,
        "award-annulment-withdrawn": award_annulment_withdrawn,
        "award-recovered": award_recovered,
        "recovery-taken-back": recovery_taken_back,
        "award-repaid": award_repaid,
        "repayment-taken-back": repayment_taken_back,
        "award-withdrawn": award_withdrawn,
        "refusal-withdrawn": refusal_withdrawn,
        "subject-erased": subject_erased,
    },
    private=frozenset(
        {
            "mandate-granted",  # copies of what submissions has published
            "mandate-relieved",
            "unit-copied",
            "memberships-copied",
            "person-copied",
            "claim-taken",
            "claim-released",
            "session-called",
            "session-called-off",
            "vote-opened",
            "vote-cancelled",
            "vote-interrupted",
            "vote-closed",
            "ballot-cast",  # who voted how is told to nobody outside
        }
    ),
)
"""What no capability declares."""
