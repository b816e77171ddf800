"""Events of a ward's plan (kế hoạch thi đua, khen thưởng) and of a document number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.submissions.deadlines import DuePhrase
from thidua_contracts.codes import ReportPeriod, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A document the plan rests on (căn cứ)."""

    title: str
    number: str | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A report that units owe, in the plan's own words; no unit kinds means every unit of the ward."""

    obligation_id: UUID
    name: str
    period: ReportPeriod
    due: DuePhrase
    locks: DuePhrase
    unit_kinds: tuple[UnitKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a draft says: no number and no day yet."""

    title: str
    legal_bases: tuple[LegalBasis, ...]
    recipients: tuple[str, ...]
    obligations: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedObligation:
    """An obligation with its absolute faces: `due_at` is the first late instant, from `locks_at` nothing is taken."""

    obligation_id: UUID
    name: str
    period: ReportPeriod
    due_at: datetime
    locks_at: datetime
    unit_kinds: tuple[UnitKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrafted:
    """A draft for a year was written (dự thảo)."""

    plan_id: UUID
    year: int
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRevised:
    """The draft was written anew."""

    plan_id: UUID
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIssued:
    """The plan got its number and day and was signed (ban hành).

    `signer_id` is a person of the ward (the name stays there); `signer_title` and `authority` are the words above the
    signature, such as "CHỦ TỊCH" and "TM. ỦY BAN NHÂN DÂN".
    """

    plan_id: UUID
    year: int
    number: int
    symbol: str
    issued_on: date
    signer_id: UUID
    signer_title: str
    authority: str
    title: str
    legal_bases: tuple[LegalBasis, ...]
    recipients: tuple[str, ...]
    obligations: tuple[IssuedObligation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumberTaken:
    """A number of the ward's year and symbol belongs to this document for ever."""

    year: int
    symbol: str
    number: int
    plan_id: UUID


Event = PlanDrafted | PlanRevised | PlanIssued
NumberEvent = DocumentNumberTaken
