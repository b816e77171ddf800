"""What is stored of a movement, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis import words
from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.fields import because
from services.submissions.movements import events
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched
from thidua_contracts.submissions.movement_left_v1 import MovementLeft
from thidua_contracts.submissions.movement_restored_v1 import MovementRestored
from thidua_contracts.submissions.movement_withdrawn_v1 import MovementWithdrawn


def launched(event: events.MovementLaunched) -> MovementLaunched:
    """A movement runs."""
    return MovementLaunched(
        movement_id=str(event.movement_id),
        plan_id=str(event.plan_id),
        code=event.code,
        name=event.name,
        starts_on=event.content.starts_on,
        ends_on=event.content.ends_on,
    )


def joined(event: events.MovementJoined) -> MovementJoined:
    """A unit takes part."""
    return MovementJoined(
        movement_id=str(event.movement_id), unit_id=str(event.unit_id), by_office=event.by_office or None
    )


def left(event: events.MovementLeft) -> MovementLeft:
    """A unit takes part no more."""
    return MovementLeft(
        movement_id=str(event.movement_id), unit_id=str(event.unit_id), by_office=event.by_office or None
    )


def withdrawn(event: events.MovementWithdrawn) -> MovementWithdrawn:
    """It was a mistake."""
    return MovementWithdrawn(movement_id=str(event.movement_id), plan_id=str(event.plan_id))


def restored(event: events.MovementRestored) -> MovementRestored:
    """It was none."""
    return MovementRestored(movement_id=str(event.movement_id), plan_id=str(event.plan_id))


def _undated(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 2 did not say when the plan was issued."""
    return shape | {"plan_issued_on": None}


def _launched(event: events.MovementLaunched) -> str:
    return f"Phát động phong trào “{event.name}” {_when(event.content)}."


def _amended(event: events.MovementAmended) -> str:
    by = f" theo văn bản số {event.document_number}" if event.document_number else ""
    return f"Sửa nội dung phong trào lần {event.version - 1}{by}; thời gian {_when(event.content)}."


def _reviewed(event: events.MovementReviewed) -> str:
    by = f", báo cáo số {event.document_number}" if event.document_number else ""
    return f"{events.REVIEWS.get(event.kind, event.kind)} ngày {day(event.held_on)}{by}."


def _when(content: events.MovementContent) -> str:
    until = f" đến hết ngày {day(content.ends_on)}" if content.ends_on else ""
    return f"từ ngày {day(content.starts_on)}{until}"


def _asking(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 said when it runs and nothing of what it asks."""
    when = {name: shape[name] for name in ("starts_on", "ends_on")}
    said = {"kind": "", "goals": [], "subjects": [], "criteria": [], "slogan": None, "parent": None, **when}
    return {name: value for name, value in shape.items() if name not in when} | {"content": said}


def _joined(event: events.MovementJoined) -> str:
    return "Văn phòng đăng ký tham gia thay đơn vị." if event.by_office else "Đăng ký tham gia phong trào."


def _by_unit(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say who joined for the unit."""
    return shape | {"by_office": False}


def _counted(event: events.HouseholdsCounted) -> str:
    who = "Văn phòng ghi" if event.by_office else "Ghi"
    return f"{who} {words.number(event.households)} trên {words.number(event.of_all)} hộ tham gia, tính đến ngày {day(event.counted_on)}."


def _count_taken_back(event: events.HouseholdsTakenBack) -> str:
    return because(f"Rút số hộ tham gia tính đến ngày {day(event.counted_on)}")(event)


FACTS: Final = (
    Fact("movement-launched", 3, events.MovementLaunched, launched, _launched, lifts=(_asking, _undated)),
    Fact("movement-amended", 1, events.MovementAmended, says=_amended),
    Fact("movement-reviewed", 1, events.MovementReviewed, says=_reviewed),
    Fact(
        "movement-review-withdrawn",
        1,
        events.MovementReviewWithdrawn,
        says=because("Hủy ghi sơ kết, tổng kết"),
    ),
    Fact("movement-withdrawn", 1, events.MovementWithdrawn, withdrawn, because("Rút phong trào ghi nhầm")),
    Fact("movement-restored", 1, events.MovementRestored, restored, because("Khôi phục phong trào rút nhầm")),
    Fact("movement-joined", 2, events.MovementJoined, joined, _joined, lifts=(_by_unit,)),
    Fact("movement-left", 1, events.MovementLeft, left, because("Rút đăng ký tham gia")),
    Fact("households-counted", 1, events.HouseholdsCounted, says=_counted),
    Fact("households-taken-back", 1, events.HouseholdsTakenBack, says=_count_taken_back),
)
