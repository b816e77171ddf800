"""Template of a ward: its own file, or the standard one as long as it has none. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, assert_never
from uuid import NAMESPACE_URL, uuid5

from services.chassis.decider import Handles, StreamRef, StreamType
from services.chassis.documents.commands import Command, ReplaceTemplate, RestoreStandard
from services.chassis.documents.events import Event, StandardRestored, TemplateReplaced

TEMPLATES: Final = uuid5(NAMESPACE_URL, "urn:thidua:document-templates")


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard template."""


@dataclass(frozen=True, slots=True)
class Own:
    """A file of the ward's own, known by its hash."""

    digest: str


State = Standard | Own


def evolve(state: State, event: Event) -> State:
    """The template after this event."""
    match event:
        case TemplateReplaced():
            return Own(_digest(event.file))
        case StandardRestored():
            return Standard()
        case _:
            assert_never(event)


def _digest(file: str) -> str:
    return hashlib.sha256(file.encode()).hexdigest()


TEMPLATE: StreamType[State] = StreamType("document-template", Standard(), evolve)


def template_of(command: Command) -> StreamRef[State]:
    """The stream of this kind's template in the ward."""
    return TEMPLATE.new(uuid5(TEMPLATES, f"{command.ward_code}/{command.name}"))


def decide(command: Command, state: State) -> list[Event]:
    """What happens to the template; the same file again is nothing, and so is the standard where it holds."""
    match command:
        case ReplaceTemplate():
            again = state == Own(_digest(command.file))
            return [] if again else [TemplateReplaced(name=command.name, file=command.file)]
        case RestoreStandard():
            return [StandardRestored(name=command.name)] if isinstance(state, Own) else []
        case _:
            assert_never(command)


def handles(roles: frozenset[str]) -> tuple[Handles[Any], ...]:
    """Its commands, for the roles whose work it is."""
    return (
        Handles(ReplaceTemplate, lambda c: (template_of(c),), decide, roles=roles),
        Handles(RestoreStandard, lambda c: (template_of(c),), decide, roles=roles),
    )
