"""Commands of a ward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from services.chassis.kit.fields import At, Choice, Day, Several, Text
from services.chassis.text.types import LETTERED
from services.submissions.fields import WARD_CODE
from thidua_contracts.codes import WardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterWard:
    """Enter a ward under its code: the one command that acts in a ward which whoever sends it names."""

    at: At
    code: Annotated[str, WARD_CODE]
    name: Annotated[str, Text("Tên", pattern=LETTERED, example="Phường Đoàn Kết")]
    kind: Annotated[WardKind, Choice("Loại", words=WardKind.words())]
    valid_from: Annotated[date, Day("Từ ngày", hint="Ngày đầu tiên đơn vị hành chính hoạt động.")]
    predecessors: Annotated[
        tuple[str, ...],
        Several(
            "Tiền thân",
            hint="Phường, xã mà đơn vị này tiếp nhận: hồ sơ cũ được đọc tiếp khi ở đó đã thôi giao quyền Chủ tịch UBND và "
            "Văn phòng – Thống kê.",
            options="predecessors",
            each=WARD_CODE,
            most=50,
        ),
    ] = ()

    @property
    def ward_code(self) -> str:
        """The ward in which it acts."""
        return self.code


Command = RegisterWard
