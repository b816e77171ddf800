"""Events of the ward's criteria sheet of a year, and of each residential group's scorecard by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import Choice, Number, Text, Whole
from services.chassis.scoring import RULES, RuleKind
from services.submissions.fields import CODE_PATTERN

MOST: Final = Decimal(10000)
COUNT: Final = Whole("Số liệu", least=0, most=1_000_000, grouped=True)
BASE: Final = Whole("So với", least=1, most=1_000_000, grouped=True)
RETURNS: Final = {
    "figures": "Số liệu chưa đúng",
    "evidence": "Thiếu minh chứng",
    "criterion": "Hiểu chưa đúng tiêu chí",
    "sheet": "Bảng tiêu chí đã sửa",
}
"""Why a scorecard is returned: a closed list, for nothing that names somebody can be taken out of an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One criterion: its most points, how a figure becomes points, and what is counted, compared with what."""

    code: Annotated[str, Text("Mã", most=20, pattern=CODE_PATTERN, example="TC1")]
    name: Annotated[str, Text("Tiêu chí", most=500, hint="Không ghi tên người.", example="Hộ đạt Gia đình văn hóa")]
    points: Annotated[Decimal, Number("Điểm tối đa", least=Decimal(0), most=MOST, hint="Tiêu chí trừ điểm ghi 0.")]
    kind: Annotated[RuleKind, Choice("Cách tính", words=RULES)]
    of: Annotated[str, Text("Số liệu", most=200, example="Số hộ đạt Gia đình văn hóa")]
    per: Annotated[
        str | None, Text("So với", most=200, hint="Chỉ khi tính theo tỷ lệ.", example="Tổng số hộ của tổ")
    ] = None
    scale: Annotated[
        Decimal,
        Number(
            "Chỉ tiêu hoặc mức điểm",
            least=Decimal(0),
            most=MOST,
            hint="Tỷ lệ: mức đạt điểm tối đa, 1 là 100%. Cách khác: số điểm cho mỗi việc.",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was counted for a criterion, and of how many where it is a rate."""

    code: Annotated[str, Text("Mã tiêu chí", most=20, pattern=CODE_PATTERN, example="TC1")]
    count: Annotated[int, COUNT]
    base: Annotated[int | None, BASE] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a criterion gave: its words, the figure, and its points of the most."""

    code: str
    name: str
    count: int
    base: int | None
    points: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheetIssued:
    """The ward issued the sheet of a year, or wrote it anew as this version."""

    sheet_id: UUID
    year: int
    version: int
    lines: tuple[SheetLine, ...]
    document_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheetWithdrawn:
    """It was issued by mistake: nobody scores by it."""

    sheet_id: UUID
    year: int
    reason: str


SheetEvent = ScoreSheetIssued | ScoreSheetWithdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSent:
    """A residential group scored itself by a version of the sheet; sent again, it takes the place of what was sent."""

    card_id: UUID
    unit_id: UUID
    sheet_id: UUID
    year: int
    version: int
    lines: tuple[Scored, ...]
    total: Decimal
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTakenBack:
    """The group took back what it had sent, before it was checked; of older cards events do not say whose they are."""

    card_id: UUID
    unit_id: UUID | None
    year: int | None
    reason: str
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReturned:
    """The office gave it back to be mended; the reasons are words of `RETURNS`."""

    card_id: UUID
    unit_id: UUID | None
    year: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReturnTakenBack:
    """It was returned by mistake."""

    card_id: UUID
    unit_id: UUID | None
    year: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreChecked:
    """The office checked it, with these figures; checked again, they take the place of what was checked."""

    card_id: UUID
    unit_id: UUID | None
    year: int | None
    lines: tuple[Scored, ...]
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCheckTakenBack:
    """It was checked by mistake: the office has it to check again."""

    card_id: UUID
    unit_id: UUID | None
    year: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePublished:
    """The group is shown what was checked."""

    card_id: UUID
    unit_id: UUID | None
    year: int | None
    published_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreUnpublished:
    """It was published by mistake: the group is shown it no more."""

    card_id: UUID
    unit_id: UUID | None
    year: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReleased:
    """The sheet was withdrawn: nobody has to check it, mend it or publish it."""

    card_id: UUID
    unit_id: UUID
    year: int


Event = (
    ScoreSent
    | ScoreTakenBack
    | ScoreReturned
    | ScoreReturnTakenBack
    | ScoreChecked
    | ScoreCheckTakenBack
    | ScorePublished
    | ScoreUnpublished
    | ScoreReleased
)
