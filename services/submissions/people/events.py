"""Events of a person or household whom a ward knows by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.personal import Erased, Personal
from thidua_contracts.codes import SubjectKind


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMoved:
    """From `member_from` on the person belongs to this unit, as a direct worker (người lao động trực tiếp) or not."""

    person_id: UUID
    unit_id: UUID
    member_from: date
    direct_worker: bool


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


Event = PersonRegistered | PersonMoved | PersonNameCorrected | PersonAddressChanged | SubjectErased
