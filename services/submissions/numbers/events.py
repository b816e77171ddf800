"""Events of a document number: one stream per ward, year, symbol and number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumberTaken:
    """The number belongs to a document of this system for ever.

    `service` keeps the document; `dated_on` is the document's day, None in what was stored before days were kept. `about_id` is the
    plan, decision or letter (`kind`) whose page tells of it, None where earlier builds did not say.
    """

    year: int
    symbol: str
    number: int
    document_id: UUID
    service: str
    subject: str
    dated_on: date | None
    kind: str | None
    about_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideNumberRecorded:
    """The number was used for a document outside this system."""

    year: int
    symbol: str
    number: int
    subject: str
    dated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideNumberWithdrawn:
    """What was recorded of a document outside was a mistake: the number is free again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumberVoided:
    """The document was never sent out (hủy số): the number stays taken, and no document carries it."""

    reason: str


Event = DocumentNumberTaken | OutsideNumberRecorded | OutsideNumberWithdrawn | DocumentNumberVoided
