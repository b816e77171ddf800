"""Reminders follow the deadline that holds, and stop when the report comes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.chassis.calendar import ZONE
from services.chassis.event_envelope import EventEnvelope
from services.chassis.scheduler.timers import Cancel, Entry
from services.notifications.reminders.decider import (
    HANDLES,
    REMINDERS,
    CancelReminders,
    PlanReminders,
    RaiseReminder,
    RemindUnit,
    decide,
)
from services.notifications.reminders.events import (
    ReminderRaised,
    RemindersCancelled,
    RemindersPlanned,
    Step,
    UnitReminded,
)
from services.notifications.reminders.pages import reported
from services.notifications.reminders.policy import steps
from services.notifications.reminders.timers import KIND, TIMERS, key
from tests.support.given import decider

reminders = decider(REMINDERS, decide)

REPORT = UUID("0b7b1f0e-9df7-5b43-8f57-6f3d8e9c2a10")
UNIT = UUID("5c1a4a2e-7f0b-5d0d-9c44-1f0b2a9d8e77")
MARCH = datetime(2024, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
"""The first instant of 15/5/2024 in Vietnam: the last day is 14/5."""
FACTS = {"year": "2024"}


def at(month: int, day: int) -> datetime:
    return datetime(2024, month, day, 8, tzinfo=ZONE)


SEVEN, THREE, ONE = Step(0, at(5, 7)), Step(1, at(5, 11)), Step(2, at(5, 13))
plan = PlanReminders("03386", MARCH, REPORT, UNIT, DUE, FACTS)
planned = RemindersPlanned(REPORT, UNIT, DUE, (SEVEN, THREE, ONE), (), FACTS)
cancel = CancelReminders("03386", MARCH, REPORT)
first = RaiseReminder("03386", at(5, 7), REPORT, 0, at(5, 7))
raised = ReminderRaised(REPORT, UNIT, DUE, 0, FACTS)
remind = RemindUnit("03386", at(4, 2), REPORT)
reminded = UnitReminded(REPORT, UNIT, DUE, at(4, 2), FACTS)


def test_a_unit_is_reminded_in_the_morning_some_days_before_the_last_day() -> None:
    reminders.given().when(plan).then(planned)


def test_what_is_planned_is_not_planned_twice() -> None:
    reminders.given(planned).when(plan).then_nothing()


def test_only_what_is_still_to_come_is_planned() -> None:
    assert steps(DUE, at(5, 11)) == (ONE,)
    assert steps(DUE, at(5, 13)) == ()


def test_reminders_move_with_the_deadline() -> None:
    later = DUE + timedelta(days=10)
    extended = replace(plan, at=datetime(2024, 5, 12, tzinfo=UTC), due_at=later)
    reminders.given(planned, raised).when(extended).then(
        RemindersPlanned(REPORT, UNIT, later, (Step(0, at(5, 17)), Step(1, at(5, 21)), Step(2, at(5, 23))), (), FACTS)
    )
    sooner = replace(plan, at=at(5, 7), due_at=DUE - timedelta(days=3))
    reminders.given(planned).when(sooner).then(
        RemindersPlanned(REPORT, UNIT, sooner.due_at, (Step(1, at(5, 8)), Step(2, at(5, 10))), (0,), FACTS)
    )


def test_nobody_is_reminded_of_what_has_come() -> None:
    cancelled = RemindersCancelled(REPORT, (0, 1, 2))
    reminders.given(planned).when(cancel).then(cancelled)
    reminders.given(planned, raised).when(cancel).then(RemindersCancelled(REPORT, (1, 2)))
    reminders.given(planned, cancelled).when(first).then_nothing()
    reminders.given().when(cancel).then_nothing()


def test_a_returned_report_is_reminded_of_again() -> None:
    cancelled = RemindersCancelled(REPORT, (0, 1, 2))
    reminders.given(planned, cancelled).when(replace(plan, at=at(5, 11))).then(
        RemindersPlanned(REPORT, UNIT, DUE, (ONE,), (), FACTS)
    )


def test_a_reminder_is_raised_once_and_only_at_the_time_that_holds() -> None:
    reminders.given(planned).when(first).then(raised)
    reminders.given(planned, raised).when(first).then_nothing()
    reminders.given(planned).when(replace(first, planned_at=at(5, 6))).then_nothing()


def test_the_clerk_reminds_before_the_last_day_and_after_it() -> None:
    reminders.given(planned).when(remind).then(reminded)
    late = replace(remind, at=at(6, 1))
    reminders.given(planned, reminded).when(late).then(replace(reminded, reminded_at=late.at))


def test_whoever_was_reminded_yesterday_is_not_reminded_again() -> None:
    next_day, day_after = replace(remind, at=at(4, 3)), replace(remind, at=at(4, 4))
    reminders.given(planned, reminded).when(remind).then_refused("reminder.too-soon")
    reminders.given(planned, reminded).when(next_day).then_refused("reminder.too-soon")
    reminders.given(planned, reminded).when(day_after).then(replace(reminded, reminded_at=day_after.at))
    by_itself = replace(remind, at=at(5, 8))
    reminders.given(planned, raised).when(by_itself).then_refused("reminder.too-soon")
    moved = replace(planned, due_at=DUE + timedelta(days=10))
    reminders.given(planned, reminded, moved).when(next_day).then_refused("reminder.too-soon")


def test_nobody_is_reminded_by_hand_of_what_has_come() -> None:
    reminders.given(planned, RemindersCancelled(REPORT, (0, 1, 2))).when(remind).then_refused("reminder.not-waited-for")


def test_history_is_never_refused() -> None:
    assert REMINDERS.fold([raised, reminded]) == REMINDERS.initial_state


def test_a_command_names_the_reminders_of_its_report() -> None:
    assert {ref.stream_id for case in HANDLES for ref in case.streams(cancel)} == {f"reminders-{REPORT}"}


def recorded(event: Any) -> EventEnvelope[Any]:
    return EventEnvelope(
        event, "notifications", REPORT, f"reminders-{REPORT}", 1, 1, "03386", MARCH, REPORT, None, None
    )


def test_the_agenda_holds_a_step_each_and_drops_what_no_longer_holds() -> None:
    moved = replace(planned, steps=(ONE,), dropped=(0, 1))
    entries = TIMERS.plan[RemindersPlanned](recorded(moved))
    payload = {"report_id": str(REPORT), "step": "2"}
    assert entries == [
        Entry(key(REPORT, 2), at(5, 13), KIND, "03386", payload),
        Cancel(key(REPORT, 0)),
        Cancel(key(REPORT, 1)),
    ]
    cancelled = TIMERS.plan[RemindersCancelled](recorded(RemindersCancelled(REPORT, (2,))))
    assert cancelled == [Cancel(key(REPORT, 2))]


def test_the_agenda_fires_the_step_that_it_holds() -> None:
    entry = Entry(key(REPORT, 0), at(5, 7), KIND, "03386", {"report_id": str(REPORT), "step": "0"})
    assert TIMERS.fire[KIND].build(entry, at(5, 7)) == first
    assert TIMERS.fire[KIND].skip_after is not None, "an overdue reminder is skipped, not sent in a flood"


def test_the_clerk_is_told_how_many_were_reminded_and_how_many_not() -> None:
    assert reported({"done": "12", "of": "12"}) == "Đã gửi nhắc việc cho 12 đơn vị."
    assert reported({"done": "11", "of": "12"}) == (
        "Đã gửi nhắc việc cho 11 đơn vị; 1 đơn vị vừa nộp hoặc vừa được nhắc nên không gửi."
    )
    assert reported({"done": "0", "of": "2"}).startswith("Chưa gửi nhắc việc nào: 2 đơn vị")
    assert [reported(asked) for asked in ({}, {"done": "-1", "of": "2"}, {"done": "²", "of": "2"})] == [""] * 3
