"""Facts: the stored events of a capability, each with its name, its contract and its sentence; lists derive from them.

Pure. `publish` maps the event to its integration event, of several contract majors the newest first; without it the event is
private. `says` is the event's sentence in a timeline, filled from its fields: of personal values only those that are `told`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis.event_registry import EventRegistry, EventType, Upcaster
from services.chassis.publishing import Mapper, Publishing

Names = Mapping[str, str]
"""What the codes of events are called, as a record's page knows it."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A sentence that calls a code by its name: it gets the event and the names, of which one may not be known yet."""

    says: Callable[[Any, Names], str]


Says = str | Callable[[Any], str] | Naming


@dataclass(frozen=True, slots=True)
class Fact:
    """A stored event type; `lifts` make each older shape the next one, that of version 1 first."""

    name: str
    version: int
    cls: type[Any]
    publish: Mapper | None = None
    says: Says = ""
    lifts: tuple[Upcaster, ...] = ()

    def sentence(self, event: Any, names: Names | None = None) -> str:
        """What happened, in words; empty for what no timeline tells."""
        if isinstance(self.says, Naming):
            return self.says.says(event, names or {})
        if callable(self.says):
            return self.says(event)
        return self.says.format_map(_Fields(event)) if self.says else ""


class _Fields(dict[str, Any]):
    """The fields of an event, looked up as a template asks for them."""

    def __init__(self, event: Any) -> None:
        super().__init__()
        self._event = event

    def __missing__(self, name: str) -> Any:
        return getattr(self._event, name)


def registry_of(facts: Iterable[Fact]) -> EventRegistry:
    """The event registry of these facts."""
    listed = tuple(facts)
    return EventRegistry(
        *(EventType(fact.name, fact.version, fact.cls) for fact in listed),
        upcasters={(fact.name, version): lift for fact in listed for version, lift in enumerate(fact.lifts, 1)},
    )


def publishing_of(facts: Iterable[Fact], more: Publishing) -> Publishing:
    """What is published of these facts, and of what else the service stores."""
    listed = tuple(facts)
    return Publishing(
        more.registry + registry_of(listed),
        public={**more.public, **{fact.name: fact.publish for fact in listed if fact.publish is not None}},
        private=more.private | {fact.name for fact in listed if fact.publish is None},
    )
