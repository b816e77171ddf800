"""Commands of a nomination. `by_unit` limits a unit head to the own unit.

Keys of other streams are looked up at the edge and checked against the nomination's own facts; `person_id` is the subject,
None for a collective.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.awards.nominations.merits import Merits
from services.awards.rules.pack import SubjectKind, Title

RefusalReason = Literal["not-passed", "criteria-not-met", "on-hold", "dossier-incomplete", "refused-by-city"]
"""Why a nomination is refused, as a code word; the sentence of the one who refuses stands beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeNomination:
    """A unit puts a subject forward for a title of a year.

    `under_pack` chooses the more favourable rules where the law lets an earlier dossier follow a later pack; `because`
    says why.
    """

    ward_code: str
    at: datetime
    by_unit: UUID | None
    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    merits: Merits
    achievements: str | None = None
    initiative_id: UUID | None = None
    under_pack: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawNomination:
    """The unit takes its nomination back before the council votes on it."""

    ward_code: str
    at: datetime
    by_unit: UUID | None
    nomination_id: UUID
    claim_id: UUID
    person_id: UUID | None
    initiative_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseNomination:
    """The chairman refuses a nomination, with a reason and, where there is one, the rule it rests on."""

    ward_code: str
    at: datetime
    nomination_id: UUID
    person_id: UUID | None
    initiative_id: UUID | None
    reason_code: RefusalReason
    reason: str
    citation: str | None
