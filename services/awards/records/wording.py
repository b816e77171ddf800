"""How the timeline of a record says its entries. Pure."""

from __future__ import annotations

from services.awards.nominations.merits import RATINGS
from services.awards.records import events
from services.awards.records.commands import DISCIPLINES, LEAVES, MISTAKES
from services.chassis.kit.fields import lower
from services.chassis.words import day


def rating(event: events.RatingRecorded) -> str:
    """A rating, by its paper."""
    rating = RATINGS.get(str(event.rating), str(event.rating))
    paper = f"văn bản số {event.by_document} ngày {day(event.rated_on)}"
    return f"Ghi xếp loại năm {event.year}: {rating}, theo {paper}."


def leave(event: events.LeaveRecorded) -> str:
    """Leave, by its paper."""
    leave = LEAVES.get(str(event.leave), str(event.leave))
    days = f"từ ngày {day(event.first)} đến hết ngày {day(event.last)}"
    return f"Ghi {lower(leave)} {days}, theo văn bản số {event.by_document}."


def discipline(event: events.DisciplineRecorded) -> str:
    """A discipline, by its paper."""
    discipline = DISCIPLINES.get(str(event.discipline), str(event.discipline))
    until = f" đến hết ngày {day(event.last)}" if event.last else ""
    return f"Ghi kỷ luật {lower(discipline)} từ ngày {day(event.first)}{until}, theo văn bản số {event.by_document}."


def ended(event: events.DisciplineEnded) -> str:
    """Until when a discipline lasted, by its paper."""
    return f"Kỷ luật hết hiệu lực sau ngày {day(event.last)}, theo văn bản số {event.by_document}."


def withdrawn(event: events.EntryWithdrawn) -> str:
    """An entry that was made by mistake."""
    return f"Rút một dòng đã ghi: {lower(MISTAKES[event.mistake])}."
