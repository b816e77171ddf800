"""Events of a delegation (giao ký thay)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDelegated:
    """From a day on somebody signs in the chairman's place.

    `person_id` is a person of the ward (the name stays there), `principal` the account under which that person signs,
    `manner` a code of `manners.py`, `position` the words above the signature ("PHÓ CHỦ TỊCH").
    """

    delegation_id: UUID
    person_id: UUID
    principal: str
    manner: str
    position: str
    valid_from: date
    valid_to: date | None
    document_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded:
    """`valid_to` is its last day."""

    delegation_id: UUID
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationWithdrawn:
    """It was recorded by mistake."""

    delegation_id: UUID
    reason: str


Event = SigningDelegated | DelegationEnded | DelegationWithdrawn
