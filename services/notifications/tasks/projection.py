"""Tasks as their role sees them (Việc của tôi), from the own store; each task is one stream."""

from __future__ import annotations

import json
from pathlib import Path

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.notifications.tasks.events import TaskClosed, TaskMoved, TaskOpened


async def opened(connection: asyncpg.Connection, recorded: EventEnvelope[TaskOpened]) -> None:
    event = recorded.event
    await connection.execute(
        """
        INSERT INTO tasks (ward_code, task_id, kind, about, role, unit_id, facts, due_at, opened_at, opened_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (ward_code, task_id) DO UPDATE
        SET role = excluded.role, unit_id = excluded.unit_id, facts = excluded.facts, due_at = excluded.due_at,
            opened_at = excluded.opened_at, opened_by = excluded.opened_by, closed_at = NULL, outcome = NULL
        """,
        recorded.ward_code,
        event.task_id,
        event.kind,
        event.about,
        event.role,
        event.unit_id,
        json.dumps(dict(event.facts), ensure_ascii=False),
        event.due_at,
        recorded.recorded_at,
        recorded.event_id,
    )


async def moved(connection: asyncpg.Connection, recorded: EventEnvelope[TaskMoved]) -> None:
    await connection.execute(
        "UPDATE tasks SET due_at = $3 WHERE ward_code = $1 AND task_id = $2",
        recorded.ward_code,
        recorded.event.task_id,
        recorded.event.due_at,
    )


async def closed(connection: asyncpg.Connection, recorded: EventEnvelope[TaskClosed]) -> None:
    await connection.execute(
        "UPDATE tasks SET closed_at = $3, outcome = $4 WHERE ward_code = $1 AND task_id = $2",
        recorded.ward_code,
        recorded.event.task_id,
        recorded.recorded_at,
        recorded.event.outcome,
    )


MODEL = ReadModel(
    name="tasks",
    version=1,
    schema=Path(__file__).parent / "schema.sql",
    apply={TaskOpened: opened, TaskMoved: moved, TaskClosed: closed},
)
