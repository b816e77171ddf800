"""Events of decisions, letters, document numbers and prizes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.awards.law.pack import Level, Title


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAward:
    """A line of a decision's list. `register_number` is its number in the golden register (số sổ vàng)."""

    register_number: int
    nomination_id: UUID
    subject_id: UUID
    title: Title
    payable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSigned:
    """A decision with its list; `total` đồng are to be paid. `level` says whose decision it is."""

    decision_id: UUID
    level: Level
    document_number: str
    signed_on: date
    signer_position: str
    base_salary: int
    lines: tuple[ListedAward, ...]
    refused: tuple[UUID, ...]
    total: int
    pack_id: str
    pack_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSigned:
    """A letter (tờ trình) that sent nominations up."""

    forwarding_id: UUID
    to_level: Level
    document_number: str
    signed_on: date
    recipient: str
    nominations: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumberTaken:
    """A number of a symbol in a year belongs to this document."""

    document_id: UUID
    number: int
    symbol: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeCounted:
    """Money for a title of a counted period: `payable` of `amount` đồng, after what was paid for the period before."""

    prize_id: UUID
    nomination_id: UUID
    amount: int
    payable: int
