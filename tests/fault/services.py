"""Two small services under fault: `source` keeps notes and publishes them, `target` hears them and echoes each once.

They run on the chassis exactly as the real ones do and borrow the roles and contracts of submissions and blocs. An echo is a
command of a process manager that is never idempotent by itself: only its derived key keeps it from happening twice.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends

from services.chassis.decider import Handles, StreamType
from services.chassis.event_envelope import EventEnvelope
from services.chassis.event_registry import EventRegistry, EventType
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Writer
from services.chassis.identity import mandate_model, mandates
from services.chassis.publishing import Publishing
from services.chassis.readers.definition import Issue, ProcessManager, ReadModel, Subscription
from services.chassis.service import Service
from tests.support import notes
from tests.support.hearing import hear
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched
from thidua_contracts.topics import Topic

HERE = Path(__file__).parent
SICK = "00000000-0000-0000-0000-00000000dead"
"""Notes about this subject cannot be applied by a release that is broken (see `broken`)."""


def broken() -> bool:
    """Whether this process is a release with a bug in its read model."""
    return "FAULT_BROKEN" in os.environ


class NewNote(Body):
    """Một ghi chú."""

    ward: str
    about: UUID
    text: str


def routes(edge: Edge) -> APIRouter:
    """Write a note, also again; strike it out."""
    router = APIRouter()

    @router.post("/notes/{note_id}:write", responses=edge.problems(notes.NoteRefused))
    async def write(note_id: UUID, body: NewNote, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        return await writer.send(notes.WriteNote(note_id, body.ward, body.about, body.text, writer.at))

    @router.post("/notes/{note_id}:strike", responses=edge.problems(notes.NoteRefused))
    async def strike(note_id: UUID, body: NewNote, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        return await writer.send(notes.StrikeNote(note_id, body.ward, writer.at))

    return router


def published(event: notes.NoteStruck) -> MovementLaunched:
    """What a struck note is to the world: a type that the target was not built with."""
    return MovementLaunched(
        movement_id=str(event.note_id), plan_id="plan", code="struck", name="struck", starts_on=event.at.date()
    )


SOURCE_PUBLISHING = Publishing(
    notes.REGISTRY,
    public={**notes.PUBLISHING.public, "note-struck": published},
    private=frozenset(notes.REGISTRY.types) - {"note-written", "note-struck"},
)


async def _heard(connection: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> None:
    await hear(connection, recorded)
    if broken() and recorded.event.unit_id == SICK:
        raise notes.NoteRefused("note.struck")


HEARD = ReadModel("heard", 1, HERE.parent / "support" / "heard.sql", apply={MovementJoined: _heard})


@dataclass(frozen=True, slots=True)
class Echo:
    note_id: UUID
    ward_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Echoed:
    note_id: UUID
    at: datetime


def count(state: int, _: Echoed) -> int:
    """How often a note was echoed."""
    return state + 1


ECHO: StreamType[int] = StreamType("echo", 0, count)


def echo(command: Echo, _: int) -> Sequence[Echoed]:
    """Once more, each time it is told."""
    return [Echoed(command.note_id, command.at)]


TARGET_REGISTRY = EventRegistry(EventType("echoed", 1, Echoed)) + mandates.REGISTRY


async def _echo(_: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> Sequence[Issue]:
    return [Issue("echo", Echo(UUID(recorded.event.movement_id), recorded.ward_code, recorded.recorded_at))]


async def _remember(connection: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> None:
    await connection.execute(
        """
        INSERT INTO echo_memory (ward_code, note_id, last_version) VALUES ($1, $2, $3)
        ON CONFLICT (ward_code, note_id) DO UPDATE SET last_version = excluded.last_version
        """,
        recorded.ward_code,
        recorded.event.movement_id,
        recorded.stream_version,
    )


ECHOING = ProcessManager(
    "echoing", 1, react={MovementJoined: _echo}, schema=HERE / "echoing.sql", apply={MovementJoined: _remember}
)


def source(topic: str) -> Service:
    """The service that is written to."""
    named = Topic(topic, owner="submissions", readers=("blocs",))
    return replace(
        notes.SERVICE,
        topic=named,
        publishing=SOURCE_PUBLISHING,
        local=(notes.NOTES, mandate_model.MODEL),
        routes=(routes,),
    )


def target(topic: str, own_topic: str) -> Service:
    """The service that listens to the source."""
    named = Topic(topic, owner="submissions", readers=("blocs",))
    case: Handles[Any] = Handles(Echo, lambda c: (ECHO.new(c.note_id),), echo)
    return Service(
        name="blocs",
        topic=Topic(own_topic, owner="blocs", readers=()),
        publishing=Publishing(TARGET_REGISTRY, public={}, private=frozenset(TARGET_REGISTRY.types)),
        handles=(case, *mandates.HANDLES),
        subscriptions=(Subscription("heard", (named,), HEARD), Subscription("echoing", (named,), ECHOING)),
    )
