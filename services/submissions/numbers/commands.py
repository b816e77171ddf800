"""Commands of a document number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, Day, InPath, Text, Ward, Whole
from services.submissions.fields import OUTSIDE, mistake, symbol

NUMBER = Whole("Số", least=1, most=99_999, hint="Số tiếp theo trong sổ văn bản đi.", example="20")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNumber:
    """Take a number for a document that another service is about to record; sent by that service alone."""

    ward_code: str
    at: At
    number: int
    symbol: str
    dated_on: date
    document_id: UUID
    service: str
    subject: str
    kind: str | None = None
    about_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutsideNumber:
    """Record that a number was used for a document outside this system."""

    ward_code: Ward
    at: At
    number: Annotated[int, Whole("Số", least=1, most=99_999, example="33")]
    symbol: Annotated[str, symbol("KH-UBND")]
    dated_on: Annotated[date, Day("Ngày văn bản")]
    subject: Annotated[str, Text("Trích yếu", example="Kế hoạch phát triển kinh tế - xã hội năm 2024")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOutsideNumber:
    """Take back what was recorded of a document outside by mistake."""

    ward_code: Ward
    at: At
    number_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(OUTSIDE)]
