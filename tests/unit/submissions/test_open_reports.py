"""Who owes which report: one rule, asked when a plan is issued and when a unit is registered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.submissions.ids import report_id
from services.submissions.reports.open_reports import Duty, Unit, owes, request
from thidua_contracts.codes import ReportPeriod

DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
LOCKS = datetime(2024, 5, 31, 17, tzinfo=UTC)
THEN = datetime(2024, 2, 20, 3, tzinfo=UTC)
unit = Unit(UUID(int=1), "school", date(2023, 9, 1), None)
duty = Duty(
    UUID(int=20), UUID(int=31), date(2024, 2, 20), 2024, ReportPeriod.HALF_YEAR, DUE, LOCKS, (), "Báo cáo", "57/KH"
)


def recorded(at: datetime) -> EventEnvelope[object]:
    return EventEnvelope(None, "submissions", uuid4(), "plan-1", 2, 9, "03386", at, lambda: Circumstances(uuid4()))


def test_every_unit_owes_what_the_plan_asks_of_all() -> None:
    assert owes(unit, duty, THEN)


def test_a_unit_of_a_kind_that_is_not_meant_owes_nothing() -> None:
    assert owes(unit, replace(duty, unit_kinds=("school", "hamlet")), THEN)
    assert not owes(unit, replace(duty, unit_kinds=("hamlet",)), THEN)


def test_a_unit_that_began_on_the_last_day_owes_and_one_of_the_day_after_does_not() -> None:
    assert owes(replace(unit, began_on=date(2024, 5, 14)), duty, THEN)
    assert not owes(replace(unit, began_on=date(2024, 5, 15)), duty, THEN)


def test_a_unit_that_ends_before_the_deadline_owes_nothing() -> None:
    assert not owes(replace(unit, closed_on=date(2024, 5, 14)), duty, THEN)
    assert owes(replace(unit, closed_on=date(2024, 5, 15)), duty, THEN)


def test_nothing_is_opened_once_the_book_is_closed() -> None:
    assert owes(unit, duty, LOCKS - timedelta(microseconds=1))
    assert not owes(unit, duty, LOCKS)


def test_the_report_is_the_same_by_both_paths_and_owed_from_the_later_day() -> None:
    late = replace(unit, began_on=date(2024, 4, 1))
    asked = request(late, duty, recorded(THEN))
    assert asked.command.report_id == report_id(duty.obligation_id, unit.unit_id)
    assert (asked.command.report_name, asked.command.plan_number) == ("Báo cáo", "57/KH"), "as the plan calls it"
    assert asked.target == f"request {asked.command.report_id}"
    assert (asked.command.owed_from, asked.command.at) == (date(2024, 4, 1), THEN)
    assert request(unit, duty, recorded(THEN)).command.owed_from == date(2024, 2, 20)
