"""What is stored of directives and their readings, what others are told, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.calendar import end_of_day
from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.directives import events
from services.submissions.fields import because
from thidua_contracts.submissions.directive_deadline_moved_v1 import DirectiveDeadlineMoved
from thidua_contracts.submissions.directive_read_taken_back_v1 import DirectiveReadTakenBack
from thidua_contracts.submissions.directive_read_v1 import DirectiveRead
from thidua_contracts.submissions.directive_released_v1 import DirectiveReleased
from thidua_contracts.submissions.directive_sent_v1 import DirectiveSent


def sent(event: events.ReadingAsked) -> DirectiveSent:
    """A unit has it to read."""
    return DirectiveSent(
        reading_id=str(event.reading_id),
        directive_id=str(event.directive_id),
        unit_id=str(event.unit_id),
        document_title=event.title,
        document_number=event.number,
        due_at=end_of_day(event.read_by),
    )


def moved(event: events.ReadingDeadlineMoved) -> DirectiveDeadlineMoved:
    """A unit has until another day."""
    return DirectiveDeadlineMoved(
        reading_id=str(event.reading_id),
        directive_id=str(event.directive_id),
        unit_id=str(event.unit_id),
        document_title=event.title,
        document_number=event.number,
        due_at=end_of_day(event.read_by),
        already_read=event.already_read,
    )


def read(event: events.ReadingConfirmed) -> DirectiveRead:
    """A unit has read it."""
    return DirectiveRead(
        reading_id=str(event.reading_id),
        directive_id=str(event.directive_id),
        unit_id=str(event.unit_id),
        document_title=event.title,
        read_on=event.read_on,
        on_time=event.on_time,
        by_office=event.by_office,
    )


def taken_back(event: events.ReadingTakenBack) -> DirectiveReadTakenBack:
    """The unit has it to read again."""
    return DirectiveReadTakenBack(
        reading_id=str(event.reading_id),
        directive_id=str(event.directive_id),
        unit_id=str(event.unit_id),
        document_title=event.title,
        document_number=event.number,
        due_at=end_of_day(event.read_by),
    )


def released(event: events.ReadingReleased) -> DirectiveReleased:
    """The unit need not read it."""
    return DirectiveReleased(
        reading_id=str(event.reading_id), directive_id=str(event.directive_id), unit_id=str(event.unit_id)
    )


def _distributed(event: events.DirectiveDistributed) -> str:
    to = f"{len(event.units)} đơn vị" if event.units else "mọi đơn vị"
    return f"Phổ biến đến {to}, đọc xong chậm nhất ngày {day(event.read_by)}."


def _read(event: events.ReadingConfirmed) -> str:
    who = "Văn phòng ghi đơn vị đã đọc" if event.by_office else "Đơn vị xác nhận đã đọc và phổ biến"
    return f"{who} ngày {day(event.read_on)}{'' if event.on_time else ', sau hạn'}."


FACTS: Final = (
    Fact("directive-distributed", 1, events.DirectiveDistributed, says=_distributed),
    Fact(
        "directive-deadline-moved",
        1,
        events.DirectiveDeadlineMoved,
        says=lambda event: f"Đổi hạn đọc từ ngày {day(event.was)} thành ngày {day(event.read_by)}.",
    ),
    Fact("directive-recalled", 1, events.DirectiveRecalled, says=because("Thu hồi")),
    Fact("reading-asked", 1, events.ReadingAsked, sent, "Giao đơn vị đọc."),
    Fact(
        "reading-deadline-moved",
        1,
        events.ReadingDeadlineMoved,
        moved,
        lambda event: f"Hạn đọc đổi thành ngày {day(event.read_by)}.",
    ),
    Fact("reading-confirmed", 1, events.ReadingConfirmed, read, _read),
    Fact("reading-taken-back", 1, events.ReadingTakenBack, taken_back, because("Hủy xác nhận đã đọc")),
    Fact("reading-released", 1, events.ReadingReleased, released, "Đơn vị không phải đọc nữa."),
)
