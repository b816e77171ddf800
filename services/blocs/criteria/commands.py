"""What may be asked of a criteria sheet. `ward_code` is the bloc's code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.blocs.criteria.sheet import Sheet
from services.blocs.document import Document


@dataclass(frozen=True, slots=True)
class IssueCriteria:
    """`version` is the one that this sheet becomes: 1, or one more than the version that its author saw."""

    ward_code: str
    at: datetime
    year: int
    version: int
    sheet: Sheet
    document: Document


@dataclass(frozen=True, slots=True)
class ConfirmCriteria:
    ward_code: str
    at: datetime
    year: int
    version: int
    document: Document


Command = IssueCriteria | ConfirmCriteria
