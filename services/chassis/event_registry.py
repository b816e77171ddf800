"""EventRegistry: the one place where a service says how its events are stored.

Stored type names are explicit constants, never class paths. Old shapes are lifted by upcasters (dict to dict, pure,
chained from their schema version to the next), so `decode` always yields today's class. A personal value is sealed
before it is stored and comes back as `ERASED` when its subject's key is gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from pydantic import TypeAdapter

from services.chassis.personal import ERASED, Personal, SubjectKeys, seal, unseal

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps would make one each time


class UnknownEventType(Exception):
    """A stored type or schema version that this release does not know: readers stop, they never skip it."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A stored event type: its name, its current schema version and today's class."""

    name: str
    version: int
    cls: type[Any]


def personal_fields(cls: Any) -> Mapping[str, Personal]:
    """The fields of an event class that hold personal values, each with its declaration."""
    found: dict[str, Personal] = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if get_origin(hint) is Annotated:
            marks = [mark for mark in get_args(hint)[1:] if isinstance(mark, Personal)]
            if marks:
                found[name] = marks[0]
    return found


def _decoder(cls: type[Any], adapter: TypeAdapter[Any]) -> Callable[[str], Any]:
    """Reads stored text into a class; what msgspec refuses, or cannot tell apart, pydantic judges, in four times the time."""
    judge = adapter.validator.validate_json
    try:
        fast = msgspec.json.Decoder(cls).decode
    except TypeError:
        return judge

    def decode(text: str) -> Any:
        try:
            return fast(text)
        except msgspec.MsgspecError:
            return judge(text)

    return decode


class EventRegistry:
    """All stored event types of a service, with encode and decode."""

    def __init__(self, *types: EventType, upcasters: Mapping[tuple[str, int], Upcaster] | None = None) -> None:
        self.types = {stored.name: stored for stored in types}
        self._by_class = {stored.cls: stored for stored in types}
        self._upcasters = dict(upcasters or {})
        self._adapters = {stored.cls: TypeAdapter(stored.cls) for stored in types}
        self._personal = {stored.cls: personal_fields(stored.cls) for stored in types}
        self._decode = {cls: _decoder(cls, adapter) for cls, adapter in self._adapters.items()}
        if len(self.types) != len(types) or len(self._by_class) != len(types):
            raise ValueError("a stored type name or class is declared twice")
        missing = [
            (stored.name, version)
            for stored in types
            for version in range(1, stored.version)
            if (stored.name, version) not in self._upcasters
        ]
        if missing:
            raise ValueError(f"no upcaster for {missing}")

    def __add__(self, other: EventRegistry) -> EventRegistry:
        return EventRegistry(*self.types.values(), *other.types.values(), upcasters=self._upcasters | other._upcasters)

    def stored(self, event: object) -> EventType:
        """How this event is stored."""
        try:
            return self._by_class[type(event)]
        except KeyError:
            raise UnknownEventType(type(event).__name__) from None

    def personal(self, cls: Any) -> Mapping[str, Personal]:
        """The personal fields of one of this registry's classes."""
        return self._personal[cls]

    def subjects(self, event: object) -> frozenset[UUID]:
        """The subjects whose keys must exist before this event may be stored."""
        return frozenset(
            getattr(event, mark.subject)
            for name, mark in self._personal[type(event)].items()
            if getattr(event, name) is not None
        )

    def erased(self, event: Any) -> Any:
        """The event as whoever holds no key sees it: each personal value is `ERASED`."""
        hidden = {name: ERASED for name in self._personal[type(event)] if getattr(event, name) is not None}
        return replace(event, **hidden) if hidden else event

    def encode(self, event: object, event_id: UUID, keys: SubjectKeys) -> str:
        """The JSON text that is stored and hashed; personal values are sealed to subject, event and field."""
        self.stored(event)
        adapter, personal = self._adapters[type(event)], self._personal[type(event)]
        if not personal:
            return adapter.serializer.to_json(event).decode()  # what `dump_json` calls, without its two dozen options
        data = adapter.dump_python(event, mode="json")
        for name, mark in personal.items():
            if data[name] is not None:
                subject: UUID = getattr(event, mark.subject)
                data[name] = seal(data[name], keys[subject], event_id, name)
        return _compact(data)

    def decode(
        self, name: str, version: int, data: str | Mapping[str, Any], event_id: UUID, keys: SubjectKeys | None = None
    ) -> Any:
        """Today's class from a stored shape; without `keys`, or with a destroyed key, personal values are `ERASED`.

        So are those that were stored in clear, before their field was declared personal.
        """
        stored = self.types.get(name)
        if stored is None or not 1 <= version <= stored.version:
            raise UnknownEventType(f"{name} v{version}")
        if version == stored.version and not self._personal[stored.cls] and isinstance(data, str):
            return self._decode[stored.cls](data)
        shape: dict[str, Any] = json.loads(data) if isinstance(data, str) else dict(data)
        for step in range(version, stored.version):
            shape = self._upcasters[(name, step)](shape)
        for field, mark in self._personal[stored.cls].items():
            if (value := shape.get(field)) is not None:
                key = keys.get(UUID(shape[mark.subject])) if keys else None
                if key is None:
                    shape[field] = ERASED
                elif isinstance(value, dict):
                    shape[field] = unseal(value, key, event_id, field)
        # what today's class does not declare is ignored: an old field that no upcaster removed is history, not an error
        return self._adapters[stored.cls].validate_python(shape)
