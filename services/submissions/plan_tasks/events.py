"""Events of a task of a plan's annex; that it is assigned, or no longer, its plan says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.chassis.erasure.words import Words
from services.chassis.files.reference import FileRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTaskDone:
    """The unit has done it, with this result and what shows it; said again, it corrects what was said before."""

    plan_id: UUID
    task_id: UUID
    unit_id: UUID
    done_on: date
    on_time: bool
    words_id: UUID
    result: Words
    document_number: str | None
    by_office: bool
    evidence: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTaskReopened:
    """The result was a mistake: the task is to be done by its day as before."""

    plan_id: UUID
    task_id: UUID
    unit_id: UUID
    name: str
    due_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTaskWordsErased:
    """What was written of its results until then is erased, on this document; that it was done stays."""

    task_id: UUID
    words_id: UUID
    document_number: str


Event = PlanTaskDone | PlanTaskReopened | PlanTaskWordsErased
