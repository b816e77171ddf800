"""Queries of tasks, for API and pages alike: what a role of a ward or unit has to do, and what is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg

from services.notifications.policy import TASKS, Kind
from services.notifications.tasks.projection import task_id
from services.notifications.wording import filled

OPEN: Final = """
SELECT t.task_id, t.kind, t.about, t.unit_id, t.facts::text AS facts, u.name AS unit, t.due_at, t.opened_at, t.opened_by,
       t.closed_at, t.outcome, r.report_name, r.plan_number, p.plan_title, coalesce(t.due_at, '9999-12-31T00:00:00Z') AS place_at
FROM tasks t LEFT JOIN task_units u ON u.ward_code = t.ward_code AND u.unit_id = t.of_unit
LEFT JOIN task_reports r ON r.ward_code = t.ward_code AND r.report_id = t.about
LEFT JOIN task_plans p ON p.ward_code = t.ward_code AND p.plan_id = t.about
WHERE t.ward_code = $1 AND t.kind = ANY ($2::text[]) AND (t.unit_id IS NULL OR $3::uuid IS NULL OR t.unit_id = $3)
  AND (t.of_account IS NULL OR t.of_account = $7)
  AND t.closed_at IS NULL AND t.opened_at IS NOT NULL
  AND (coalesce(t.due_at, '9999-12-31T00:00:00Z'), t.task_id) > ($4, $5)
ORDER BY coalesce(t.due_at, '9999-12-31T00:00:00Z'), t.task_id LIMIT $6
"""
CLOSED: Final = """
SELECT t.task_id, t.kind, t.about, t.unit_id, t.facts::text AS facts, u.name AS unit, t.due_at, t.opened_at, t.opened_by,
       t.closed_at, t.outcome, r.report_name, r.plan_number, p.plan_title, t.closed_at AS place_at
FROM tasks t LEFT JOIN task_units u ON u.ward_code = t.ward_code AND u.unit_id = t.of_unit
LEFT JOIN task_reports r ON r.ward_code = t.ward_code AND r.report_id = t.about
LEFT JOIN task_plans p ON p.ward_code = t.ward_code AND p.plan_id = t.about
WHERE t.ward_code = $1 AND t.kind = ANY ($2::text[]) AND (t.unit_id IS NULL OR $3::uuid IS NULL OR t.unit_id = $3)
  AND (t.of_account IS NULL OR t.of_account = $7)
  AND t.closed_at IS NOT NULL AND t.opened_at IS NOT NULL AND (t.closed_at, t.task_id) < ($4, $5)
ORDER BY t.closed_at DESC, t.task_id DESC LIMIT $6
"""
COUNT: Final = """
SELECT count(*) FILTER (WHERE closed_at IS NULL) AS open, count(*) FILTER (WHERE closed_at IS NOT NULL) AS closed FROM tasks
WHERE ward_code = $1 AND kind = ANY ($2::text[]) AND (unit_id IS NULL OR $3::uuid IS NULL OR unit_id = $3) AND opened_at IS NOT NULL
  AND (of_account IS NULL OR of_account = $4)
"""

CALLED: Final = ("report_name", "plan_number", "plan_title")
"""What else a task's sentence may name, as plans told it."""
VOTED: Final = (Kind.DECIDE_NOMINATION, Kind.REFUSE_NOMINATION)
"""Tasks that follow a vote of the council."""
NOMINATIONS: Final = """
SELECT t.about, t.facts::text AS facts, u.name AS unit
FROM tasks t LEFT JOIN task_units u ON u.ward_code = t.ward_code AND u.unit_id = t.of_unit
WHERE t.ward_code = $1 AND t.task_id = ANY ($2::uuid[])
"""
"""What was told of nominations when they were proposed: what the council says of them later names them by id alone."""


def kinds_of(role: str) -> list[str]:
    """The kinds of tasks that a role does, its own and those it may do for others."""
    return [kind for kind, task in TASKS.items() if role in (task.role, *task.also)]


async def named(connection: asyncpg.Connection, ward_code: str, rows: Sequence[asyncpg.Record]) -> list[dict[str, Any]]:
    """Tasks with the title and the unit of the nomination that they are about."""
    about = [row["about"] for row in rows if row["kind"] in VOTED]
    proposed = [task_id(Kind.REVIEW_NOMINATION, one) for one in about]
    known = {one["about"]: one for one in await connection.fetch(NOMINATIONS, ward_code, proposed)} if about else {}
    return [
        {**row, "unit": known[row["about"]]["unit"], "facts": known[row["about"]]["facts"]}
        if row["kind"] in VOTED and row["about"] in known
        else dict(row)
        for row in rows
    ]


def facts_of(stored: str, **names: str | None) -> dict[str, str]:
    """A task's facts, with the names that are known by now."""
    facts: dict[str, str] = json.loads(stored)
    return facts | {name: text for name, text in names.items() if text is not None}


def title(kind: str, stored: str, unit: str | None, **names: str | None) -> str:
    """What has to be done, in Vietnamese."""
    return filled(TASKS[Kind(kind)].title, facts_of(stored, unit=unit, **names))


def title_of(task: Mapping[str, Any]) -> str:
    """What has to be done, of a row of tasks."""
    return title(task["kind"], task["facts"], task["unit"], **{name: task[name] for name in CALLED})
