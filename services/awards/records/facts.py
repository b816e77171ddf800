"""What is stored of records, and how their timeline says it; nothing of it is told outside. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.records import events, wording
from services.chassis.kit.facts import Fact

FACTS: Final = (
    Fact("rating-recorded", 1, events.RatingRecorded, says=wording.rating),
    Fact("leave-recorded", 1, events.LeaveRecorded, says=wording.leave),
    Fact("discipline-recorded", 1, events.DisciplineRecorded, says=wording.discipline),
    Fact("discipline-ended", 1, events.DisciplineEnded, says=wording.ended),
    Fact("entry-withdrawn", 1, events.EntryWithdrawn, says=wording.withdrawn),
)
