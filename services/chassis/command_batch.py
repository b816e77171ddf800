"""CommandBatch: commands of one ward that one event asks for, done as one: one load, one append, one receipt.

What a process manager wants of four streams costs a fourth of four commands, and is there at once or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.chassis.decider import Decision, Handles, StreamRef


@dataclass(frozen=True, slots=True)
class CommandBatch:
    """Commands in their order; a later one sees what an earlier one did. By the system alone: a refusal refuses all."""

    ward_code: str
    at: datetime
    parts: tuple[Any, ...]


def case_of(command: CommandBatch, case_for: Callable[[Any], Handles[Any]]) -> Handles[CommandBatch]:
    """How they are decided, from how each of them is."""
    cases = [(part, case_for(part)) for part in command.parts]
    named = [(part, case, tuple(case.streams(part))) for part, case in cases]

    def streams(_: CommandBatch) -> Sequence[StreamRef[Any]]:
        return tuple(dict.fromkeys(ref for _, _, refs in named for ref in refs))

    def decide(_: CommandBatch, *states: Any) -> Decision:
        now = dict(zip(streams(command), states, strict=True))
        done: dict[StreamRef[Any], list[Any]] = {}
        for part, case, refs in named:
            decided = case.decide(part, *(now[ref] for ref in refs))
            for ref, events in (decided if isinstance(decided, Mapping) else {refs[0]: decided}).items():
                done.setdefault(ref, []).extend(events)
                for event in events:
                    now[ref] = ref.type.evolve(now[ref], event)
        return done

    return Handles(CommandBatch, streams, decide)
