"""Events of a movement (phong trào thi đua) and of a unit's participation in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import Choice, Day, Lines, Several, Text

KINDS: Final = {"regular": "Thường xuyên", "thematic": "Theo chuyên đề", "phase": "Theo đợt"}
SUBJECTS: Final = {
    "individuals": "Cá nhân",
    "units": "Cơ quan, đơn vị, đoàn thể",
    "households": "Hộ gia đình",
    "groups": "Thôn, bản, tổ dân phố",
    "enterprises": "Doanh nghiệp, tổ chức kinh tế",
}
"""Who takes part."""
REVIEWS: Final = {"interim": "Sơ kết", "final": "Tổng kết"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementContent:
    """What a movement asks of whom, and when; `kind` is empty in records from before it was asked."""

    kind: Annotated[str, Choice("Loại phong trào", words=KINDS)]
    goals: Annotated[
        tuple[str, ...],
        Lines("Mục tiêu, nội dung", most=20, longest=1000, hint="Mỗi mục tiêu một dòng; không ghi tên người."),
    ] = ()
    subjects: Annotated[tuple[str, ...], Several("Đối tượng tham gia", words=SUBJECTS)] = ()
    criteria: Annotated[
        tuple[str, ...],
        Lines("Tiêu chí thi đua", most=40, longest=1000, hint="Mỗi tiêu chí một dòng, kèm minh chứng phải có."),
    ] = ()
    slogan: Annotated[str | None, Text("Chủ đề, khẩu hiệu", most=300, example="Chung sức, đồng lòng, về đích sớm")] = (
        None
    )
    parent: Annotated[
        str | None,
        Text(
            "Hưởng ứng phong trào của cấp trên",
            hint="Tên phong trào và văn bản phát động, nếu có.",
            example="“Cả nước chung sức xây dựng nông thôn mới”, Quyết định số 587/QĐ-TTg",
        ),
    ] = None
    starts_on: Annotated[date, Day("Từ ngày")]
    ends_on: Annotated[date | None, Day("Đến hết ngày", hint="Chỉ phong trào thường xuyên mới để trống được.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLaunched:
    """A movement was launched under a plan (phát động); its content is version 1. Earlier builds did not store when the plan was issued."""

    movement_id: UUID
    plan_id: UUID
    code: str
    name: str
    content: MovementContent
    plan_issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementAmended:
    """What it asks was written anew: `content` takes the place of what was said before, as this version."""

    movement_id: UUID
    content: MovementContent
    version: int
    document_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementReviewed:
    """What came of it was reviewed (sơ kết, tổng kết)."""

    movement_id: UUID
    kind: str
    held_on: date
    document_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementReviewWithdrawn:
    """That review was recorded by mistake."""

    movement_id: UUID
    kind: str
    held_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementJoined:
    """A unit joined the movement (đăng ký tham gia); `by_office`: the ward's office joined for it, False in older records."""

    movement_id: UUID
    unit_id: UUID
    by_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLeft:
    """The unit takes part no more (rút đăng ký); `by_office` as in `MovementJoined`."""

    movement_id: UUID
    unit_id: UUID
    reason: str
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdsCounted:
    """So many of a residential group's households took part on a day; numbers alone, no household is named."""

    movement_id: UUID
    unit_id: UUID
    counted_on: date
    households: int
    of_all: int
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdsTakenBack:
    """What was said of that day was a mistake."""

    movement_id: UUID
    unit_id: UUID
    counted_on: date
    reason: str
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementWithdrawn:
    """The movement was launched by mistake (rút): it counts for nothing, nor does who took part in it."""

    movement_id: UUID
    plan_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRestored:
    """Withdrawing the movement was the mistake (khôi phục): it counts again, with whoever takes part in it."""

    movement_id: UUID
    plan_id: UUID
    reason: str


Event = (
    MovementLaunched
    | MovementAmended
    | MovementReviewed
    | MovementReviewWithdrawn
    | MovementWithdrawn
    | MovementRestored
)
ParticipationEvent = MovementJoined | MovementLeft | HouseholdsCounted | HouseholdsTakenBack
