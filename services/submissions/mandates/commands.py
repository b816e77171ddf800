"""Commands of mandates beside those of the chassis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandates:
    """End these mandates of a ward, because the ward is no more: the scheduler's alone."""

    ward_code: str
    at: datetime
    mandates: tuple[UUID, ...]
