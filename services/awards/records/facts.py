"""What is stored of records, and how their timeline says it; nothing of it is told outside. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.nominations.merits import RATINGS
from services.awards.records import events
from services.awards.records.commands import DISCIPLINES, LEAVES, MISTAKES
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day


def _rating(event: events.RatingRecorded) -> str:
    rating = RATINGS.get(str(event.rating), str(event.rating))
    paper = f"văn bản số {event.document_number} ngày {day(event.rated_on)}"
    return f"Ghi xếp loại năm {event.year}: {rating}, theo {paper}."


def _leave(event: events.LeaveRecorded) -> str:
    leave = LEAVES.get(str(event.leave), str(event.leave))
    days = f"từ ngày {day(event.first)} đến hết ngày {day(event.last)}"
    return f"Ghi {lower(leave)} {days}, theo văn bản số {event.document_number}."


def _discipline(event: events.DisciplineRecorded) -> str:
    discipline = DISCIPLINES.get(str(event.discipline), str(event.discipline))
    until = f" đến hết ngày {day(event.last)}" if event.last else ""
    return (
        f"Ghi kỷ luật {lower(discipline)} từ ngày {day(event.first)}{until}, theo văn bản số {event.document_number}."
    )


def _ended(event: events.DisciplineEnded) -> str:
    return f"Kỷ luật hết hiệu lực sau ngày {day(event.last)}, theo văn bản số {event.document_number}."


def _withdrawn(event: events.EntryWithdrawn) -> str:
    return f"Rút một dòng đã ghi: {lower(MISTAKES[event.mistake])}."


FACTS: Final = (
    Fact("rating-recorded", 1, events.RatingRecorded, says=_rating),
    Fact("leave-recorded", 1, events.LeaveRecorded, says=_leave),
    Fact("discipline-recorded", 1, events.DisciplineRecorded, says=_discipline),
    Fact("discipline-ended", 1, events.DisciplineEnded, says=_ended),
    Fact("entry-withdrawn", 1, events.EntryWithdrawn, says=_withdrawn),
)
