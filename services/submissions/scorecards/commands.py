"""Commands of the criteria sheet for residential groups, and of their scorecards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, InPath, Looked, Ref, Rows, Several, Ward, Whole
from services.submissions.fields import SCORED, SCORES_SHOWN, SHEET, document_number, mistake
from services.submissions.scorecards.events import RETURNS, Figure, SheetLine

LINES: Final = Rows("Các tiêu chí", row="Tiêu chí", body="ScoreSheetLine", about="Một tiêu chí.", least=1, most=60)
FIGURES: Final = Rows(
    "Số liệu từng tiêu chí",
    row="Tiêu chí",
    known="code",
    body="ScoreFigure",
    about="Số liệu của một tiêu chí.",
    least=1,
    most=60,
)
PAPER: Final = document_number("Văn bản ban hành", example="12/HD-UBND", hint="Để trống khi chưa có văn bản.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueScoreSheet:
    """Issue the sheet by which residential groups are scored in a year."""

    ward_code: Ward
    at: At
    year: Annotated[int, Whole("Năm", least=2000, most=2100, example="2024")]
    lines: Annotated[tuple[SheetLine, ...], LINES]
    document_number: Annotated[str | None, PAPER] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendScoreSheet:
    """Write it anew; who has scored by an older version scores again before it is checked."""

    ward_code: Ward
    at: At
    sheet_id: Annotated[UUID, InPath]
    lines: Annotated[tuple[SheetLine, ...], LINES]
    document_number: Annotated[str | None, PAPER] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawScoreSheet:
    """Take back a sheet that was issued by mistake; the year's is issued again afterwards."""

    ward_code: Ward
    at: At
    sheet_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(SHEET)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendScore:
    """Score a residential group by the sheet, once; what was sent is mended."""

    ward_code: Ward
    at: At
    sheet_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Ref("Tổ dân phố, bản", options="groups")]
    figures: Annotated[tuple[Figure, ...], FIGURES]


@dataclass(frozen=True, slots=True, kw_only=True)
class MendScore:
    """Send what was sent or returned again, mended."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    sheet_id: Annotated[UUID, Looked]
    unit_id: Annotated[UUID, Looked]
    figures: Annotated[tuple[Figure, ...], FIGURES]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackScore:
    """Take back what was sent before it is checked."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(SCORED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnScore:
    """Give it back to be mended."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    sheet_id: Annotated[UUID, Looked]
    reasons: Annotated[tuple[str, ...], Several("Lý do trả lại", words=RETURNS, least=1, most=4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackScoreReturn:
    """Take a return back before the group has sent it again."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(SCORED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckScore:
    """Check it, with the figures as the office found them."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    sheet_id: Annotated[UUID, Looked]
    figures: Annotated[tuple[Figure, ...], FIGURES]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackScoreCheck:
    """Take a check back before it is published."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    sheet_id: Annotated[UUID, Looked]
    reason: Annotated[str, mistake(SCORED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishScore:
    """Show the group what was checked."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    sheet_id: Annotated[UUID, Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpublishScore:
    """Show it no more."""

    ward_code: Ward
    at: At
    card_id: Annotated[UUID, InPath]
    sheet_id: Annotated[UUID, Looked]
    reason: Annotated[str, mistake(SCORES_SHOWN)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdateScore:
    """Its sheet was written anew: what was checked by the one before can be published no more."""

    ward_code: str
    at: datetime
    card_id: UUID
    sheet_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseScore:
    """Its sheet was withdrawn: nobody has to check or mend it."""

    ward_code: str
    at: datetime
    card_id: UUID
    sheet_id: UUID
