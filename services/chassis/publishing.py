"""Publishing: which stored events become integration events, decided by their type alone, never by their content.

An event is mapped when it is appended and the bodies are kept with it for the relay. No mapping sees a personal value.
A stored type or schema version that is listed neither public nor private stops the relay without moving its checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.chassis.event_registry import EventRegistry
from thidua_contracts.envelope import IntegrationEvent, encode

Mapper = Callable[[Any], IntegrationEvent | Sequence[IntegrationEvent]]
Body = tuple[str, bytes]
"""The type name of a contract, and the JSON of an integration event of it."""


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
        mapped = self.public[name](self.registry.erased(event))
        return (mapped,) if isinstance(mapped, IntegrationEvent) else tuple(mapped)

    def bodies(self, event: object) -> list[Body]:
        """What is sent of a domain event, the newest contract major first."""
        return [(contract.type, encode(contract)) for contract in self.map(event)]


def kept(bodies: Sequence[Body]) -> str | None:
    """Bodies as the store keeps them, name and JSON line by line; JSON holds no line break. None when there are none."""
    return "\n".join([f"{name}\n{body.decode()}" for name, body in bodies]) or None


def unkept(text: str) -> list[Body]:
    """The bodies that were kept."""
    lines = text.split("\n")
    return [(name, body.encode()) for name, body in zip(lines[::2], lines[1::2], strict=True)]
