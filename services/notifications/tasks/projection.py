"""Read model `tasks`, fed by Kafka: what each role has to do (Việc của tôi), as the policy says of each event.

`apply` commutes between streams: opening, deadline, doing and overtaking are each set by the event of the highest position in its
service, whichever comes first; whether a task is open follows from them. It reads no clock and no other reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel, Subscription
from services.chassis.readers.tables import Change, InSets, Json, table
from services.notifications.policy import POLICY, ROWS, TASKS, Kind, Row, about, facts, holds
from thidua_contracts.submissions.plan_checked_v1 import PlanChecked
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_corrected_v1 import UnitCorrected
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed
from thidua_contracts.topics import AWARDS, SUBMISSIONS

NAMESPACE: Final = UUID("3a0c39f6-0a59-5a55-9c62-3b0a27a9c8d4")
"""Of task ids: one task per kind and thing."""
NO_FACTS: Final = Json("{}")


@dataclass(slots=True)
class Task:
    """Something to do: four registers, each as the newest event says that speaks of it."""

    ward_code: str
    task_id: UUID
    kind: str
    about: str
    role: str
    opened_position: int = 0
    opened_at: datetime | None = None
    opened_by: UUID | None = None
    unit_id: UUID | None = None
    of_unit: str | None = None
    of_account: str | None = None
    facts: Json = NO_FACTS
    due_position: int = 0
    due_at: datetime | None = None
    done_position: int = 0
    done_at: datetime | None = None
    overtaken_position: int = 0
    overtaken_at: datetime | None = None


@dataclass(slots=True)
class Ward:
    """What a ward is called from a day on."""

    ward_code: str
    named_on: date
    name: str


@dataclass(slots=True)
class Report:
    """What its plan calls a report, and the plan's number."""

    ward_code: str
    report_id: str
    report_name: str
    plan_number: str


@dataclass(slots=True)
class Plan:
    """What a plan is called, as it was last checked."""

    ward_code: str
    plan_id: str
    plan_title: str | None
    position: int


@dataclass(slots=True)
class Unit:
    """What a unit is called."""

    ward_code: str
    unit_id: str
    name: str


TASK: Final = table("tasks", Task, key=("ward_code", "task_id"))
WARD: Final = table("task_wards", Ward, key=("ward_code", "named_on"))
REPORT: Final = table("task_reports", Report, key=("ward_code", "report_id"))
PLAN: Final = table("task_plans", Plan, key=("ward_code", "plan_id"))
UNIT: Final = table("task_units", Unit, key=("ward_code", "unit_id"))


def task_id(kind: Kind, of: str) -> UUID:
    """The task of this kind about this thing."""
    return uuid5(NAMESPACE, f"{kind}\n{of}")


def changes_of(row: Row) -> Callable[[EventEnvelope[Any]], Iterator[Change]]:
    """How an event with this row changes tasks."""

    def changes(recorded: EventEnvelope[Any]) -> Iterator[Change]:
        dated = getattr(recorded.event, "due_at", None) is not None
        opens = row.opens if holds(row.when, recorded.event) else row.otherwise
        yield from (TASK.upsert(_blank(recorded, kind), recorded, opened) for kind in opens)
        for kind, while_ in row.stands:
            stands = holds(while_, recorded.event)
            yield TASK.upsert(_blank(recorded, kind), recorded, opened if stands else done)
        for kind in (*row.opens, *row.resumed, *(kind for kind, _ in row.stands)):
            if dated and TASKS[kind].dated:
                yield TASK.upsert(_blank(recorded, kind), recorded, due)
        yield from (TASK.upsert(_blank(recorded, kind), recorded, done) for kind in row.done)
        yield from (TASK.upsert(_blank(recorded, kind), recorded, overtaken) for kind in row.overtaken)
        if holds(row.again, recorded.event):
            yield from (TASK.upsert(_blank(recorded, kind), recorded, resumed) for kind in row.resumed)

    return changes


OF_REQUESTED: Final = changes_of(POLICY[ReportRequested])
OF_CHECKED: Final = changes_of(POLICY[PlanChecked])


