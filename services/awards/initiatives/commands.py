"""Commands of an initiative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniseInitiative:
    """The initiative council recognised an initiative (công nhận sáng kiến cấp cơ sở) by a document of a day."""

    ward_code: str
    at: datetime
    initiative_id: UUID
    name: str
    authors: tuple[UUID, ...]
    document_number: str
    recognised_on: date
