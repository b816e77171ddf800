"""Events of a sudden deed, in the stream of its nomination: put forward, members asked, what they said; the rest `nominations` tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.awards.councils.commands import Seat
from services.awards.law.pack import Title
from services.awards.law.rows import SubjectKind
from services.chassis.files.reference import FileRef
from services.chassis.personal import Erased, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedProposed:
    """Put forward for a deed of a day, to be decided by a day; no year report and no criteria of years are asked.

    `opinions_by`: until when members of the council answer; None where nobody is asked.
    """

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    happened_on: date
    received_on: date
    opinions_by: date | None
    decide_by: date
    direct_worker: bool
    place: Annotated[str | Erased, Personal(subject="subject_id")]
    achievements: Annotated[str | Erased, Personal(subject="subject_id")]
    pack_id: str
    pack_hash: str
    by_office: bool
    evidence: tuple[FileRef, ...] = ()
    """Files, sealed with the subject's key."""

    @property
    def person_id(self) -> UUID | None:
        """The person or household; None for a collective."""
        return None if self.subject_kind == "collective" else self.subject_id

    @property
    def initiative_id(self) -> None:
        """A deed rests on no initiative."""
        return None

    @property
    def sudden(self) -> bool:
        """It is no merit of a year: it has a prize of its own, and no title rests on it."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAsked:
    """A member of the council is asked, by a day."""

    nomination_id: UUID
    unit_id: UUID
    member_id: str
    seat: Seat
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven:
    """What the member says."""

    nomination_id: UUID
    subject_id: UUID
    member_id: str
    agrees: bool
    note: Annotated[str | Erased | None, Personal(subject="subject_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionTakenBack:
    """The member has said nothing yet, and is asked still."""

    nomination_id: UUID
    unit_id: UUID
    member_id: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionReleased:
    """The member need not answer any more: it is decided, refused or withdrawn."""

    nomination_id: UUID
    member_id: str


OfDeed = OpinionAsked | OpinionGiven | OpinionTakenBack | OpinionReleased
Event = DeedProposed | OfDeed
