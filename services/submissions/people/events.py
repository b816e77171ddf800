"""Events of a person or household whom a ward knows by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.personal import Erased, Personal
from thidua_contracts.codes import Category, Post, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Where somebody belongs from a day on, until the day of the next: a unit or None, and in which capacity."""

    member_from: date
    unit_id: UUID | None
    direct_worker: bool = False
    category: Category | None = None
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered:
    """A person or household became a subject of a unit."""

    person_id: UUID
    kind: SubjectKind
    full_name: Annotated[str | Erased, Personal(subject="person_id")]
    email: Annotated[str | Erased | None, Personal(subject="person_id")]
    unit_id: UUID
    member_from: date
    direct_worker: bool
    category: Category | None
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMoved:
    """From `member_from` on the person belongs to this unit, as a direct worker (người lao động trực tiếp) or not."""

    person_id: UUID
    unit_id: UUID
    member_from: date
    direct_worker: bool
    category: Category | None
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """From `left_on` on the person belongs to no unit."""

    person_id: UUID
    left_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipsCorrected:
    """What was recorded of the memberships was wrong, says this document: these, oldest first, take the place of all."""

    person_id: UUID
    memberships: tuple[Membership, ...]
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNameCorrected:
    """The name had been written wrongly, or was changed by law."""

    person_id: UUID
    full_name: Annotated[str | Erased, Personal(subject="person_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAddressChanged:
    """Where the person gets mail; None when nowhere."""

    person_id: UUID
    email: Annotated[str | Erased | None, Personal(subject="person_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectErased:
    """The person's data are erased: keys destroyed, names blanked everywhere; the facts stay."""

    person_id: UUID
    document_number: str


Event = (
    PersonRegistered
    | PersonMoved
    | PersonLeft
    | MembershipsCorrected
    | PersonNameCorrected
    | PersonAddressChanged
    | SubjectErased
)
