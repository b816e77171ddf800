"""Commands of a unit's aims, and of the ward's call for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, Inline, InPath, Looked, Number, Ref, Several, Text, Ward, Whole
from services.submissions.aims.events import AMENDED, MOST, RETURNS, AimsContent
from services.submissions.fields import AIMED, CALLED, REACHED, UNAMENDED, document_number, mistake

DUE_ON: Final = Day("Đăng ký chậm nhất ngày", example="31/03/2024")
SOURCES: Final = {
    "report": "Báo cáo của đơn vị",
    "book": "Sổ theo dõi của đơn vị",
    "office": "Số liệu của phường, xã",
    "above": "Số liệu của cấp trên, ngành",
}
"""Where a value comes from."""
QUARTERS: Final = {"1": "Quý I", "2": "Quý II", "3": "Quý III", "4": "Quý IV"}
TARGET: Final = Ref("Chỉ tiêu", options="aims-targets", most=60)
QUARTER: Final = Ref("Tính đến hết", options="aims-quarters", most=1, hint="Chỉ quý đã bắt đầu mới có kết quả.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallForAims:
    """Call on every unit of the ward to register for a year."""

    ward_code: Ward
    at: At
    year: Annotated[int, Whole("Năm", least=2000, most=2100, example="2024")]
    due_on: Annotated[date, DUE_ON]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAimsCall:
    """Give the units until another day, sooner or later; moved by mistake, it is moved again."""

    ward_code: Ward
    at: At
    call_id: Annotated[UUID, InPath]
    due_on: Annotated[date, DUE_ON]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffAims:
    """Ask nobody any more; called off by mistake, the year is called for again."""

    ward_code: Ward
    at: At
    call_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(CALLED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BringAims:
    """Bring what a unit is asked to what the ward's call says now; sent by `asking-for-aims`."""

    ward_code: str
    at: At
    unit_id: UUID
    year: int
    earliest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAims:
    """Register what the unit aims at, and send it to the ward's office."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Looked]
    content: Annotated[AimsContent, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAims:
    """Write it anew before it is accepted; what was returned is sent again by it."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Looked]
    content: Annotated[AimsContent, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAims:
    """Take it back, accepted or not."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(AIMED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAmendment:
    """Take a change back that waits: what was accepted holds."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(UNAMENDED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAims:
    """Accept it."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAims:
    """Give it back to be mended."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    reasons: Annotated[tuple[str, ...], Several("Lý do trả lại", words=RETURNS, least=1, most=5)]
    targets: Annotated[
        tuple[str, ...],
        Several(
            "Chỉ tiêu phải sửa",
            options="aims-sent-targets",
            each=Text("Chỉ tiêu", most=60),
            most=30,
            hint="Để trống nếu không nói riêng chỉ tiêu nào.",
        ),
    ] = ()
    people: Annotated[
        tuple[UUID, ...],
        Several(
            "Cá nhân, hộ gia đình phải xem lại",
            options="aims-named",
            most=100,
            hint="Để trống nếu không nói riêng ai.",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackAimsReturn:
    """Take a return back before the unit has sent it again."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(AIMED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackAimsAcceptance:
    """Take an acceptance back."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(AIMED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendAims:
    """Change what was accepted."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Looked]
    why: Annotated[str, Choice("Lý do điều chỉnh", words=AMENDED)]
    content: Annotated[AimsContent, Inline]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReached:
    """Say how far the unit was with a target by the end of a quarter, from the year's beginning."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    indicator: Annotated[str, TARGET]
    quarter: Annotated[str, QUARTER]
    value: Annotated[
        Decimal,
        Number(
            "Kết quả từ đầu năm",
            least=Decimal(0),
            most=MOST,
            example="48",
            hint="Cộng từ đầu năm, không phải riêng quý.",
        ),
    ]
    source: Annotated[str, Choice("Nguồn số liệu", words=SOURCES)]
    document_number: Annotated[str | None, document_number("Số văn bản kèm theo", example="12/BC-TDP8")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackReached:
    """Take back what was said of a target by the end of a quarter."""

    ward_code: Ward
    at: At
    aims_id: Annotated[UUID, InPath]
    indicator: Annotated[str, TARGET]
    quarter: Annotated[str, QUARTER]
    reason: Annotated[str, mistake(REACHED)]
