"""What is stored of an initiative, and how its timeline says it; nothing of it is told outside. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.awards.initiatives import events
from services.awards.initiatives.commands import MISTAKES
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day


def _recognised(event: events.InitiativeRecognised) -> str:
    return f"Công nhận theo văn bản số {event.document_number} ngày {day(event.recognised_on)}."


def _without_evidence(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no files."""
    return shape | {"evidence": []}


def _withdrawn(event: events.InitiativeWithdrawn) -> str:
    return f"Rút sáng kiến ghi nhầm: {lower(MISTAKES.get(event.mistake, event.mistake))}."


FACTS: Final = (
    Fact("initiative-recognised", 2, events.InitiativeRecognised, says=_recognised, lifts=(_without_evidence,)),
    Fact("initiative-used", 1, events.InitiativeUsed, says="Được dùng làm căn cứ cho một hồ sơ đề nghị khen thưởng."),
    Fact(
        "initiative-released",
        1,
        events.InitiativeReleased,
        says="Hồ sơ đã dùng sáng kiến không được khen thưởng; sáng kiến được dùng lại.",
    ),
    Fact("initiative-withdrawn", 1, events.InitiativeWithdrawn, says=_withdrawn),
    Fact("recognition-taken", 1, events.RecognitionTaken),
    Fact("recognition-released", 1, events.RecognitionReleased),
)
