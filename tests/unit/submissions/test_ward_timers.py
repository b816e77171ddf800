"""Timers of wards: mandates end with the first moment of the day on which their ward is no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.scheduler.timers import AGAIN, Cancel, Entry
from services.submissions.mandates.commands import EndMandates
from services.submissions.reports import timers as report_timers
from services.submissions.units import timers as unit_timers
from services.submissions.units.events import UnitChangeCalledOff, UnitChangePlanned
from services.submissions.wards.events import WardDaysCorrected, WardEnded
from services.submissions.wards.timers import TIMERS
from tests.unit.submissions import test_units

JULY, BEGIN = date(2025, 7, 1), datetime(2025, 6, 30, 17, tzinfo=UTC)
MANDATES = (UUID(int=1), UUID(int=2))


def about(event: Any) -> EventEnvelope[Any]:
    return EventEnvelope(event, "submissions", uuid4(), "ward-1", 1, 1, "03386", BEGIN, lambda: Circumstances(uuid4()))


def plan(event: Any) -> list[Any]:
    return list(TIMERS.plan[type(event)](about(event)))


def corrected(ended_on: date | None) -> WardDaysCorrected:
    return WardDaysCorrected(ward="03386", valid_from=date(2004, 12, 27), ended_on=ended_on, document_number="2/NQ")


def test_mandates_end_with_the_ward_s_last_day_and_wait_when_that_is_corrected() -> None:
    entry = Entry("end-mandates 03386", BEGIN, "end-mandates", "03386", {})
    assert plan(WardEnded(ward="03386", ended_on=JULY, successors=("03387",))) == [entry]
    (again,) = plan(corrected(JULY))
    assert isinstance(again, Entry) and replace(again, payload={}) == entry
    assert again.payload.keys() == {AGAIN}, "or what was fired on that day before would not be fired again"
    assert plan(corrected(None)) == [Cancel(entry.key)]


def test_all_that_are_held_then_end_in_one_command() -> None:
    held = {"mandates": " ".join(map(str, MANDATES))}
    entry = Entry("end-mandates 03386", BEGIN, "end-mandates", "03386", held)
    built = TIMERS.fire[entry.kind].build(entry, BEGIN)
    assert built == EndMandates(ward_code="03386", at=BEGIN, mandates=MANDATES)


def test_a_planned_change_of_a_unit_is_made_with_the_first_moment_of_its_day_unless_it_is_called_off() -> None:
    (entry,) = unit_timers.TIMERS.plan[UnitChangePlanned](about(test_units.planned))
    assert isinstance(entry, Entry) and entry.due_at == datetime(2024, 12, 2, 17, tzinfo=UTC)
    built = unit_timers.TIMERS.fire[entry.kind].build(entry, entry.due_at)
    assert built == replace(test_units.make, at=entry.due_at)
    assert list(unit_timers.TIMERS.plan[UnitChangeCalledOff](about(test_units.called_off))) == [Cancel(entry.key)]


def test_two_parts_of_a_service_do_not_plan_the_same() -> None:
    both = report_timers.TIMERS + TIMERS
    assert both.fire.keys() == report_timers.TIMERS.fire.keys() | TIMERS.fire.keys()
    with pytest.raises(ValueError, match="twice"):
        both + TIMERS
