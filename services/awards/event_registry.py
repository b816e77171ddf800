"""How awards stores its events: every type with its name, its schema version and today's class."""

from __future__ import annotations

from typing import Any, Final

from services.awards.councils import events as councils
from services.awards.nominations import events as nominations
from services.awards.subjects import events as subjects
from services.awards.windows import events as windows
from services.chassis.event_registry import EventRegistry, EventType
from services.chassis.identity import mandates


def since_registered(shape: dict[str, Any]) -> dict[str, Any]:
    """A copied person of version 1 told no day: nobody's move was told."""
    return shape | {"member_from": None}


def in_clear(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 kept some words about a subject in clear: they are read as long as the subject's key lives."""
    return shape


def by_unit(shape: dict[str, Any]) -> dict[str, Any]:
    """Older versions did not say whether the ward's office acted for the unit."""
    return shape | {"by_office": False}


def without_evidence(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 3 knew no files."""
    return shape | {"evidence": []}


def complete(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say why a vote was ended before all who were there had voted."""
    return shape | {"declared": None}


def in_two_values(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 3 answered yes or no, and did not ask what kind of worker somebody is."""
    answers = [answer | {"truth": None, "branch": "", "missing": []} for answer in shape["answers"]]
    return shape | {"merits": shape["merits"] | {"category": None}, "answers": answers}


def from_somewhere(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 5 did not say what an answer rests on: all of it was stated, but for initiatives."""
    answers = [answer | {"stated": None, "sources": [], "against": []} for answer in shape["answers"]]
    return shape | {"answers": answers}


def on_some_day(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say on which day the council voted."""
    return shape | {"held_on": None}


def as_called(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 counted as members those who had been called."""
    return shape | {"roster": []}


def at_some_hour(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say when and where a session meets."""
    return shape | {"begins_at": None, "room": None}


def for_no_reason(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say why a session was called off."""
    return shape | {"reason": None}


def while_annulled(shape: dict[str, Any]) -> dict[str, Any]:
    """A recovery of version 1 was taken back while its award was annulled."""
    return shape | {"restored": False}


def in_one_recovery(shape: dict[str, Any]) -> dict[str, Any]:
    """An annulment of version 1 ordered back what had been decided, and the office got money and objects back in one."""
    return shape | {"apart": False}


def as_owed_nothing(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say whether what a restored award had brought is to be paid again."""
    return shape | {"owed": False}


def of_its_words(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 corrected no number and no day of a decision."""
    return shape | {"decision_number": None, "decided_on": None}


REGISTRY: Final = mandates.REGISTRY + EventRegistry(
    EventType("unit-copied", 1, subjects.UnitCopied),
    EventType("person-copied", 2, subjects.PersonCopied),
    EventType("memberships-copied", 1, subjects.MembershipsCopied),
    EventType("subject-erased", 1, subjects.SubjectErased),
    EventType("window-opened", 1, windows.WindowOpened),
    EventType("window-closed", 1, windows.WindowClosed),
    EventType("nomination-proposed", 6, nominations.NominationProposed),
    EventType("nomination-withdrawn", 2, nominations.NominationWithdrawn),
    EventType("nomination-appraised", 1, nominations.NominationAppraised),
    EventType("appraisal-taken-back", 1, nominations.AppraisalTakenBack),
    EventType("nomination-returned", 1, nominations.NominationReturned),
    EventType("nomination-return-taken-back", 1, nominations.NominationReturnTakenBack),
    EventType("nomination-completed", 1, nominations.NominationCompleted),
    EventType("nomination-tabled", 1, nominations.NominationTabled),
    EventType("nomination-untabled", 1, nominations.NominationUntabled),
    EventType("nomination-voted", 2, nominations.NominationVoted),
    EventType("nomination-forwarded", 1, nominations.NominationForwarded),
    EventType("award-decided", 1, nominations.AwardDecided),
    EventType("nomination-refused", 2, nominations.NominationRefused),
    EventType("nomination-refusal-withdrawn", 1, nominations.NominationRefusalWithdrawn),
    EventType("nomination-recalled", 1, nominations.NominationRecalled),
    EventType("award-corrected", 2, nominations.AwardCorrected),
    EventType("award-annulled", 2, nominations.AwardAnnulled),
    EventType("award-correction-withdrawn", 2, nominations.AwardCorrectionWithdrawn),
    EventType("award-restored", 2, nominations.AwardRestored),
    EventType("award-annulment-withdrawn", 1, nominations.AwardAnnulmentWithdrawn),
    EventType("award-recovered", 1, nominations.AwardRecovered),
    EventType("recovery-taken-back", 2, nominations.RecoveryTakenBack),
    EventType("award-repaid", 1, nominations.AwardRepaid),
    EventType("repayment-taken-back", 1, nominations.RepaymentTakenBack),
    EventType("award-withdrawn", 1, nominations.AwardWithdrawn),
    EventType("refusal-withdrawn", 1, nominations.RefusalWithdrawn),
    EventType("claim-taken", 1, nominations.ClaimTaken),
    EventType("claim-released", 1, nominations.ClaimReleased),
    EventType("session-called", 2, councils.SessionCalled),
    EventType("session-called-off", 2, councils.SessionCalledOff),
    EventType("session-opened", 2, councils.SessionOpened),
    EventType("member-arrived", 1, councils.MemberArrived),
    EventType("member-left", 1, councils.MemberLeft),
    EventType("vote-opened", 1, councils.VoteOpened),
    EventType("vote-cancelled", 1, councils.VoteCancelled),
    EventType("vote-interrupted", 1, councils.VoteInterrupted),
    EventType("vote-closed", 2, councils.VoteClosed),
    EventType("session-closed", 1, councils.SessionClosed),
    EventType("session-reopened", 1, councils.SessionReopened),
    EventType("ballot-cast", 1, councils.BallotCast),
    EventType("written-opinion-recorded", 1, councils.WrittenOpinionRecorded),
    EventType("written-opinion-withdrawn", 1, councils.WrittenOpinionWithdrawn),
    upcasters={
        ("person-copied", 1): since_registered,
        ("nomination-proposed", 1): in_clear,
        ("nomination-proposed", 2): by_unit,
        ("nomination-proposed", 3): without_evidence,
        ("nomination-proposed", 4): in_two_values,
        ("nomination-proposed", 5): from_somewhere,
        ("nomination-voted", 1): on_some_day,
        ("session-called", 1): at_some_hour,
        ("session-opened", 1): as_called,
        ("nomination-withdrawn", 1): by_unit,
        ("nomination-refused", 1): in_clear,
        ("session-called-off", 1): for_no_reason,
        ("award-annulled", 1): in_one_recovery,
        ("award-restored", 1): as_owed_nothing,
        ("recovery-taken-back", 1): while_annulled,
        ("award-corrected", 1): of_its_words,
        ("award-correction-withdrawn", 1): of_its_words,
        ("vote-closed", 1): complete,
    },
)
