"""Events of a task of a plan's annex; that it is assigned, or no longer, its plan says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTaskDone:
    """The unit has done it, with this result; said again, it corrects what was said before."""

    plan_id: UUID
    task_id: UUID
    unit_id: UUID
    done_on: date
    on_time: bool
    result: str
    document_number: str | None
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTaskReopened:
    """The result was a mistake: the task is to be done by its day as before."""

    plan_id: UUID
    task_id: UUID
    unit_id: UUID
    name: str
    due_on: date
    reason: str


Event = PlanTaskDone | PlanTaskReopened
