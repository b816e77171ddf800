"""Commands of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.submissions.plans.events import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan:
    """Write a draft: no number, no day."""

    ward_code: str
    at: datetime
    plan_id: UUID
    year: int
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisePlan:
    """Write the draft anew."""

    ward_code: str
    at: datetime
    plan_id: UUID
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePlan:
    """Give the draft its number, day and signer."""

    ward_code: str
    at: datetime
    plan_id: UUID
    number: int
    symbol: str
    issued_on: date
    signer_id: UUID
    signer_title: str
    authority: str
