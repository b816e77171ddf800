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


def complete(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say why a vote was ended before all who were there had voted."""
    return shape | {"declared": None}


REGISTRY: Final = mandates.REGISTRY + EventRegistry(
    EventType("unit-copied", 1, subjects.UnitCopied),
    EventType("person-copied", 2, subjects.PersonCopied),
    EventType("memberships-copied", 1, subjects.MembershipsCopied),
    EventType("subject-erased", 1, subjects.SubjectErased),
    EventType("window-opened", 1, windows.WindowOpened),
    EventType("window-closed", 1, windows.WindowClosed),
    EventType("nomination-proposed", 3, nominations.NominationProposed),
    EventType("nomination-withdrawn", 2, nominations.NominationWithdrawn),
    EventType("nomination-tabled", 1, nominations.NominationTabled),
    EventType("nomination-voted", 1, nominations.NominationVoted),
    EventType("nomination-forwarded", 1, nominations.NominationForwarded),
    EventType("award-decided", 1, nominations.AwardDecided),
    EventType("nomination-refused", 2, nominations.NominationRefused),
    EventType("claim-taken", 1, nominations.ClaimTaken),
    EventType("claim-released", 1, nominations.ClaimReleased),
    EventType("session-called", 1, councils.SessionCalled),
    EventType("session-called-off", 1, councils.SessionCalledOff),
    EventType("session-opened", 1, councils.SessionOpened),
    EventType("member-arrived", 1, councils.MemberArrived),
    EventType("member-left", 1, councils.MemberLeft),
    EventType("vote-opened", 1, councils.VoteOpened),
    EventType("vote-interrupted", 1, councils.VoteInterrupted),
    EventType("vote-closed", 2, councils.VoteClosed),
    EventType("session-closed", 1, councils.SessionClosed),
    EventType("ballot-cast", 1, councils.BallotCast),
    EventType("written-opinion-recorded", 1, councils.WrittenOpinionRecorded),
    upcasters={
        ("person-copied", 1): since_registered,
        ("nomination-proposed", 1): in_clear,
        ("nomination-proposed", 2): by_unit,
        ("nomination-withdrawn", 1): by_unit,
        ("nomination-refused", 1): in_clear,
        ("vote-closed", 1): complete,
    },
)
