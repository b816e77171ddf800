"""Commands that copy what submissions published; only the system sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.awards.subjects.events import PersonCopied


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyUnit:
    """A unit (cơ quan, đơn vị, tổ dân phố, bản) exists."""

    ward_code: str
    at: datetime
    unit_id: UUID
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPerson:
    """A person or household belongs to a unit or to none: from a day on, or since it was registered when `member_from` is None."""

    ward_code: str
    at: datetime
    person_id: UUID
    unit_id: UUID | None
    direct_worker: bool
    member_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMemberships:
    """Where a person or household belongs, from which days on, was corrected."""

    ward_code: str
    at: datetime
    person_id: UUID
    memberships: tuple[PersonCopied, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseSubject:
    """A person's data were erased by their owner: erase what is held here."""

    ward_code: str
    at: datetime
    person_id: UUID
