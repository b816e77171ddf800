"""A small service for testing the chassis: notes that are written, changed and struck out, and a person each is about.

It borrows the database roles, the topic and a contract of submissions, so that everything around it is the real thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, assert_never
from uuid import UUID

import asyncpg

from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.event_envelope import EventEnvelope
from services.chassis.event_registry import EventRegistry, EventType
from services.chassis.identity import mandates
from services.chassis.personal import Erased, Personal
from services.chassis.publishing import Publishing
from services.chassis.readers.definition import ReadModel
from services.chassis.service import Service
from thidua_contracts import topics
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined


@dataclass(frozen=True, slots=True)
class WriteNote:
    note_id: UUID
    ward_code: str
    about: UUID
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StrikeNote:
    note_id: UUID
    ward_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StrikeThere(StrikeNote):
    """Strikes out a note of another ward, which is the city's alone."""

    there: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    note_id: UUID
    about: UUID
    text: Annotated[str | Erased, Personal(subject="about")]
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteStruck:
    note_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Blank:
    pass


@dataclass(frozen=True, slots=True)
class Written:
    times: int


@dataclass(frozen=True, slots=True)
class Struck:
    pass


State = Blank | Written | Struck


class NoteRefused(DomainError):
    refusals: ClassVar[Mapping[str, Refusal]] = {
        "note.struck": Refusal("Ghi chú này đã bị gạch, không sửa được nữa."),
        "note.blank": Refusal("Chưa có ghi chú để gạch."),
    }


def evolve(state: State, event: NoteWritten | NoteStruck) -> State:
    match event:
        case NoteWritten():
            return Written(state.times + 1 if isinstance(state, Written) else 1)
        case NoteStruck():
            return Struck()
        case _:
            assert_never(event)


NOTE: StreamType[State] = StreamType("note", Blank(), evolve)


def decide(command: WriteNote | StrikeNote, state: State) -> Sequence[NoteWritten | NoteStruck]:
    match command, state:
        case _, Struck():
            raise NoteRefused("note.struck")
        case WriteNote(), _:
            return [NoteWritten(command.note_id, command.about, command.text, command.at)]
        case StrikeNote(), Blank():
            raise NoteRefused("note.blank")
        case StrikeNote(), _:
            return [NoteStruck(command.note_id, command.at)]
        case _:
            raise AssertionError(command)


HANDLES: tuple[Handles[Any], ...] = (
    Handles(WriteNote, lambda c: (NOTE.new(c.note_id),), decide, frozenset({"clerk"})),
    Handles(StrikeNote, lambda c: (NOTE.at(c.note_id),), decide, frozenset({"clerk"})),
    Handles(StrikeThere, lambda c: (NOTE.new(c.note_id).of(c.there),), decide, frozenset({"clerk", "city-officer"})),
    *mandates.handles("clerk"),
)
REGISTRY = (
    EventRegistry(EventType("note-written", 1, NoteWritten), EventType("note-struck", 1, NoteStruck))
    + mandates.REGISTRY
)
PUBLISHING = Publishing(
    REGISTRY,
    public={"note-written": lambda event: MovementJoined(movement_id=str(event.note_id), unit_id=str(event.about))},
    private=frozenset(REGISTRY.types) - {"note-written"},
)


async def _written(connection: asyncpg.Connection, recorded: EventEnvelope[NoteWritten]) -> None:
    note = recorded.event
    await connection.execute(
        """
        INSERT INTO notes (ward_code, note_id, text, times) VALUES ($1, $2, $3, 1)
        ON CONFLICT (ward_code, note_id) DO UPDATE SET text = excluded.text, times = notes.times + 1
        """,
        recorded.ward_code,
        note.note_id,
        None if isinstance(note.text, Erased) else note.text,
    )
    if note.text == "poison":
        raise ValueError("a note that cannot be applied")


async def _struck(connection: asyncpg.Connection, recorded: EventEnvelope[NoteStruck]) -> None:
    await connection.execute(
        "UPDATE notes SET struck = true WHERE ward_code = $1 AND note_id = $2",
        recorded.ward_code,
        recorded.event.note_id,
    )


NOTES = ReadModel("notes", 1, Path(__file__).with_name("notes.sql"), apply={NoteWritten: _written, NoteStruck: _struck})

SERVICE = Service(name="submissions", topic=topics.SUBMISSIONS, publishing=PUBLISHING, handles=HANDLES, local=(NOTES,))
