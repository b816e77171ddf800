"""What happened to a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.chassis.event_registry import EventRegistry, EventType


class Kind(StrEnum):
    """What has to be done; its Vietnamese sentence is in titles.toml."""

    SUBMIT_REPORT = "submit-report"
    REVIEW_REPORT = "review-report"
    CHASE_REPORT = "chase-report"
    PROPOSE_NOMINATIONS = "propose-nominations"
    REVIEW_NOMINATION = "review-nomination"
    DECIDE_NOMINATION = "decide-nomination"
    CHAIR_SESSION = "chair-session"
    ATTEND_SESSION = "attend-session"
    RECORD_SESSION = "record-session"


SESSION: Final = (Kind.CHAIR_SESSION, Kind.ATTEND_SESSION, Kind.RECORD_SESSION)
"""Who meets in the council: by role, for the names of those who were called stay in awards."""


class Outcome(StrEnum):
    """How a task ended: by doing it, or because it is no longer wanted (không còn phải thực hiện)."""

    DONE = "done"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """Somebody in this role has something to do, for the first time or again."""

    task_id: UUID
    kind: Kind
    about: str
    role: str
    unit_id: UUID | None
    due_at: datetime | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TaskMoved:
    """An open task got another deadline."""

    task_id: UUID
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskClosed:
    """Nothing more to do."""

    task_id: UUID
    outcome: Outcome


Event = TaskOpened | TaskMoved | TaskClosed

REGISTRY = EventRegistry(
    EventType("task-opened", 1, TaskOpened),
    EventType("task-moved", 1, TaskMoved),
    EventType("task-closed", 1, TaskClosed),
)
