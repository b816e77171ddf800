"""Read model `tasks`, fed by Kafka: what each role has to do (Việc của tôi), as the policy says of each event.

`apply` commutes between streams: opening, deadline, doing and overtaking are each set by the event of the highest position in its
service, whichever comes first; whether a task is open follows from them. It reads no clock and no other reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Apply, ReadModel, Subscription
from services.chassis.readers.tables import Change, InSets, Json, table
from services.notifications.policy import ROWS, TASKS, Kind, Row, about, facts, holds
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
    facts: Json = NO_FACTS
    due_position: int = 0
    due_at: datetime | None = None
    done_position: int = 0
    done_at: datetime | None = None
    overtaken_position: int = 0
    overtaken_at: datetime | None = None


@dataclass(slots=True)
class Ward:
    """What a ward is called since a day, that of its newest name."""

    ward_code: str
    name: str
    named_on: date


@dataclass(slots=True)
class Unit:
    """What a unit is called."""

    ward_code: str
    unit_id: str
    name: str


TASK: Final = table("tasks", Task, key=("ward_code", "task_id"))
WARD: Final = table("task_wards", Ward, key=("ward_code",))
UNIT: Final = table("task_units", Unit, key=("ward_code", "unit_id"))


def task_id(kind: Kind, of: str) -> UUID:
    """The task of this kind about this thing."""
    return uuid5(NAMESPACE, f"{kind}\n{of}")


def applied(row: Row) -> Apply:
    """How an event with this row changes tasks."""

    def changes(recorded: EventEnvelope[Any]) -> Iterator[Change]:
        dated = getattr(recorded.event, "due_at", None) is not None
        if holds(row.when, recorded.event):
            yield from (TASK.upsert(_blank(recorded, kind), recorded, opened) for kind in row.opens)
        for kind in (*row.opens, *row.resumed):
            if dated and TASKS[kind].dated:
                yield TASK.upsert(_blank(recorded, kind), recorded, due)
        yield from (TASK.upsert(_blank(recorded, kind), recorded, done) for kind in row.done)
        yield from (TASK.upsert(_blank(recorded, kind), recorded, overtaken) for kind in row.overtaken)
        yield from (TASK.upsert(_blank(recorded, kind), recorded, resumed) for kind in row.resumed)

    return InSets(changes)


def opened(task: Task, recorded: EventEnvelope[Any]) -> None:
    """It has to be done, by whoever the event names."""
    if task.opened_position < recorded.position:
        of_unit: str | None = getattr(recorded.event, "unit_id", None)
        task.opened_position, task.opened_at = recorded.position, recorded.recorded_at
        task.opened_by = recorded.event_id
        task.unit_id = UUID(of_unit) if of_unit and TASKS[Kind(task.kind)].own_unit else None
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
    """What a ward is called."""
    event = recorded.event
    return (WARD.upsert(Ward(event.ward_code, event.name, event.valid_from), recorded, _named),)


def _named(row: Ward, recorded: EventEnvelope[WardRegistered | WardRenamed]) -> None:
    if recorded.event.valid_from > row.named_on:
        row.name, row.named_on = recorded.event.name, recorded.event.valid_from


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
    version=3,
    schema=Path(__file__).with_name("schema.sql"),
    apply={
        WardRegistered: InSets(ward),
        WardRenamed: InSets(ward),
        UnitRegistered: InSets(unit),
        UnitChanged: InSets(unit_changed),
        UnitCorrected: InSets(unit_changed),
        **{row.event: applied(row) for row in ROWS if row.opens or row.done or row.overtaken or row.resumed},
    },
)
SUBSCRIPTION: Final = Subscription(name="tasks", topics=(SUBMISSIONS, AWARDS), reader=MODEL)
