"""What may be asked of a criteria sheet. `ward_code` is the bloc's code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from services.blocs.criteria.sheet import Sheet
from services.blocs.document import Document
from services.blocs.fields import DOCUMENT, OfBloc, OfYear
from services.chassis.kit.fields import At, Context


@dataclass(frozen=True, slots=True)
class IssueCriteria:
    """Issue a sheet; `version` is the one that it becomes: 1, or one more than the version that its author saw."""

    ward_code: str
    at: datetime
    year: int
    version: int
    sheet: Sheet
    document: Document


@dataclass(frozen=True, slots=True)
class ConfirmCriteria:
    """Confirm a version by a document of the level above."""

    ward_code: OfBloc
    at: At
    year: OfYear
    version: Annotated[int, Context("path", "version")]
    document: Annotated[Document, DOCUMENT]


@dataclass(frozen=True, slots=True)
class WithdrawConfirmation:
    """Take the confirmation of the newest version back by a document of the level above."""

    ward_code: OfBloc
    at: At
    year: OfYear
    version: Annotated[int, Context("path", "version")]
    document: Annotated[Document, DOCUMENT]


Command = IssueCriteria | ConfirmCriteria | WithdrawConfirmation
