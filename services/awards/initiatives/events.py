"""Events of an initiative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.chassis.files.reference import FileRef


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeRecognised:
    """Recognised at base level."""

    initiative_id: UUID
    name: str
    authors: tuple[UUID, ...]
    document_number: str
    recognised_on: date
    evidence: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeUsed:
    """A nomination rests on it."""

    initiative_id: UUID
    nomination_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeReleased:
    """That nomination was withdrawn or refused: nothing was rewarded, so the initiative is free again."""

    initiative_id: UUID
    nomination_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeWithdrawn:
    """It was recorded by mistake and supports nothing any more; `mistake` is a code word."""

    initiative_id: UUID
    mistake: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionTaken:
    """What a document recognised for its authors is this initiative, and no other."""

    recognition_id: UUID
    initiative_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionReleased:
    """That record was a mistake: it may be recorded anew."""

    recognition_id: UUID
    initiative_id: UUID


RecognitionEvent = RecognitionTaken | RecognitionReleased
Event = InitiativeRecognised | InitiativeUsed | InitiativeReleased | InitiativeWithdrawn
