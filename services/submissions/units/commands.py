"""Commands of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Context, Day, InPath, Looked, New, Ref, Several, Text, Ward
from services.chassis.text.types import LETTERED
from services.submissions.fields import REGISTERED, UNIT_UNDONE, code, document_number, mistake
from thidua_contracts.codes import UnitKind, UnitPriority

NAME: Final = Text("Tên đơn vị", pattern=LETTERED, example="Tổ dân phố số 8")
KIND: Final = Choice("Loại đơn vị", words=UnitKind.words())
DOCUMENT: Final = document_number("Số văn bản làm căn cứ")
DECIDED: Final = "decided"
UNDONE: Final = Choice("Lý do", words=UNIT_UNDONE)
UNDOING: Final = document_number("Số văn bản làm căn cứ", hint="Ghi nhầm thì để trống được.")


def parent(*, stated: bool = False) -> Ref:
    """The unit above it; `stated`: the API says so also when there is none."""
    return Ref("Thuộc đơn vị", options="parents", hint="Đơn vị cấp trên trong phường, xã, nếu có.", stated=stated)


def priorities(*, stated: bool = False) -> Several:
    """Whom praise is to reach first."""
    return Several("Diện ưu tiên", words=UnitPriority.words(), most=5, stated=stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUnit:
    """Enter a unit with its first code."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, New("unit")]
    code: Annotated[str, code("Mã đơn vị", example="TDP08")]
    name: Annotated[str, NAME]
    kind: Annotated[UnitKind, KIND]
    valid_from: Annotated[date, Day("Hoạt động từ ngày")]
    parent_id: Annotated[UUID | None, parent()] = None
    priorities: Annotated[tuple[UnitPriority, ...], priorities()] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectRegistration:
    """Say what is right in place of what was mistyped when the unit was registered: name, kind, first code, first day."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    was: Annotated[str, Looked]
    code: Annotated[str, code("Mã đơn vị", example="TDP08")]
    name: Annotated[str, NAME]
    kind: Annotated[UnitKind, KIND]
    valid_from: Annotated[date, Day("Hoạt động từ ngày")]
    parent_id: Annotated[UUID | None, parent(stated=True)]
    priorities: Annotated[tuple[UnitPriority, ...], priorities(stated=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRegistration:
    """Take back a unit that was registered by mistake; `rests` says in words what rests on it, `codes` which it had."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    codes: Annotated[tuple[str, ...], Looked]
    rests: Annotated[tuple[str, ...], Looked]
    reason: Annotated[str, mistake(REGISTERED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUnit:
    """Give the unit another name, kind, parent or priorities from a day on."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    name: Annotated[str, NAME]
    kind: Annotated[UnitKind, KIND]
    parent_id: Annotated[UUID | None, parent(stated=True)]
    priorities: Annotated[tuple[UnitPriority, ...], priorities(stated=True)]
    valid_from: Annotated[date, Day("Có hiệu lực từ ngày")]
    document_number: Annotated[str, DOCUMENT]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffUnitChange:
    """Say that a change that was to come does not."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    reason: Annotated[str, UNDONE] = DECIDED
    document_number: Annotated[str | None, UNDOING] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeUnitChange:
    """Make the change whose day has come; sent by the scheduler."""

    ward_code: str
    at: datetime
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectUnitProfile:
    """Say what is right in place of what was recorded from the day `recorded_from`."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    recorded_from: Annotated[date, Context("path")]
    name: Annotated[str, NAME]
    kind: Annotated[UnitKind, KIND]
    parent_id: Annotated[UUID | None, parent(stated=True)]
    priorities: Annotated[tuple[UnitPriority, ...], priorities(stated=True)]
    valid_from: Annotated[date, Day("Có hiệu lực từ ngày")]
    document_number: Annotated[str, DOCUMENT]


@dataclass(frozen=True, slots=True, kw_only=True)
class SucceedUnit:
    """End the unit on a day, in favour of the units that go on in its place: one it is merged into, or several it is split into."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    successors: Annotated[
        tuple[UUID, ...],
        Several(
            "Đơn vị kế thừa",
            options="parents",
            least=1,
            most=10,
            hint="Một đơn vị khi sáp nhập, các đơn vị khi chia tách; đơn vị mới được đăng ký trước.",
        ),
    ]
    closed_on: Annotated[
        date, Day("Kết thúc từ ngày", hint="Ngày đầu tiên đơn vị không còn hoạt động.", example="01/07/2025")
    ]
    document_number: Annotated[str, DOCUMENT]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUnitCode:
    """Give the unit another code from a day on."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    code: Annotated[str, code("Mã mới", example="TDP08")]
    valid_from: Annotated[date, Day("Có hiệu lực từ ngày")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUnit:
    """End the unit; `closed_on` is the first day on which it is no more."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    closed_on: Annotated[
        date, Day("Kết thúc từ ngày", hint="Ngày đầu tiên đơn vị không còn hoạt động.", example="01/07/2025")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectUnitEnd:
    """Say that the unit ends on another day."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    closed_on: Annotated[
        date, Day("Kết thúc từ ngày", hint="Ngày đầu tiên đơn vị không còn hoạt động.", example="01/07/2025")
    ]
    reason: Annotated[str, UNDONE] = DECIDED
    document_number: Annotated[str | None, UNDOING] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenUnit:
    """Say that the unit does not end."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    reason: Annotated[str, UNDONE] = DECIDED
    document_number: Annotated[str | None, UNDOING] = None


Command = (
    RegisterUnit
    | CorrectRegistration
    | WithdrawRegistration
    | ChangeUnit
    | CallOffUnitChange
    | MakeUnitChange
    | CorrectUnitProfile
    | SucceedUnit
    | ChangeUnitCode
    | CloseUnit
    | CorrectUnitEnd
    | ReopenUnit
)
