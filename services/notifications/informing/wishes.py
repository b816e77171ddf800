"""The commands by which an event is turned into tasks and notices, with ids that derive from what they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg

from services.chassis.command_batch import CommandBatch
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, React
from services.notifications.audience import Audience, Holders, Person
from services.notifications.notices.decider import RaiseNotice
from services.notifications.tasks.commands import CloseTask, OpenTask
from services.notifications.tasks.events import Kind, Outcome

TASKS: Final = UUID("3a0c39f6-0a59-5a55-9c62-3b0a27a9c8d4")
"""Namespace of task ids: one task per kind and thing."""

ROLES: Final = {
    Kind.SUBMIT_REPORT: "unit-head",
    Kind.REVIEW_REPORT: "clerk",
    Kind.CHASE_REPORT: "clerk",
    Kind.PROPOSE_NOMINATIONS: "unit-head",
    Kind.REVIEW_NOMINATION: "clerk",
    Kind.DECIDE_NOMINATION: "chairman",
    Kind.CHAIR_SESSION: "chairman",
    Kind.ATTEND_SESSION: "council-member",
    Kind.RECORD_SESSION: "council-secretary",
}
"""Whose work it is, per kind of task."""


def task_id(kind: Kind, about: str) -> UUID:
    """The task of this kind about this thing."""
    return uuid5(TASKS, f"{kind}\n{about}")


def open_task(
    recorded: EventEnvelope[Any],
    kind: Kind,
    about: str,
    facts: Mapping[str, str],
    *,
    unit_id: str | None = None,
    due_at: datetime | None = None,
) -> Issue:
    """Somebody has this to do; with `unit_id`, somebody of that unit."""
    command = OpenTask(
        recorded.ward_code,
        recorded.recorded_at,
        task_id(kind, about),
        kind,
        about,
        ROLES[kind],
        UUID(unit_id) if unit_id else None,
        due_at,
        facts,
    )
    return Issue(f"open {kind}", command)


def close_task(recorded: EventEnvelope[Any], kind: Kind, about: str, outcome: Outcome = Outcome.DONE) -> Issue:
    """That is done, or no longer wanted."""
    return Issue(f"close {kind}", CloseTask(recorded.ward_code, recorded.recorded_at, task_id(kind, about), outcome))


def tell(
    recorded: EventEnvelope[Any],
    audience: Audience,
    template: str,
    facts: Mapping[str, str],
    about: str,
    *,
    ward_code: str | None = None,
) -> Issue:
    """An audience of this ward, or of another, is to be told."""
    ward = ward_code or recorded.ward_code
    match audience:
        case Holders(role=role, unit_id=unit_id):
            whom = f"{ward} {role} {unit_id or ''}"
        case Person(subject_id=subject_id):
            whom = f"{ward} {subject_id}"
    notice_id = uuid5(recorded.event_id, f"{template}\n{whom}")
    return Issue(
        f"tell {template} {whom}",
        RaiseNotice(ward, recorded.recorded_at, notice_id, audience, template, facts, about),
    )


def heads_of(unit_id: str) -> Holders:
    """Whoever heads the unit."""
    return Holders("unit-head", UUID(unit_id))


CLERKS: Final = Holders("clerk")
BLOC_SECRETARIES: Final = Holders("bloc-secretary")


def joined(react: React) -> React:
    """The same reaction, with what it asks of one ward done together."""

    async def at_once(connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> Sequence[Issue]:
        by_ward: dict[str, list[Issue]] = {}
        for do in await react(connection, recorded):
            by_ward.setdefault(do.command.ward_code, []).append(do)
        return [
            todo[0]
            if len(todo) == 1
            else Issue(f"together {ward}", CommandBatch(ward, todo[0].command.at, tuple(do.command for do in todo)))
            for ward, todo in by_ward.items()
        ]

    return at_once
