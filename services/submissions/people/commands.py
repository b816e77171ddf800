"""Commands of a person or household. `by_unit` limits a unit head to the people of the own unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from thidua_contracts.codes import SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson:
    """Enter a person or household as a member of a unit."""

    ward_code: str
    at: datetime
    by_unit: UUID | None
    person_id: UUID
    kind: SubjectKind
    full_name: str
    email: str | None
    unit_id: UUID
    member_from: date
    direct_worker: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePerson:
    """Let the person belong to a unit from a day on."""

    ward_code: str
    at: datetime
    person_id: UUID
    unit_id: UUID
    member_from: date
    direct_worker: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPersonName:
    """Write the name rightly."""

    ward_code: str
    at: datetime
    by_unit: UUID | None
    person_id: UUID
    full_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePersonAddress:
    """Say where the person gets mail."""

    ward_code: str
    at: datetime
    by_unit: UUID | None
    person_id: UUID
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseSubject:
    """Erase the person's data on the document that orders it."""

    ward_code: str
    at: datetime
    person_id: UUID
    document_number: str
