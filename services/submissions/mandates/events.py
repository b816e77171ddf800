"""Events of mandates beside those of the chassis; they stay in this service."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderNamed:
    """Which registered person holds a mandate; None when that had been recorded by mistake. The name stands with the person alone."""

    mandate_id: UUID
    person_id: UUID | None
