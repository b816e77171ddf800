"""Commands of a nomination window; only the process manager sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWindow:
    """The unit's year report was accepted."""

    ward_code: str
    at: datetime
    unit_id: UUID
    year: int
    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseWindow:
    """The acceptance of that report was withdrawn."""

    ward_code: str
    at: datetime
    unit_id: UUID
    year: int
    report_id: UUID


Command = OpenWindow | CloseWindow
