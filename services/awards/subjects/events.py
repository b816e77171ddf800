"""Events of copied units and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCopied:
    """A unit as submissions last described it."""

    unit_id: UUID
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCopied:
    """A membership as submissions described it: no name, only the unit, the kind of work (`direct_worker`: người lao động
    trực tiếp, not a leader) and the first day, None since the registration. Without a unit: belonging to none from that day.
    """

    person_id: UUID
    unit_id: UUID | None
    direct_worker: bool
    member_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipsCopied:
    """Memberships as submissions corrected them, oldest first: these take the place of all that were told."""

    person_id: UUID
    memberships: tuple[PersonCopied, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectErased:
    """The subject's key is destroyed and read models are blanked; the facts stay."""

    person_id: UUID
    erased_at: datetime


UnitEvent = UnitCopied
PersonEvent = PersonCopied | MembershipsCopied | SubjectErased
