"""Timers of units: a change that was recorded for a coming day is made with the first moment of that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis.calendar import start_of_day
from services.chassis.event_envelope import EventEnvelope
from services.chassis.scheduler.timers import AGAIN, Cancel, Entry, Kind, Timers
from services.submissions.units.commands import MakeUnitChange
from services.submissions.units.events import UnitChangeCalledOff, UnitChangePlanned

KIND: Final = "make-unit-change"


def key(unit_id: UUID) -> str:
    """One entry per unit."""
    return f"{KIND} {unit_id}"


def planned(recorded: EventEnvelope[UnitChangePlanned]) -> Sequence[Entry]:
    """The first moment at which the change holds; an earlier one may have been fired."""
    event = recorded.event
    payload = {"unit_id": str(event.unit_id), AGAIN: str(recorded.event_id)}
    return [Entry(key(event.unit_id), start_of_day(event.profile.valid_from), KIND, recorded.ward_code, payload)]


def called_off(recorded: EventEnvelope[UnitChangeCalledOff]) -> Sequence[Cancel]:
    """Nothing is to come."""
    return [Cancel(key(recorded.event.unit_id))]


def make(entry: Entry, now: datetime) -> MakeUnitChange:
    """The command of an entry that is due."""
    return MakeUnitChange(ward_code=entry.ward_code, at=now, unit_id=UUID(entry.payload["unit_id"]))


TIMERS: Final = Timers(plan={UnitChangePlanned: planned, UnitChangeCalledOff: called_off}, fire={KIND: Kind(make)})
