"""Events of the record of one subject. What it says, and by which paper, is sealed; days and years are not: a decision reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.awards.records.commands import Mistake
from services.chassis.personal import Erased, Personal

OfSubject = Annotated[str | Erased, Personal(subject="subject_id", told=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRecorded:
    """The rating of a year; `rating` is a code word."""

    record_id: UUID
    entry_id: UUID
    subject_id: UUID
    year: int
    rating: OfSubject
    by_document: OfSubject
    rated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRecorded:
    """Days, both included, on which somebody did not work; `leave` is a code word."""

    record_id: UUID
    entry_id: UUID
    subject_id: UUID
    leave: OfSubject
    first: date
    last: date
    by_document: OfSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class DisciplineRecorded:
    """A discipline from a day to another, both included, or lasting; `discipline` is a code word."""

    record_id: UUID
    entry_id: UUID
    subject_id: UUID
    discipline: OfSubject
    first: date
    last: date | None
    by_document: OfSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class DisciplineEnded:
    """Until when that discipline lasted."""

    record_id: UUID
    entry_id: UUID
    subject_id: UUID
    last: date
    by_document: OfSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWithdrawn:
    """An entry was made by mistake, a code word."""

    record_id: UUID
    entry_id: UUID
    subject_id: UUID
    mistake: Mistake


Entry = RatingRecorded | LeaveRecorded | DisciplineRecorded
Event = Entry | DisciplineEnded | EntryWithdrawn
