"""Read model `plan-tasks`: what units owe by the annexes of issued plans; what an amendment gives anew is to be done anew."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.erasure.words import GONE, shown
from services.chassis.event_envelope import EventEnvelope
from services.chassis.files.files import stored
from services.chassis.readers.definition import ReadModel
from services.submissions.plan_tasks.events import PlanTaskDone, PlanTaskReopened, PlanTaskWordsErased
from services.submissions.plans.events import (
    PlanRestored,
    PlanSupersessionTakenBack,
    PlanTaskAssigned,
    PlanTaskDropped,
)

ASSIGNED: Final = """
INSERT INTO plan_tasks (ward_code, task_id, plan_id, code, name, unit_id, due_on, expected, dropped, noted)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, false)
ON CONFLICT (ward_code, task_id) DO UPDATE
SET code = excluded.code, name = excluded.name, unit_id = excluded.unit_id, due_on = excluded.due_on,
    expected = excluded.expected, dropped = false, done_on = NULL, result = NULL, document_number = NULL, evidence = NULL
"""
DROPPED: Final = "UPDATE plan_tasks SET dropped = true WHERE ward_code = $1 AND task_id = $2"
RESTORED: Final = """
UPDATE plan_tasks SET dropped = false WHERE ward_code = $1 AND plan_id = $2 AND done_on IS NOT NULL
"""
DONE: Final = """
UPDATE plan_tasks SET done_on = $3, result = $4::text, document_number = $5, evidence = $6, noted = noted OR $4::text IS NOT NULL
WHERE ward_code = $1 AND task_id = $2
"""
WORDS_ERASED: Final = """
UPDATE plan_tasks SET result = CASE WHEN result IS NOT NULL THEN $3::text END, noted = false WHERE ward_code = $1 AND task_id = $2
"""
PLAN_OF: Final = "SELECT plan_id FROM plan_tasks WHERE task_id = $1"


async def assigned(connection: asyncpg.Connection, recorded: EventEnvelope[PlanTaskAssigned]) -> None:
    """A unit has it to do."""
    event, task = recorded.event, recorded.event.task
    what = (task.code, task.name, task.unit_id, task.due_on, task.result)
    await connection.execute(ASSIGNED, recorded.ward_code, event.task_id, event.plan_id, *what)


async def dropped(connection: asyncpg.Connection, recorded: EventEnvelope[PlanTaskDropped]) -> None:
    """Nobody has it to do."""
    await connection.execute(DROPPED, recorded.ward_code, recorded.event.task_id)


async def restored(
    connection: asyncpg.Connection, recorded: EventEnvelope[PlanRestored | PlanSupersessionTakenBack]
) -> None:
    """What was done under it stays done; the others are given again one by one."""
    await connection.execute(RESTORED, recorded.ward_code, recorded.event.plan_id)


async def done(connection: asyncpg.Connection, recorded: EventEnvelope[PlanTaskDone]) -> None:
    """Its unit says so."""
    event = recorded.event
    told = (event.done_on, shown(event.result), event.document_number, stored(event.evidence))
    await connection.execute(DONE, recorded.ward_code, event.task_id, *told)


async def reopened(connection: asyncpg.Connection, recorded: EventEnvelope[PlanTaskReopened]) -> None:
    """It was not."""
    await connection.execute(DONE, recorded.ward_code, recorded.event.task_id, None, None, None, None)


async def words_erased(connection: asyncpg.Connection, recorded: EventEnvelope[PlanTaskWordsErased]) -> None:
    """What was written is gone."""
    await connection.execute(WORDS_ERASED, recorded.ward_code, recorded.event.task_id, GONE)


MODEL: Final = ReadModel(
    "plan-tasks",
    3,
    Path(__file__).with_name("schema.sql"),
    {
        PlanTaskAssigned: assigned,
        PlanTaskDropped: dropped,
        PlanRestored: restored,
        PlanSupersessionTakenBack: restored,
        PlanTaskDone: done,
        PlanTaskReopened: reopened,
        PlanTaskWordsErased: words_erased,
    },
)


async def plan_of(connection: asyncpg.Connection, task_id: UUID) -> UUID | None:
    """The plan of a task; None when the task is not among the readable wards."""
    found: UUID | None = await connection.fetchval(PLAN_OF, task_id)
    return found
