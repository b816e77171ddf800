"""Resolving: whoever asks who the subjects are leaves a record of having asked; one small stream per question.

Pure: no I/O, no clock, no new ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, assert_never, get_args
from uuid import UUID

from services.chassis.decider import Handles, StreamType

Purpose = Literal["dossier", "session", "decision", "initiative", "choice", "printing", "other"]
"""What names are asked for: a dossier, a session, a decision or letter, an initiative, a choice in a form, a paper with the name."""
PURPOSES: Final = frozenset(get_args(Purpose))
MOST_SUBJECTS = 500
"""Ids that one question may hold."""

READERS = frozenset(
    {
        *("clerk", "chairman", "unit-head", "council-member", "council-secretary", "bloc-secretary", "city-officer"),
        "finance-officer",  # who is paid
    }
)
"""Roles whose work needs names; operators and citizens have none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveSubjects:
    """Ask for the names behind these ids, for a stated purpose."""

    ward_code: str
    at: datetime
    question_id: UUID
    subject_ids: tuple[UUID, ...]
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectsResolved:
    """Somebody was told the names behind these ids."""

    question_id: UUID
    subject_ids: tuple[UUID, ...]
    purpose: Purpose


Event = SubjectsResolved


@dataclass(frozen=True, slots=True)
class Unasked:
    """Nobody has asked."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The question was asked and answered."""


State = Unasked | Answered


def evolve(state: State, event: Event) -> State:
    """The question after this event."""
    match event:
        case SubjectsResolved():
            return Answered()
        case _:
            assert_never(event)


def coded(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 held free text, which could name anybody: it is read as `other`."""
    return stored | {"purpose": stored["purpose"] if stored["purpose"] in PURPOSES else "other"}


RESOLUTION: StreamType[State] = StreamType("resolution", Unasked(), evolve)


def decide(command: ResolveSubjects, state: State) -> list[Event]:
    """Record the question, once."""
    if isinstance(state, Answered):
        return []
    return [SubjectsResolved(question_id=command.question_id, subject_ids=command.subject_ids, purpose=command.purpose)]


HANDLES: tuple[Handles[Any], ...] = (
    Handles(ResolveSubjects, lambda c: (RESOLUTION.new(c.question_id),), decide, roles=READERS),
)
