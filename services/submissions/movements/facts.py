"""What is stored of a movement, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

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
        starts_on=event.starts_on,
        ends_on=event.ends_on,
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


def _launched(event: events.MovementLaunched) -> str:
    until = f" đến hết ngày {day(event.ends_on)}" if event.ends_on else ""
    return f"Phát động phong trào “{event.name}” từ ngày {day(event.starts_on)}{until}."


def _joined(event: events.MovementJoined) -> str:
    return "Văn phòng đăng ký tham gia thay đơn vị." if event.by_office else "Đăng ký tham gia phong trào."


def _by_unit(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say who joined for the unit."""
    return shape | {"by_office": False}


FACTS: Final = (
    Fact("movement-launched", 1, events.MovementLaunched, launched, _launched),
    Fact("movement-withdrawn", 1, events.MovementWithdrawn, withdrawn, because("Rút phong trào ghi nhầm")),
    Fact("movement-restored", 1, events.MovementRestored, restored, because("Khôi phục phong trào rút nhầm")),
    Fact("movement-joined", 2, events.MovementJoined, joined, _joined, lifts=(_by_unit,)),
    Fact("movement-left", 1, events.MovementLeft, left, because("Rút đăng ký tham gia")),
)
