"""Schedule: which faults the compound row combines, and when. Pure: the same seed is the same schedule, for ever.

A round has three faults on three victims, so that no fault undoes another; they begin close together and overlap.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal["kill", "stop", "cut"]

PROCESSES: Final = ("api-1", "api-2", "relay-1", "relay-2", "models-1", "models-2", "hearer-1", "hearer-2")
BACKEND, POSTMASTER, BROKER, WIRE = "backend", "postmaster", "broker", "wire"
VICTIMS: Final[Mapping[str, tuple[Kind, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(PROCESSES, ("kill", "stop")),
        BACKEND: ("kill",),
        POSTMASTER: ("kill",),
        BROKER: ("kill",),
        WIRE: ("cut",),
    }
)
"""Whom a round may meet, and what may be done to it."""
AT_A_TIME: Final = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing done to one victim: `after` seconds into its round, for `lasting` seconds; `draw` picks among many."""

    victim: str
    kind: Kind
    after: float
    lasting: float
    draw: int

    @property
    def name(self) -> str:
        """What is counted: the kind and the role, whichever process of the role it was."""
        return f"{self.kind} {self.victim.partition('-')[0]}"


Round = tuple[Fault, ...]


def schedule(seed: int, longest: float) -> Iterator[Round]:
    """Rounds without end; a fault lasts at most `longest` seconds."""
    chance = random.Random(seed)
    while True:
        yield tuple(
            Fault(
                victim,
                chance.choice(VICTIMS[victim]),
                round(chance.uniform(0, longest / 4), 2),
                round(chance.uniform(longest / 4, longest), 2),
                chance.randrange(1_000),
            )
            for victim in chance.sample(sorted(VICTIMS), AT_A_TIME)
        )
