"""Publishing: which stored events become integration events, decided by their type alone, never by their content.

A stored type or schema version that is listed neither public nor private stops the relay without moving its checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.chassis.event_registry import EventRegistry
from thidua_contracts.envelope import IntegrationEvent

Mapper = Callable[[Any], IntegrationEvent | Sequence[IntegrationEvent]]


@dataclass(frozen=True, slots=True)
class Publishing:
    """The one list of a service that knows both languages: stored type name to mapper, or private."""

    registry: EventRegistry
    public: Mapping[str, Mapper]
    private: frozenset[str]

    def __post_init__(self) -> None:
        listed = set(self.public) | self.private
        if listed != set(self.registry.types) or set(self.public) & self.private:
            raise ValueError(f"each stored type is public or private: {listed ^ set(self.registry.types)}")

    def map(self, event: object) -> tuple[IntegrationEvent, ...]:
        """The integration events of a domain event, the newest contract major first; none when its type is private."""
        name = self.registry.stored(event).name
        if name in self.private:
            return ()
        mapped = self.public[name](event)
        return (mapped,) if isinstance(mapped, IntegrationEvent) else tuple(mapped)
