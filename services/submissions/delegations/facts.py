"""What is stored of a delegation, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.delegations import events
from services.submissions.delegations.manners import WORDS
from services.submissions.fields import because

FACTS: Final = (
    Fact(
        "signing-delegated",
        1,
        events.SigningDelegated,
        says=lambda event: f"{WORDS[event.manner]}, {event.position}, từ ngày {day(event.valid_from)}.",
    ),
    Fact(
        "delegation-ended",
        1,
        events.DelegationEnded,
        says=lambda event: f"Ngày cuối cùng được ký: {day(event.valid_to)}.",
    ),
    Fact("delegation-withdrawn", 1, events.DelegationWithdrawn, says=because("Rút việc giao ký")),
)
