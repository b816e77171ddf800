"""Events of the holds of one subject. What is looked into, and by which paper, is sealed: it says something bad of somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.personal import Erased, Personal

OfSubject = Annotated[str | Erased, Personal(subject="subject_id", told=True)]
OfSubjectIfAny = Annotated[str | Erased | None, Personal(subject="subject_id", told=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPut:
    """Something is looked into since a day; `cause` is a code word."""

    hold_id: UUID
    case_id: UUID
    subject_id: UUID
    since: date
    cause: OfSubject
    document_number: OfSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCleared:
    """That case is over since a day; `outcome` is a code word. One that was recorded by mistake ends by no document."""

    hold_id: UUID
    case_id: UUID
    subject_id: UUID
    cleared_on: date
    outcome: OfSubject
    document_number: OfSubjectIfAny


Event = HoldPut | HoldCleared
