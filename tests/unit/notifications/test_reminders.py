"""Reminders follow the deadline that holds, and say whom they reach."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.chassis.calendar import ZONE
from services.chassis.scheduler.timers import Cancel, Entry
from services.notifications.addressing.manager import _letter
from services.notifications.policy import POLICY, Kind, holds
from services.notifications.reminders.decider import (
    HANDLES,
    REMINDERS,
    RaiseReminder,
    Reminded,
    RemindUnit,
    Waiting,
    decide,
)
from services.notifications.reminders.events import ReminderRaised, UnitReminded
from services.notifications.reminders.pages import _owed, reported, said
from services.notifications.reminders.schedule import SKIPPED_AFTER, step_at
from services.notifications.reminders.timers import KIND, TIMERS, key, planned
from services.notifications.retired import RemindersCancelled, RemindersPlanned
from tests.support.given import decider
from tests.support.told import Told, report_event
from thidua_contracts.submissions.aims_asked_v1 import AimsAsked
from thidua_contracts.submissions.aims_deadline_moved_v1 import AimsDeadlineMoved
from thidua_contracts.submissions.directive_deadline_moved_v1 import DirectiveDeadlineMoved
from thidua_contracts.submissions.directive_read_taken_back_v1 import DirectiveReadTakenBack
from thidua_contracts.submissions.directive_recalled_v1 import DirectiveRecalled
from thidua_contracts.submissions.directive_restored_v1 import DirectiveRestored
from thidua_contracts.submissions.directive_sent_v1 import DirectiveSent
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_requested_v1 import ReportRequested

reminders = decider(REMINDERS, decide)

REPORT = UUID("0b7b1f0e-9df7-5b43-8f57-6f3d8e9c2a10")
UNIT = UUID("5c1a4a2e-7f0b-5d0d-9c44-1f0b2a9d8e77")
MARCH = datetime(2024, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
"""The first instant of 15/5/2024 in Vietnam: the last day is 14/5."""
FACTS = {"year": "2024", "due_at": DUE.isoformat()}


def at(month: int, day: int) -> datetime:
    return datetime(2024, month, day, 8, tzinfo=ZONE)


waiting = Waiting(UNIT, DUE, FACTS, headed=True)
first = RaiseReminder("03386", at(5, 7), REPORT, 0, waiting)
raised = ReminderRaised(REPORT, UNIT, DUE, 0, FACTS)
remind = RemindUnit("03386", at(4, 2), REPORT, waiting)
reminded = UnitReminded(REPORT, UNIT, DUE, at(4, 2), FACTS)


def test_a_step_is_raised_once_for_each_deadline() -> None:
    reminders.given().when(first).then(raised)
    reminders.given(raised).when(first).then_nothing()
    later = replace(waiting, due_at=DUE + timedelta(days=10))
    reminders.given(raised).when(replace(first, waiting=later)).then(replace(raised, due_at=later.due_at))
    reminders.given(raised).when(replace(first, step=1)).then(replace(raised, step=1))


def test_the_clerk_reminds_before_the_last_day_and_after_it() -> None:
    reminders.given().when(remind).then(reminded)
    late = replace(remind, at=at(6, 1))
    reminders.given(reminded).when(late).then(replace(reminded, reminded_at=late.at))


def test_whoever_was_reminded_yesterday_is_not_reminded_again() -> None:
    next_day, day_after = replace(remind, at=at(4, 3)), replace(remind, at=at(4, 4))
    reminders.given(reminded).when(remind).then_refused("reminder.too-soon")
    reminders.given(reminded).when(next_day).then_refused("reminder.too-soon")
    reminders.given(reminded).when(day_after).then(replace(reminded, reminded_at=day_after.at))
    reminders.given(raised).when(replace(remind, at=at(5, 8))).then_refused("reminder.too-soon")


def test_nobody_is_reminded_by_hand_of_what_has_come() -> None:
    reminders.given().when(replace(remind, waiting=None)).then_refused("reminder.not-waited-for")


def test_a_unit_that_nobody_heads_is_not_said_to_be_reminded() -> None:
    headless = replace(remind, waiting=replace(waiting, headed=False))
    reminders.given().when(headless).then_refused("reminder.nobody")


def test_what_was_stored_of_plans_changes_nothing() -> None:
    plan = RemindersPlanned(REPORT, UNIT, DUE, (), (), FACTS)
    assert REMINDERS.fold([plan, reminded, RemindersCancelled(REPORT, ())]) == Reminded(at(4, 2))


def test_a_command_names_the_reminders_of_its_report() -> None:
    assert {ref.stream_id for case in HANDLES for ref in case.streams(remind)} == {f"reminders-{REPORT}"}


def told(event: Any, when: datetime = MARCH) -> Any:
    return Told()(event, f"report-{REPORT}", "03386", when)


def entry(step: int, due: datetime) -> Entry:
    return Entry(key(str(REPORT), step), due, KIND, "03386", {"report_id": str(REPORT), "step": str(step)})


requested = report_event(ReportRequested, REPORT, UNIT, plan_id="plan", due_at=DUE, locks_at=DUE)


def test_a_unit_is_reminded_in_the_morning_some_days_before_the_last_day() -> None:
    assert planned(told(requested)) == [entry(0, at(5, 7)), entry(1, at(5, 11)), entry(2, at(5, 13))]


def test_reminders_move_with_the_deadline_and_only_what_is_still_to_come_is_planned() -> None:
    later = DUE + timedelta(days=1)
    extended = report_event(
        ReportDeadlineExtended, REPORT, UNIT, due_at=later, locks_at=later, document_number="7/UBND"
    )
    assert planned(told(extended, at(5, 12))) == [
        Cancel(key(str(REPORT), 0)),
        Cancel(key(str(REPORT), 1)),
        entry(2, at(5, 14)),
    ]
    assert step_at(later, 2) == at(5, 14)


def test_a_unit_is_reminded_of_a_directive_that_it_is_to_read_as_of_a_report() -> None:
    asked = {"directive_id": "d", "unit_id": str(UNIT), "document_title": "Chỉ thị", "document_number": "34-CT/TW"}
    for event in (DirectiveSent, DirectiveReadTakenBack):
        one = event(reading_id=str(REPORT), due_at=DUE, **asked)
        assert planned(told(one)) == [entry(0, at(5, 7)), entry(1, at(5, 11)), entry(2, at(5, 13))]
    reminder = replace(raised, facts={"document_title": "Chỉ thị", "due_at": DUE.isoformat()})
    assert _letter(reminder).template == "directive-reminder"
    assert _letter(replace(reminded, facts=reminder.facts)).template == "directive-reminded"
    assert _letter(raised).template == "report-reminder"


def test_a_unit_is_reminded_to_register_what_it_aims_at() -> None:
    which: dict[str, Any] = {"aims_id": str(REPORT), "unit_id": str(UNIT), "year": 2024, "due_at": DUE}
    for event in (AimsAsked(**which), AimsDeadlineMoved(**which, already_sent=False)):
        assert planned(told(event)) == [entry(0, at(5, 7)), entry(1, at(5, 11)), entry(2, at(5, 13))]
    aims = FACTS | {"work": Kind.REGISTER_AIMS}
    assert _letter(replace(raised, facts=aims)).template == "aims-reminder"
    assert _letter(replace(reminded, facts=aims)).template == "aims-reminded"
    returned = FACTS | {"work": Kind.MEND_AIMS}
    assert _letter(replace(raised, facts=returned)).template == "aims-reminder-returned"
    assert _letter(replace(reminded, facts=returned)).template == "aims-reminded-returned"


def test_reminders_of_a_directive_move_with_its_day_and_only_who_has_not_read_is_told() -> None:
    later = DUE + timedelta(days=1)
    moved = DirectiveDeadlineMoved(
        reading_id=str(REPORT), directive_id="d", unit_id=str(UNIT), document_title="Chỉ thị",
        document_number="34-CT/TW", due_at=later, already_read=False,
    )  # fmt: skip
    assert planned(told(moved, at(5, 12))) == [
        Cancel(key(str(REPORT), 0)),
        Cancel(key(str(REPORT), 1)),
        entry(2, at(5, 14)),
    ]
    [letter] = POLICY[DirectiveDeadlineMoved].letters
    assert letter.template == "directive-deadline-moved"
    assert holds(letter.when, moved) and not holds(letter.when, moved.model_copy(update={"already_read": True}))


def test_a_recall_says_whether_the_document_or_its_sending_was_the_mistake_and_a_restored_one_is_reminded_of() -> None:
    of: dict[str, Any] = {
        "reading_id": str(REPORT),
        "directive_id": "d",
        "unit_id": str(UNIT),
        "document_title": "Chỉ thị",
    }
    withdrawn = DirectiveRecalled(**of, document_number="34-CT/TW", document_withdrawn=True)
    by_hand = DirectiveRecalled(**of, document_number="34-CT/TW", document_withdrawn=False)
    for event, template in ((withdrawn, "directive-document-withdrawn"), (by_hand, "directive-recalled")):
        assert [one.template for one in POLICY[DirectiveRecalled].letters if holds(one.when, event)] == [template]
    back = DirectiveRestored(**of, document_number="34-CT/TW", due_at=DUE, already_read=False)
    assert planned(told(back, at(5, 12))) == [
        Cancel(key(str(REPORT), 0)),
        Cancel(key(str(REPORT), 1)),
        entry(2, at(5, 13)),
    ]


def test_who_has_not_read_is_named_by_the_document() -> None:
    row = {"owed": _owed({"document_title": "Chỉ thị", "document_number": "34-CT/TW", "report": "báo cáo"})}
    assert said([row], [], []) == "1 đơn vị chưa đọc văn bản số 34-CT/TW: gửi 1 thư."
    assert reported({"done": "1", "of": "2"}, "đọc").endswith("1 đơn vị vừa đọc hoặc vừa được nhắc nên không gửi.")


def test_the_agenda_fires_the_step_that_it_holds_with_what_was_looked_up() -> None:
    looked_up = replace(entry(0, at(5, 7)), payload={**FACTS, **entry(0, DUE).payload, "unit_id": str(UNIT)})
    assert TIMERS.fire[KIND].build(looked_up, at(5, 7)) == first
    assert TIMERS.fire[KIND].skip_after == SKIPPED_AFTER, "an overdue reminder is skipped, not sent in a flood"


def test_the_clerk_is_told_how_many_were_reminded_and_how_many_not() -> None:
    assert reported({"done": "12", "of": "12"}) == "Đã gửi nhắc việc cho 12 đơn vị."
    assert reported({"done": "11", "of": "12"}) == (
        "Đã gửi nhắc việc cho 11 đơn vị; 1 đơn vị vừa nộp hoặc vừa được nhắc nên không gửi."
    )
    assert reported({"done": "0", "of": "2"}).startswith("Chưa gửi nhắc việc nào: 2 đơn vị")
    assert [reported(asked) for asked in ({}, {"done": "-1", "of": "2"}, {"done": "²", "of": "2"})] == [""] * 3


def test_the_clerk_is_told_whom_no_letter_reached_and_why() -> None:
    assert reported({"done": "1", "of": "2", "nobody": "1"}) == (
        "Đã gửi nhắc việc cho 1 đơn vị; 1 đơn vị chưa có người đại diện nên chưa nhắc được."
    )
    assert reported({"done": "0", "of": "1", "nobody": "1"}).startswith("Chưa gửi nhắc việc nào: 1 đơn vị chưa có")
    row = {"owed": "nộp báo cáo tổng kết năm 2024"}
    assert said([row], [row, row], [row]) == (
        "4 đơn vị chưa nộp báo cáo tổng kết năm 2024: gửi 1 thư. 2 đơn vị đã được nhắc hôm qua hoặc hôm nay nên không gửi lại."
        " 1 đơn vị chưa có người đại diện nên chưa nhắc được."
    )
