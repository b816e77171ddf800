"""Command handler: key known? load, fold, decide, map, append; the one way in which anything is ever recorded.

A known key returns the stored reply before anything is decided. Absent or another ward's is one answer: 404. A version
conflict loads again within two seconds. What cannot be published is found here, before it is stored: the event is mapped, its
records are measured, and their bodies are stored with it.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from services.chassis import metrics
from services.chassis.commands import CommandEnvelope, Reply
from services.chassis.decider import CITY, DomainError, Handles, NotYetKnown, StreamRef
from services.chassis.errors import (
    Forbidden,
    KeyReused,
    NotFound,
    NotYetArrived,
    TooLarge,
    VersionChanged,
    WrongVersion,
)
from services.chassis.event_registry import EventRegistry
from services.chassis.event_store.append import Append, Appender, NewEvent, Outcome
from services.chassis.event_store.keys import KeyStore
from services.chassis.event_store.load import Loaded, LoadedEvent, Loader, Wanted
from services.chassis.event_store.stream_locks import StreamLocks
from services.chassis.identity import mandates
from services.chassis.ids import command_id_of, derived_id
from services.chassis.publishing import Publishing, kept
from services.chassis.telemetry import current_traceparent, span

BUDGET = 2.0
"""Seconds within which a version conflict is tried again."""

MOST_MANDATES = 10_000
"""Mandates that are kept folded."""

GONE = 404
"""The status of a refusal that does not say whether there is such a thing."""

Agree = Callable[[CommandEnvelope], Awaitable[None]]
"""Asks another service for what it alone can give, once this one has decided: before the append, again at each try, under one key.