def opened(task: Task, recorded: EventEnvelope[Any]) -> None:
    """It has to be done, by whoever the event names."""
    if task.opened_position < recorded.position:
        of_unit: str | None = getattr(recorded.event, "unit_id", None)
        task.opened_position, task.opened_at = recorded.position, recorded.recorded_at
        task.opened_by = recorded.event_id
        task.unit_id = UUID(of_unit) if of_unit and TASKS[Kind(task.kind)].own_unit else None
        task.of_account = recorded.event.member if TASKS[Kind(task.kind)].own_account else None
        task.of_unit, task.facts = of_unit, Json(json.dumps(facts(recorded.event), ensure_ascii=False))


def due(task: Task, recorded: EventEnvelope[Any]) -> None:
    """Until when."""
    if task.due_position < recorded.position:
        task.due_position, task.due_at = recorded.position, recorded.event.due_at


def done(task: Task, recorded: EventEnvelope[Any]) -> None:
    """Somebody did it."""
    if task.done_position < recorded.position:
        task.done_position, task.done_at = recorded.position, recorded.recorded_at


def overtaken(task: Task, recorded: EventEnvelope[Any]) -> None:
    """It need not be done any more."""
    if task.overtaken_position < recorded.position:
        task.overtaken_position, task.overtaken_at = recorded.position, recorded.recorded_at


def resumed(task: Task, recorded: EventEnvelope[Any]) -> None:
    """What had overtaken it no longer holds."""
    if task.overtaken_position < recorded.position:
        task.overtaken_position, task.overtaken_at = recorded.position, None


def _blank(recorded: EventEnvelope[Any], kind: Kind) -> Task:
    """Which task it is about, as if nothing had been said of it."""
    of = about(recorded.event, TASKS[kind].about)
    return Task(recorded.ward_code, task_id(kind, of), kind, of, TASKS[kind].role)


def ward(recorded: EventEnvelope[WardRegistered | WardRenamed]) -> tuple[Change]:
    """What a ward is called from a day on, which may be to come."""
    event = recorded.event
    return (WARD.upsert(Ward(event.ward_code, event.valid_from, event.name), recorded, _named),)


def _named(row: Ward, recorded: EventEnvelope[WardRegistered | WardRenamed]) -> None:
    row.name = recorded.event.name


def requested(recorded: EventEnvelope[ReportRequested]) -> Iterator[Change]:
    """What a report is called, besides what it does to its tasks."""
    event = recorded.event
    if event.report_name is not None and event.plan_number is not None:
        yield REPORT.insert(Report(recorded.ward_code, event.report_id, event.report_name, event.plan_number))
    yield from OF_REQUESTED(recorded)


def plan_checked(recorded: EventEnvelope[PlanChecked]) -> Iterator[Change]:
    """What it is called, besides what it does to its tasks."""
    event = recorded.event
    yield PLAN.upsert(Plan(recorded.ward_code, event.plan_id, event.plan_title, recorded.position), recorded, _title)
    yield from OF_CHECKED(recorded)


def _title(row: Plan, recorded: EventEnvelope[PlanChecked]) -> None:
    if row.position < recorded.position:
        row.position, row.plan_title = recorded.position, recorded.event.plan_title


def unit(recorded: EventEnvelope[UnitRegistered]) -> tuple[Change]:
    """What a unit is called."""
    return (UNIT.insert(Unit(recorded.ward_code, recorded.event.unit_id, recorded.event.name)),)


def unit_changed(recorded: EventEnvelope[UnitChanged | UnitCorrected]) -> tuple[Change]:
    """What a unit is called now."""
    event = recorded.event  # its registration may be told later
    return (UNIT.upsert(Unit(recorded.ward_code, event.unit_id, event.name), recorded, _call),)


def _call(row: Unit, recorded: EventEnvelope[UnitChanged | UnitCorrected]) -> None:
    row.name = recorded.event.name


MODEL: Final = ReadModel(
    name="tasks",
    version=7,
    schema=Path(__file__).with_name("schema.sql"),
    apply={
        WardRegistered: InSets(ward),
        WardRenamed: InSets(ward),
        UnitRegistered: InSets(unit),
        UnitChanged: InSets(unit_changed),
        UnitCorrected: InSets(unit_changed),
        **{row.event: InSets(changes_of(row)) for row in ROWS if row.kinds},
        ReportRequested: InSets(requested),
        PlanChecked: InSets(plan_checked),
    },
)
SUBSCRIPTION: Final = Subscription(name="tasks", topics=(SUBMISSIONS, AWARDS), reader=MODEL)
