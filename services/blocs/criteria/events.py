"""What happened to the criteria sheet of a bloc's year."""

from __future__ import annotations

from dataclasses import dataclass

from services.blocs.criteria.sheet import Sheet
from services.blocs.document import Document


@dataclass(frozen=True, slots=True)
class CriteriaIssued:
    """The bloc's head issued version 1, 2, … of the sheet (ban hành Bảng tiêu chí); the newest is used.

    `issued_by` is the opaque subject of who issued it; None in what earlier builds stored.
    """

    bloc_code: str
    year: int
    version: int
    sheet: Sheet
    document: Document
    issued_by: str | None = None


@dataclass(frozen=True, slots=True)
class CriteriaConfirmed:
    """The level above confirmed a version by document; until then a sheet is "chưa được xác nhận"."""

    bloc_code: str
    year: int
    version: int
    document: Document


@dataclass(frozen=True, slots=True)
class ConfirmationWithdrawn:
    """The level above took its confirmation back by document: the version is "chưa được xác nhận" again."""

    bloc_code: str
    year: int
    version: int
    document: Document


Event = CriteriaIssued | CriteriaConfirmed | ConfirmationWithdrawn