Raises a DomainError when the other one refuses, Unavailable when it does not answer; then nothing is appended.
"""

LARGEST = 256 * 1024
"""Bytes that the body of one published record may have."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """The events that a command comes to, by stream, and what it was decided on."""

    by_stream: Mapping[StreamRef[Any], Sequence[Any]]
    loaded: Loaded
    wanted: tuple[str, ...]
    mandate: StreamRef[Any] | None


class CommandHandler:
    """Takes issued commands of one service; see the module for its order of work."""

    def __init__(
        self,
        *,
        handles: Sequence[Handles[Any]],
        publishing: Publishing,
        loader: Loader,
        appender: Appender,
        keys: KeyStore,
        epoch: int,
        unit_roles: frozenset[str] = frozenset(),
        agree: Agree | None = None,
    ) -> None:
        self._handles: Mapping[type, Handles[Any]] = {case.command: case for case in handles}
        if len(self._handles) != len(handles):
            raise ValueError("two cases for one command")
        self._catalogue: EventRegistry = publishing.registry
        self._publishing = publishing
        self._loader = loader
        self._appender = appender
        self._keys = keys
        self._epoch = epoch
        self._unit_roles = unit_roles
        self._agree = agree
        self._locks = StreamLocks()
        self._mandates: dict[str, tuple[int, mandates.State]] = {}

    async def handle(self, issued: CommandEnvelope) -> Reply:
        """The reply, durable; `DomainError` when the domain refuses, one of `errors` when the command cannot be taken."""
        case = self._handles[type(issued.command)]
        refs = list(case.streams(issued.command))
        name = type(issued.command).__name__
        with (
            span(f"command {name}", parent=issued.traceparent, attributes={"thidua.command": name}),
            metrics.command(name) as measured,
        ):
            async with self._locks.of([ref.stream_id for ref in refs if not ref.only_read]):
                reply = await self._until_settled(issued, case, refs)
                measured.outcome = reply.refusal or ("repeated" if reply.repeated else "done")
                return reply

    async def _until_settled(self, issued: CommandEnvelope, case: Handles[Any], refs: list[StreamRef[Any]]) -> Reply:
        give_up = time.monotonic() + BUDGET
        while True:
            outcome = await self._try(issued, case, refs)
            if isinstance(outcome, Reply):
                return outcome
            match outcome.verdict:
                case "done" | "known":
                    return Reply(
                        outcome.stream_id,
                        outcome.version,
                        outcome.position,
                        outcome.verdict == "known",
                        outcome.refusal,
                    )
                case "reused":
                    raise KeyReused
                case "ward":
                    raise NotFound(outcome.stream_id)
                case "conflict":
                    if time.monotonic() > give_up:
                        raise WrongVersion(outcome.stream_id)
                    await asyncio.sleep(random.uniform(0.001, 0.02))  # noqa: S311 - jitter, not a secret

    async def foresee(self, issued: CommandEnvelope) -> bool:
        """Whether the command would record anything if it came now. Raises what `handle` raises; nothing is recorded, not even a key."""
        case = self._handles[type(issued.command)]
        decided = await self._decided(issued, case, list(case.streams(issued.command)))
        return not isinstance(decided, Reply) and any(decided.by_stream.values())

    async def _try(self, issued: CommandEnvelope, case: Handles[Any], refs: list[StreamRef[Any]]) -> Outcome | Reply:
        try:
            decided = await self._decided(issued, case, refs)
        except NotYetKnown:
            raise
        except DomainError as refused:
            if not issued.actor.is_system:
                raise
            return await self._store_refusal(issued, refs, refused.code)
        if isinstance(decided, Reply):
            return decided
        loaded = decided.loaded
        events = await self._ready(issued, decided.by_stream, loaded, decided.mandate)
        conditions = tuple((stream_id, _version(loaded.streams[stream_id])) for stream_id in decided.wanted)
        if self._agree is not None:
            await self._agree(issued)
        return await self._appender.append(
            Append(issued.actor.principal, issued.key, issued.body_hash, refs[0].stream_id, events, conditions)
        )

    async def _decided(
        self, issued: CommandEnvelope, case: Handles[Any], refs: list[StreamRef[Any]]
    ) -> _Decided | Reply:
        """What the command comes to on what is stored now, or the reply that its key got before. Raises what refuses it."""
        mandate = mandates.MANDATE.at(issued.actor.mandate_id) if issued.actor.mandate_id else None
        wanted = [ref.stream_id for ref in ([*refs, mandate] if mandate else refs)]
        if issued.expected is not None and issued.expected[0] not in wanted:
            wanted.append(issued.expected[0])
        loaded = await self._loader.load(Wanted(tuple(wanted), issued.actor.principal, issued.key))
        if loaded.known is not None:
            reply, body_hash = loaded.known
            if body_hash != issued.body_hash:
                raise KeyReused
            return reply
        by = self._judged(issued, case, mandate, loaded)
        if by is not None and by.ward_code != CITY and any(ref.ward not in (None, by.ward_code) for ref in refs):
            raise NotFound(issued.command.ward_code)
        try:
            states = [self._state(ref, loaded, issued) for ref in refs]
            decided = case.decide(issued.command, *states, **({"by": by} if case.by_whom else {}))
        except NotYetKnown:
            raise
        except DomainError as refused:
            if refused.refusal.status != GONE:
                self._check_version(issued, loaded)
            raise
        self._check_version(issued, loaded)
        by_stream = decided if isinstance(decided, Mapping) else {refs[0]: decided}
        if not set(by_stream) <= {ref for ref in refs if not ref.only_read}:
            raise ValueError(f"{type(issued.command).__name__} wrote a stream that it does not name for writing")
        return _Decided(by_stream, loaded, tuple(wanted), mandate)

    def _judged(
        self, issued: CommandEnvelope, case: Handles[Any], mandate: StreamRef[mandates.State] | None, loaded: Loaded
    ) -> mandates.MandateGranted | None:
        """Deny by default: a person acts by an active mandate of a role that the case names, in that mandate's ward.

        The mandate that is judged is the one that is recorded, and the one that `decide` is told; None for the system itself.
        """
        if mandate is None:
            if not issued.actor.is_system:
                raise Forbidden("mandate.unknown")
            return None
        held = mandates.held(self._folded(mandate, loaded), issued.actor.principal, issued.command.at)
        if held.role not in case.roles or (held.role in self._unit_roles and held.unit_id is None):
            raise Forbidden("mandate.role")
        if held.ward_code not in (issued.command.ward_code, CITY):
            raise NotFound(issued.command.ward_code)
        return held

    def _check_version(self, issued: CommandEnvelope, loaded: Loaded) -> None:
        """After whether it is there at all for whoever asks: the version of what is not theirs would tell that it is."""
        if issued.expected is None:
            return
        stream_id, seen = issued.expected
        events = loaded.streams[stream_id]
        if events and events[0].ward_code not in (issued.command.ward_code, CITY):
            raise NotFound(stream_id)
        if (present := _version(events)) != seen:
            raise VersionChanged(stream_id, expected=seen, present=present)

    def _folded(self, mandate: StreamRef[mandates.State], loaded: Loaded) -> mandates.State:
        """The mandate as it was just loaded; one that has not moved since it was last used is not folded again."""
        events = loaded.streams[mandate.stream_id]
        version = _version(events)
        known = self._mandates.get(mandate.stream_id)
        if known is None or known[0] != version:
            if len(self._mandates) >= MOST_MANDATES:
                self._mandates.clear()
            known = version, mandate.type.fold([self._decode(event) for event in events])
            self._mandates[mandate.stream_id] = known
        return known[1]

    def _state(self, ref: StreamRef[Any], loaded: Loaded, issued: CommandEnvelope) -> Any:
        events = loaded.streams[ref.stream_id]
        if not events and not ref.may_be_absent:
            if issued.causation_id is not None:
                raise NotYetArrived(ref.stream_id)
            raise NotFound(ref.stream_id)
        if events and events[0].ward_code not in (ref.ward or issued.command.ward_code, CITY):
            raise NotFound(ref.stream_id)
        return ref.type.fold([self._decode(event) for event in events])

    def _decode(self, event: LoadedEvent) -> Any:
        # without keys: a decision compares subject ids, never personal values
        return self._catalogue.decode(event.event_type, event.schema_version, event.data, event.event_id)

    async def _ready(
        self,
        issued: CommandEnvelope,
        by_stream: Mapping[StreamRef[Any], Sequence[Any]],
        loaded: Loaded,
        mandate: StreamRef[Any] | None,
    ) -> tuple[NewEvent, ...]:
        subjects = {
            subject for events in by_stream.values() for event in events for subject in self._catalogue.subjects(event)
        }
        keys = await self._keys.ensure(subjects) if subjects else {}
        command_id = command_id_of(issued)
        metadata = to_json(
            {
                "actor": issued.actor.principal,
                "mandate": issued.actor.mandate_id if mandate else None,
                "mandate_version": _version(loaded.streams[mandate.stream_id]) if mandate else None,
                "correlation": issued.correlation_id,
                "causation": issued.causation_id,
                "command": command_id,
                "traceparent": current_traceparent() or issued.traceparent,
                "epoch": self._epoch,
            }
        ).decode()
        ready: list[NewEvent] = []
        for ref, events in by_stream.items():
            stored = loaded.streams[ref.stream_id]
            ward_code = stored[0].ward_code if stored else ref.ward or issued.command.ward_code
            for event in events:
                bodies = self._publishing.bodies(event)
                if any(len(body) > LARGEST for _, body in bodies):
                    raise TooLarge
                how = self._catalogue.stored(event)
                # the same when the command is repeated
                event_id = derived_id(command_id, str(len(ready)))
                data = self._catalogue.encode(event, event_id, keys)
                ready.append(
                    NewEvent(ref.stream_id, event_id, how.name, how.version, ward_code, data, metadata, kept(bodies))
                )
        return tuple(ready)

    async def _store_refusal(self, issued: CommandEnvelope, refs: list[StreamRef[Any]], code: str) -> Outcome:
        """A process manager's command that the domain refuses is done: its key keeps the refusal."""
        return await self._appender.append(
            Append(issued.actor.principal, issued.key, issued.body_hash, refs[0].stream_id, (), (), code)
        )


def _version(events: Sequence[LoadedEvent]) -> int:
    return events[-1].version if events else 0
