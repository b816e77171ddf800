"""Decider: a stream's behaviour as three pure values: initial state, decide, evolve.

`decide` refuses with a `DomainError`; `evolve` never refuses, because history is fact. Time, ids, actor and rule pack
arrive in the command: nothing here or in a service's decider reads a clock, makes an id or does I/O.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

S = TypeVar("S")
C = TypeVar("C")

CITY = "city"
"""The ward code of streams that belong to no single ward."""
WARD_CODE = r"[0-9]{5}(@[0-9]{4}-[0-9]{2}-[0-9]{2})?"
"""The form of a ward's code as a tenant's key: an official code, of its later holders with the day: `03388@2025-07-01`."""


def names_ward(code: str) -> bool:
    """Whether a tenant's key is a ward's, not a bloc's or the city's."""
    return re.fullmatch(WARD_CODE, code) is not None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a person is told when the domain says no: a Vietnamese sentence, its HTTP status, its citation if any."""

    sentence: str
    status: int = 409
    citation: str | None = None


class DomainError(Exception):
    """A refusal by the domain, known by a stable code; each service subclasses it with its own table of refusals.

    `facts` fill the sentence's placeholders and travel in the problem document: never put a personal value there.
    `also` is what else has to be mended in what was sent, told at once.
    """

    refusals: ClassVar[Mapping[str, Refusal]] = {}
    also: tuple[DomainError, ...] = ()

    def __init__(self, code: str, /, **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.refusal = self.refusals[code]
        self.sentence = self.refusal.sentence.format_map(facts)
        super().__init__(f"{code}: {self.sentence}")


class NotYetKnown(DomainError):
    """The copy of a fact that this decision needs has not arrived: tried again, never stored as a refusal."""


@dataclass(frozen=True, slots=True)
class StreamType(Generic[S]):
    """A kind of stream: its stored name and how its events fold into a state."""

    name: str
    initial_state: S
    evolve: Callable[[S, Any], S]

    def at(self, key: UUID | str) -> StreamRef[S]:
        """The stream of an existing thing; when it is absent or another ward's, the command is a 404."""
        return StreamRef(self, f"{self.name}-{key}")

    def new(self, key: UUID | str) -> StreamRef[S]:
        """The stream of a thing that the command may create; its state is `initial_state` while it is absent."""
        return StreamRef(self, f"{self.name}-{key}", may_be_absent=True)

    def read(self, key: UUID | str) -> StreamRef[S]:
        """A stream that must exist and that the decision only rests on: its version is a condition, commands do not queue."""
        return StreamRef(self, f"{self.name}-{key}", only_read=True)

    def if_any(self, key: UUID | str) -> StreamRef[S]:
        """A stream that the decision rests on, also on its absence: its state is `initial_state` then."""
        return StreamRef(self, f"{self.name}-{key}", may_be_absent=True, only_read=True)

    def fold(self, events: Sequence[Any]) -> S:
        """The state after these events."""
        state = self.initial_state
        for event in events:
            state = self.evolve(state, event)
        return state


@dataclass(frozen=True, slots=True)
class StreamRef(Generic[S]):
    """One stream that a command names; equal when the stream id is equal."""

    type: StreamType[S] = field(compare=False)
    stream_id: str
    may_be_absent: bool = field(default=False, compare=False)
    only_read: bool = field(default=False, compare=False)
    ward: str | None = field(default=None, compare=False)
    """The ward whose stream it is, where that is not the command's own: for commands of the whole city alone."""

    def of(self, ward: str) -> StreamRef[S]:
        """The same stream as another ward's, which a command of the whole city names."""
        return replace(self, ward=ward)


Decision = Sequence[Any] | Mapping[StreamRef[Any], Sequence[Any]]
"""Events of the first stream named, or of several streams."""


@dataclass(frozen=True, slots=True)
class Handles(Generic[C]):
    """Binds a command type to the streams that its decision reads and to its `decide`.

    `decide(command, *states)` gets the folded state of each stream in the order that `streams` names them. Every named
    stream's version becomes a condition of the append.
    `roles` are the mandates that may send it; empty means that only the system itself may.
    `by_whom`: `decide` also gets `by`, the mandate that is recorded with its events; None when the system itself acts.
    """

    command: type[C]
    streams: Callable[[C], Sequence[StreamRef[Any]]]
    decide: Callable[..., Decision]
    roles: frozenset[str] = frozenset()
    by_whom: bool = False
