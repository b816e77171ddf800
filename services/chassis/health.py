"""Health: alive by the progress of loops, ready by what the process needs, and how far its clock is ahead.

Alive never asks PostgreSQL or Kafka: restarting a process does not mend them. A loop that has stopped for an operator is
alive too; it is shown, and its alert fires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol


class Progress(Protocol):
    """A loop as health sees it."""

    @property
    def alive(self) -> bool:
        """False when it hangs."""
        ...

    def facts(self) -> dict[str, Any]:
        """What the page shows: names, counts and states."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """The health of a process at one moment."""

    service: str
    alive: bool
    ready: bool
    clock_offset_seconds: float
    loops: tuple[Mapping[str, Any], ...]

    @property
    def status(self) -> int:
        """200, or 503 when no traffic should come here."""
        return 200 if self.alive and self.ready else 503

    def document(self) -> dict[str, Any]:
        """What the page shows, as JSON."""
        return {
            "service": self.service,
            "alive": self.alive,
            "ready": self.ready,
            "clock_offset_seconds": self.clock_offset_seconds,
            "loops": list(self.loops),
        }


def examined(service: str, loops: Sequence[Progress], *, ready: bool, offset: timedelta) -> Health:
    """The health of a process with these loops."""
    return Health(
        service,
        alive=all(loop.alive for loop in loops),
        ready=ready,
        clock_offset_seconds=offset.total_seconds(),
        loops=tuple(loop.facts() for loop in loops),
    )
