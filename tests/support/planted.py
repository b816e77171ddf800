"""Events put into a store as they may lie there since long, also those that today's deciders refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from services.chassis.decider import StreamRef
from services.chassis.event_store.append import Append, NewEvent
from services.chassis.runtime import Runtime


async def plant(runtime: Runtime, streams: Mapping[StreamRef[Any], tuple[str, Sequence[Any]]]) -> None:
    """Append to each stream, of a ward, these events; nothing is published."""
    registry = runtime.service.publishing.registry
    events = []
    for ref, (ward, history) in streams.items():
        for event in history:
            how, event_id = registry.stored(event), uuid4()
            keys = await runtime.keys.ensure(registry.subjects(event))
            data = registry.encode(event, event_id, keys)
            events.append(NewEvent(ref.stream_id, event_id, how.name, how.version, ward, data, "{}"))
    if events:
        key = str(uuid4())
        append = Append("system:tests", key, key.encode(), events[0].stream_id, tuple(events), ())
        outcome = await runtime.handler._appender.append(append)
        assert outcome.verdict == "done", outcome
