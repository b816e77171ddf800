"""Read model `tasks`, fed by Kafka: what each role has to do (Việc của tôi), as the policy says of each event.

`apply` commutes between streams: opening, deadline, doing and overtaking are each set by the event of the highest position in its
service, whichever comes first; whether a task is open follows from them. It reads no clock and no other reader.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Apply, ReadModel, Subscription
from services.notifications.policy import ROWS, TASKS, Kind, Row, about, facts, holds
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.topics import AWARDS, SUBMISSIONS

NAMESPACE: Final = UUID("3a0c39f6-0a59-5a55-9c62-3b0a27a9c8d4")
"""Of task ids: one task per kind and thing."""

OPENED: Final = """
INSERT INTO tasks AS t
    (ward_code, task_id, kind, about, role, opened_position, opened_at, opened_by, unit_id, of_unit, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (ward_code, task_id) DO UPDATE
SET opened_position = excluded.opened_position, opened_at = excluded.opened_at, opened_by = excluded.opened_by,
    unit_id = excluded.unit_id, of_unit = excluded.of_unit, facts = excluded.facts
WHERE t.opened_position < excluded.opened_position
"""
DUE: Final = """
INSERT INTO tasks AS t (ward_code, task_id, kind, about, role, due_position, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ward_code, task_id) DO UPDATE SET due_position = excluded.due_position, due_at = excluded.due_at
WHERE t.due_position < excluded.due_position
"""
DONE: Final = """
INSERT INTO tasks AS t (ward_code, task_id, kind, about, role, done_position, done_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ward_code, task_id) DO UPDATE SET done_position = excluded.done_position, done_at = excluded.done_at
WHERE t.done_position < excluded.done_position
"""
OVERTAKEN: Final = """
INSERT INTO tasks AS t (ward_code, task_id, kind, about, role, overtaken_position, overtaken_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ward_code, task_id) DO UPDATE
SET overtaken_position = excluded.overtaken_position, overtaken_at = excluded.overtaken_at
WHERE t.overtaken_position < excluded.overtaken_position
"""
"""Without a time: what had overtaken it no longer holds."""


def task_id(kind: Kind, of: str) -> UUID:
    """The task of this kind about this thing."""
    return uuid5(NAMESPACE, f"{kind}\n{of}")


def applied(row: Row) -> Apply:
    """How an event with this row changes tasks."""

    async def apply(connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> None:
        event = recorded.event
        for kind in row.opens if holds(row.when, event) else ():
            await _open(connection, recorded, kind)
        for kind in (*row.opens, *row.resumed):
            due_at: datetime | None = getattr(event, "due_at", None)
            if TASKS[kind].dated and due_at is not None:
                await connection.execute(DUE, *_place(recorded, kind), due_at)
        for kind in row.done:
            await connection.execute(DONE, *_place(recorded, kind), recorded.recorded_at)
        for kind in row.overtaken:
            await connection.execute(OVERTAKEN, *_place(recorded, kind), recorded.recorded_at)
        for kind in row.resumed:
            await connection.execute(OVERTAKEN, *_place(recorded, kind), None)

    return apply


async def _open(connection: asyncpg.Connection, recorded: EventEnvelope[Any], kind: Kind) -> None:
    of_unit: str | None = getattr(recorded.event, "unit_id", None)
    await connection.execute(
        OPENED,
        *_place(recorded, kind),
        recorded.recorded_at,
        recorded.event_id,
        UUID(of_unit) if of_unit and TASKS[kind].own_unit else None,
        of_unit,
        json.dumps(facts(recorded.event), ensure_ascii=False),
    )


def _place(recorded: EventEnvelope[Any], kind: Kind) -> tuple[str, UUID, Kind, str, str, int]:
    """Which task, and how new what is said of it is."""
    of = about(recorded.event, TASKS[kind].about)
    return recorded.ward_code, task_id(kind, of), kind, of, TASKS[kind].role, recorded.position


async def ward(connection: asyncpg.Connection, recorded: EventEnvelope[WardRegistered]) -> None:
    """What a ward is called."""
    await connection.execute(
        "INSERT INTO task_wards (ward_code, name) VALUES ($1, $2) ON CONFLICT (ward_code) DO NOTHING",
        recorded.event.ward_code,
        recorded.event.name,
    )


async def unit(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> None:
    """What a unit is called."""
    await connection.execute(
        "INSERT INTO task_units (ward_code, unit_id, name) VALUES ($1, $2, $3) ON CONFLICT (ward_code, unit_id) DO NOTHING",
        recorded.ward_code,
        recorded.event.unit_id,
        recorded.event.name,
    )


MODEL: Final = ReadModel(
    name="tasks",
    version=2,
    schema=Path(__file__).with_name("schema.sql"),
    apply={
        WardRegistered: ward,
        UnitRegistered: unit,
        **{row.event: applied(row) for row in ROWS if row.opens or row.done or row.overtaken or row.resumed},
    },
)
SUBSCRIPTION: Final = Subscription(name="tasks", topics=(SUBMISSIONS, AWARDS), reader=MODEL)
