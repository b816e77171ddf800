"""How awards stores its events: every type with its name, its schema version and today's class."""

from __future__ import annotations

from typing import Any, Final

from services.awards.councils import events as councils
from services.awards.decisions import events as decisions
from services.awards.initiatives import events as initiatives
from services.awards.nominations import events as nominations
from services.awards.subjects import events as subjects
from services.awards.windows import events as windows
from services.chassis.catalogue import Catalogue, Stored
from services.chassis.identity import mandates


def since_registered(shape: dict[str, Any]) -> dict[str, Any]:
    """A copied person of version 1 told no day: nobody's move was told."""
    return shape | {"member_from": None}


def in_clear(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 kept some words about a subject in clear: they are read as long as the subject's key lives."""
    return shape


CATALOGUE: Final = mandates.CATALOGUE + Catalogue(
    Stored("unit-copied", 1, subjects.UnitCopied),
    Stored("person-copied", 2, subjects.PersonCopied),
    Stored("subject-erased", 1, subjects.SubjectErased),
    Stored("window-opened", 1, windows.WindowOpened),
    Stored("window-closed", 1, windows.WindowClosed),
    Stored("initiative-recognised", 1, initiatives.InitiativeRecognised),
    Stored("initiative-used", 1, initiatives.InitiativeUsed),
    Stored("initiative-released", 1, initiatives.InitiativeReleased),
    Stored("nomination-proposed", 2, nominations.NominationProposed),
    Stored("nomination-withdrawn", 1, nominations.NominationWithdrawn),
    Stored("nomination-tabled", 1, nominations.NominationTabled),
    Stored("nomination-voted", 1, nominations.NominationVoted),
    Stored("nomination-forwarded", 1, nominations.NominationForwarded),
    Stored("award-decided", 1, nominations.AwardDecided),
    Stored("nomination-refused", 2, nominations.NominationRefused),
    Stored("claim-taken", 1, nominations.ClaimTaken),
    Stored("claim-released", 1, nominations.ClaimReleased),
    Stored("council-formed", 1, councils.CouncilFormed),
    Stored("council-changed", 1, councils.CouncilChanged),
    Stored("session-called", 1, councils.SessionCalled),
    Stored("session-opened", 1, councils.SessionOpened),
    Stored("member-arrived", 1, councils.MemberArrived),
    Stored("member-left", 1, councils.MemberLeft),
    Stored("vote-opened", 1, councils.VoteOpened),
    Stored("vote-interrupted", 1, councils.VoteInterrupted),
    Stored("vote-closed", 1, councils.VoteClosed),
    Stored("session-closed", 1, councils.SessionClosed),
    Stored("ballot-cast", 1, councils.BallotCast),
    Stored("decision-signed", 1, decisions.DecisionSigned),
    Stored("letter-signed", 1, decisions.LetterSigned),
    Stored("document-number-taken", 1, decisions.DocumentNumberTaken),
    Stored("prize-counted", 1, decisions.PrizeCounted),
    upcasters={
        ("person-copied", 1): since_registered,
        ("nomination-proposed", 1): in_clear,
        ("nomination-refused", 1): in_clear,
    },
)
