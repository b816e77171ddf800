"""What is stored of directives and their readings, what others are told, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis.calendar import end_of_day
from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.directives import events
from services.submissions.fields import because, mistake_of
from thidua_contracts.codes import Mistake
from thidua_contracts.submissions.directive_deadline_moved_v1 import DirectiveDeadlineMoved
from thidua_contracts.submissions.directive_read_taken_back_v1 import DirectiveReadTakenBack
from thidua_contracts.submissions.directive_read_v1 import DirectiveRead
from thidua_contracts.submissions.directive_recalled_v1 import DirectiveRecalled
from thidua_contracts.submissions.directive_released_v1 import DirectiveReleased
from thidua_contracts.submissions.directive_restored_v1 import DirectiveRestored
from thidua_contracts.submissions.directive_sent_v1 import DirectiveSent


def _which(event: Any) -> dict[str, Any]:
    """What the contracts carry of a reading: whose it is, and of which document."""
    return {
        "reading_id": str(event.reading_id),
        "directive_id": str(event.directive_id),
        "unit_id": str(event.unit_id),
        "document_title": event.title,
        "document_number": event.number,
    }


def sent(event: events.ReadingAsked) -> DirectiveSent:
    """A unit has it to read."""
    return DirectiveSent(
        **_which(event),
        due_at=end_of_day(event.read_by),
    )


def moved(event: events.ReadingDeadlineMoved) -> DirectiveDeadlineMoved:
    """A unit has until another day."""
    return DirectiveDeadlineMoved(
        **_which(event),
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
        **_which(event),
        due_at=end_of_day(event.read_by),
    )


def released(event: events.ReadingReleased) -> DirectiveReleased:
    """The unit need not read it."""
    return DirectiveReleased(
        reading_id=str(event.reading_id), directive_id=str(event.directive_id), unit_id=str(event.unit_id)
    )


def recalled(event: events.ReadingRecalled) -> DirectiveRecalled:
    """What a unit was sent holds no longer; a reason that no list has any more is not told."""
    why = mistake_of(event)
    return DirectiveRecalled(
        **_which(event),
        document_withdrawn=event.document_withdrawn,
        recalled_for=None if why is Mistake.UNKNOWN else why,
        instead_number=event.instead.number if event.instead else None,
        instead_title=event.instead.title if event.instead else None,
    )


def restored(event: events.ReadingRestored) -> DirectiveRestored:
    """It holds again."""
    return DirectiveRestored(
        **_which(event),
        due_at=end_of_day(event.read_by),
        already_read=event.already_read,
    )


def of_its_sending(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say whether the document itself had gone."""
    return shape | {"document_withdrawn": False, "instead": None}


def _recalled(event: events.DirectiveRecalled | events.ReadingRecalled) -> str:
    what = "Thu hồi vì văn bản đã rút khỏi thư viện" if event.document_withdrawn else "Thu hồi"
    other = "" if event.instead is None else f" Thay bằng văn bản số {event.instead.number}: {event.instead.title}."
    return because(what)(event) + other


def _restored(event: events.ReadingRestored) -> str:
    to_read = "" if event.already_read else f", đọc xong chậm nhất ngày {day(event.read_by)}"
    return f"Văn bản được khôi phục{to_read}."


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
    Fact("directive-recalled", 2, events.DirectiveRecalled, says=_recalled, lifts=(of_its_sending,)),
    Fact("directive-restored", 1, events.DirectiveRestored, says=because("Khôi phục")),
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
    Fact("reading-recalled", 1, events.ReadingRecalled, recalled, _recalled),
    Fact("reading-restored", 1, events.ReadingRestored, restored, _restored),
)
