"""What may be asked of a task; only by the system, from what happened elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.tasks.events import Kind, Outcome


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Asked again while it is open, only the deadline can change."""

    ward_code: str
    at: datetime
    task_id: UUID
    kind: Kind
    about: str
    role: str
    unit_id: UUID | None
    due_at: datetime | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CloseTask:
    ward_code: str
    at: datetime
    task_id: UUID
    outcome: Outcome


Command = OpenTask | CloseTask
