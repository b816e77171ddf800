"""What is stored of decisions and letters; it is told award by award, in the nominations. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.decisions import events
from services.chassis.kit.facts import Fact
from services.chassis.words import day


def _letter(event: events.LetterSigned) -> str:
    return f"Trình {len(event.nominations)} hồ sơ, ký ngày {day(event.signed_on)}."


DECISIONS: Final = (
    Fact("decision-signed", 1, events.DecisionSigned),
    Fact("document-number-taken", 1, events.DocumentNumberTaken),
    Fact("prize-counted", 1, events.PrizeCounted),
)
LETTERS: Final = (Fact("letter-signed", 1, events.LetterSigned, says=_letter),)
