"""Commands of decisions and letters. Facts of the nominations are looked up at the edge and checked against their streams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.awards.nominations.commands import RefusalReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A nomination in a list: `subject_id` and `year` name the counted period, `initiative_id` what it rests on.

    `person_id` is the subject, None for a collective.
    """

    nomination_id: UUID
    subject_id: UUID
    year: int
    person_id: UUID | None
    initiative_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A nomination that the city's decision refused, with the reason given."""

    line: Line
    reason_code: RefusalReason
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDecision:
    """The ward's chairman decides a list. The number is given after the signature; the day is the document's."""

    ward_code: str
    at: datetime
    decision_id: UUID
    number: int
    symbol: str
    signed_on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardNominations:
    """Send a list up by letter (tờ trình) to the level that decides."""

    ward_code: str
    at: datetime
    forwarding_id: UUID
    number: int
    symbol: str
    signed_on: date
    recipient: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCityDecision:
    """Record what the city's chairman decided about forwarded nominations, by the document's number and day."""

    ward_code: str
    at: datetime
    decision_id: UUID
    document_number: str
    signed_on: date
    signer_position: str
    awarded: tuple[Line, ...]
    refused: tuple[RefusedLine, ...]
