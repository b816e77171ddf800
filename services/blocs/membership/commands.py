"""What may be asked of a bloc. `ward_code` is the bloc's code; days are dates in Asia/Ho_Chi_Minh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.blocs.document import Document


@dataclass(frozen=True, slots=True)
class EstablishBloc:
    ward_code: str
    at: datetime
    name: str
    first_year: int
    document: Document


@dataclass(frozen=True, slots=True)
class AdmitMember:
    ward_code: str
    at: datetime
    member_ward: str
    from_day: date
    document: Document


@dataclass(frozen=True, slots=True)
class ReleaseMember:
    ward_code: str
    at: datetime
    member_ward: str
    last_day: date
    document: Document


@dataclass(frozen=True, slots=True)
class AppointHead:
    ward_code: str
    at: datetime
    year: int
    head_ward: str
    deputy_ward: str | None
    from_day: date
    document: Document


@dataclass(frozen=True, slots=True)
class HandOverHead:
    ward_code: str
    at: datetime
    year: int
    to_ward: str
    on_day: date
    document: Document


Command = EstablishBloc | AdmitMember | ReleaseMember | AppointHead | HandOverHead
