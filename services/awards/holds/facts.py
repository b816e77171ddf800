"""What is stored of holds, and how their timeline says it; nothing of it is told outside. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.holds import events
from services.awards.holds.commands import CAUSES, OUTCOMES
from services.chassis.kit.facts import Fact
from services.chassis.words import day


def _put(event: events.HoldPut) -> str:
    cause = CAUSES.get(str(event.cause), str(event.cause))
    return f"Tạm dừng xét tặng từ ngày {day(event.since)}: {cause}, theo văn bản số {event.document_number}."


def _cleared(event: events.HoldCleared) -> str:
    outcome = OUTCOMES.get(str(event.outcome), str(event.outcome))
    paper = f", theo văn bản số {event.document_number}" if event.document_number else ""
    return f"Hết tạm dừng từ ngày {day(event.cleared_on)}: {outcome}{paper}."


FACTS: Final = (
    Fact("hold-put", 1, events.HoldPut, says=_put),
    Fact("hold-cleared", 1, events.HoldCleared, says=_cleared),
)
