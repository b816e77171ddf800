"""Commands of a ward. They act in a ward which whoever sends them names, and in those that it came from or goes over into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from services.chassis.kit.fields import At, Choice, Day, InPath, Looked, Several, Text, YesNo
from services.chassis.text.types import LETTERED
from services.submissions.fields import OFFICIAL_CODE, WARD_KEY, document_number
from thidua_contracts.codes import WardKind

WHICH: Final = {"begin": "Ngày thành lập", "end": "Ngày kết thúc"}
NAME: Final = Text("Tên", pattern=LETTERED, example="Phường Đoàn Kết")
KIND: Final = Choice("Loại", words=WardKind.words())
DOCUMENT: Final = document_number("Số văn bản làm căn cứ", example="1670/NQ-UBTVQH15")
Which = Literal["begin", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterWard:
    """Enter a ward under its code; where the code has a holder, that one ends on this day and goes over into the new ward."""

    at: At
    code: Annotated[str, OFFICIAL_CODE]
    name: Annotated[str, NAME]
    kind: Annotated[WardKind, KIND]
    valid_from: Annotated[date, Day("Từ ngày", hint="Ngày đầu tiên đơn vị hành chính hoạt động.")]
    predecessors: Annotated[
        tuple[str, ...],
        Several(
            "Tiền thân",
            hint="Phường, xã mà đơn vị này tiếp nhận: từ ngày đó chúng kết thúc, hồ sơ cũ được đọc tiếp ở đây.",
            options="predecessors",
            each=WARD_KEY,
            most=50,
        ),
    ] = ()
    document_number: Annotated[str | None, DOCUMENT] = None
    sample: Annotated[
        bool, YesNo("Đơn vị mẫu để chạy thử", hint="Chỉ đánh dấu khi mã không có trong danh mục của Nhà nước.")
    ] = False
    holder: Annotated[str | None, Looked] = None
    """The newest holder of the code."""

    @property
    def ward_code(self) -> str:
        """Its key: the first holder's is the code, a later holder's has the day."""
        return self.code if self.holder is None else f"{self.code}@{self.valid_from.isoformat()}"

    @property
    def taken_over(self) -> tuple[str, ...]:
        """The wards that go over into it, the code's holder among them."""
        held = () if self.holder is None else (self.holder,)
        return tuple(dict.fromkeys(one for one in (*held, *self.predecessors) if one != self.ward_code))


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameWard:
    """Give the ward another name or kind from a day on."""

    ward_code: Annotated[str, InPath]
    at: At
    name: Annotated[str, NAME]
    kind: Annotated[WardKind, KIND]
    valid_from: Annotated[date, Day("Từ ngày", hint="Ngày đầu tiên mang tên, loại mới.")]
    document_number: Annotated[str, DOCUMENT]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWard:
    """End the ward; wards that exist on that day take it over."""

    ward_code: Annotated[str, InPath]
    at: At
    ended_on: Annotated[
        date, Day("Kết thúc từ ngày", hint="Ngày đầu tiên đơn vị không còn hoạt động.", example="01/07/2025")
    ]
    successors: Annotated[
        tuple[str, ...],
        Several(
            "Nhập vào",
            hint="Phường, xã đang có, tiếp nhận đơn vị này.",
            options="successors",
            each=WARD_KEY,
            least=1,
            most=20,
        ),
    ]
    document_number: Annotated[str, DOCUMENT]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectWardDay:
    """Say that what happened to the ward on its first or last day happens on another; so it does to all whom it concerned."""

    ward_code: Annotated[str, InPath]
    at: At
    which: Annotated[Which, Choice("Sửa ngày nào", words=WHICH)]
    day: Annotated[date, Day("Ngày đúng", example="01/07/2025")]
    document_number: Annotated[str, DOCUMENT]
    others: Annotated[tuple[str, ...], Looked] = ()
    """The other wards that began, ended or took over with it on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawWardDay:
    """Take back what is to happen to the ward on a coming first or last day, and to all whom it concerns."""

    ward_code: Annotated[str, InPath]
    at: At
    which: Annotated[Which, Choice("Hủy việc nào", words={"begin": "Thành lập", "end": "Kết thúc"})]
    document_number: Annotated[str, DOCUMENT]
    others: Annotated[tuple[str, ...], Looked] = ()
    """The other wards that begin, end or take over with it on that day."""


Command = RegisterWard | RenameWard | EndWard | CorrectWardDay | WithdrawWardDay
