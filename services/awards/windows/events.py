"""Events of a nomination window."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpened:
    """The unit may propose for the year because of this accepted report."""

    window_id: UUID
    unit_id: UUID
    year: int
    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowClosed:
    """The report's acceptance was withdrawn: nothing more may be proposed until another is accepted."""

    window_id: UUID
    unit_id: UUID
    year: int
    report_id: UUID


Event = WindowOpened | WindowClosed
